"""One word for one thing: docs/words.md is what the code says."""

import ast
import re

from tests.test_architecture import FILES, ROOT, dotted, name_of, tree_of


def rows():
    """Of all tables: the cells of each line but the heads."""
    for line in (ROOT / "docs/words.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and cells[0] not in ("word", "---"):
            yield cells


def names_in(path):
    """What a module calls itself and things: modules, functions, classes, variables, arguments."""
    yield name_of(path)[-1]
    for node in ast.walk(tree_of(path)):
        for kind in ("name", "id", "attr", "arg"):
            name = getattr(node, kind, None)
            if isinstance(name, str):
                yield name


def words_in(name):
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


ours = [path for path in FILES if name_of(path)[0] != "sandbox"]


def test_the_glossary_names_what_there_is():
    there = {name for path in FILES for name in names_in(path)}
    named = {name for _, code, *_ in rows() for name in re.findall(r"`(\w+)`", code)}
    assert len(named) > 30
    assert named - there == set()


def test_no_name_has_a_word_that_stands_in_its_last_column():
    refused = {word.strip() for *_, last in rows() for word in last.strip(" |").split(",")} - {""}
    assert {"freshness", "border"} <= refused
    assert words_in("_asBorder_row") & refused == {"border"}  # the control
    using = {
        f"{dotted(path)}: {name}"
        for path in ours
        for name in names_in(path)
        if words_in(name) & refused
    }
    assert using == set()


def test_what_a_docstring_says_is_raised_is_an_exception_there_is():
    there = {name for path in FILES for name in names_in(path)}
    missing = {}
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                raises = " ".join(re.findall(r"Raises ([^.;]*)", ast.get_docstring(node) or ""))
                named = set(re.findall(r"_?[A-Z][a-z]+[A-Z]\w+", raises))
                if named - there:
                    missing[dotted(path)] = named - there
    assert "CartNotReady" in there
    assert missing == {}


def test_the_walks_name_functions_that_are_where_they_say():
    walks = (ROOT / "docs/developers.md").read_text().split("## Four walks")[1].split("## ")[0]
    steps = re.findall(r"`([\w/]+\.py)`: `(\w+)`", walks)
    assert len(steps) > 15
    missing = [
        f"{file}: {name}"
        for file, name in steps
        if not any(name in names_in(path) for path in FILES if path.as_posix().endswith("/" + file))
    ]
    assert missing == []
