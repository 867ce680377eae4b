"""The rules of the house that a machine can check. Each rule names all who break it."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from tests.parsing import parsed

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "storefront").rglob("*.py"))

GROUND = {
    "clock", "money", "text", "tokens", "secrets", "config", "database", "extensions", "settings",
    "audit", "assets", "urls", "lookup", "paging", "hosts", "belonging", "numbers", "times",
    "failures", "not_here", "bulk_insert", "csv_file", "page_cache", "storage",
    "lengths", "reaching",
}  # fmt: skip
# Each may import those before it, never those after it.
INSIDE = [
    "accounts", "partner", "catalog", "sync", "quotes", "artwork", "browse", "cart", "orders",
    "payments", "checkout",
]  # fmt: skip
ALONE = {"fourover", "sandbox", "drawings"}  # import nothing of ours
EDGES = {"views", "forms", "blueprint"}
EDGE_PACKAGES = {
    "admin", "cli", "jobs", "queue", "web", "logs", "mail", "supervise", "schedule", "serve",
}  # fmt: skip
MAY_COMMIT = {  # edges, and modules that talk to 4Over or a mail server in the middle of a change
    "push", "claiming", "ending", "attaching", "cancellation", "tracking", "notices", "sweeping",
    "restored", "unrecorded", "status_checks", "failures", "run", "connecting", "delivering",
    "renewing", "card_mail", "card_check", "sending_files",
    "checking", "missing", "paying", "repaying",  # ... or to a provider of payments
    "belonging",  # an id is committed before a folder bears it
    "series",  # a number is noted elsewhere once it is committed
}  # fmt: skip


def name_of(path):
    return path.relative_to(ROOT / "storefront").with_suffix("").parts


def is_edge(parts):
    return (
        parts[0] in EDGE_PACKAGES
        or parts == ("__init__",)
        or any(part in EDGES or part.endswith(("_views", "_forms")) for part in parts)
    )


@cache
def tree_of(path):
    return parsed(path.read_text())


def dotted(path):
    return ".".join(name_of(path))


def imports_of(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storefront"):
            parts = tuple(node.module.split(".")[1:])
            if parts:
                yield parts
            else:
                yield from ((alias.name,) for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("storefront."):
                    yield tuple(alias.name.split(".")[1:])


def those_that_import(paths, forbidden):
    """Every import of these files that is forbidden to them: forbidden(name of file, import)."""
    return [
        f"{dotted(path)} imports {'.'.join(imported)}"
        for path in paths
        for imported in imports_of(path)
        if forbidden(name_of(path), imported)
    ]


def longer_than(most, paths):
    lengths = {path: len(path.read_text().splitlines()) for path in paths}
    return {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > most}


inside = [path for path in FILES if not is_edge(name_of(path)) and name_of(path)[0] in INSIDE]


def test_inside_modules_import_only_what_comes_before_them():
    def forbidden(name, imported):
        before = set(INSIDE[: INSIDE.index(name[0]) + 1])
        return is_edge(imported) or imported[0] not in GROUND | {"fourover", "drawings"} | before

    assert those_that_import(inside, forbidden) == []
    # the control: an edge is forbidden to all, and what comes after to those before it
    assert forbidden(("catalog", "spec"), ("catalog", "views"))
    assert forbidden(("catalog", "spec"), ("quotes", "price"))


def test_the_ground_stands_on_nothing_but_itself():
    ground = [path for path in FILES if name_of(path)[0] in GROUND]
    assert those_that_import(ground, lambda _, imported: imported[0] not in GROUND) == []


def test_4over_its_sandbox_and_drawings_know_nothing_of_the_shop():
    alone = [path for path in FILES if name_of(path)[0] in ALONE]
    assert those_that_import(alone, lambda name, imported: imported[0] != name[0]) == []


def modules_imported_by(path):
    """As files, not as packages: what runs when this one is loaded."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storefront"):
            folder = ROOT / node.module.replace(".", "/")
            for alias in node.names:
                named = (folder / f"{alias.name}.py", folder / alias.name / "__init__.py")
                itself = (folder.with_suffix(".py"), folder / "__init__.py")
                yield next(file for file in (*named, *itself) if file.exists())


def circles(imported):
    """Those that can be reached from themselves, in a graph of what each one imports."""
    reached = {name: set(those) for name, those in imported.items()}
    for through in reached:
        for those in reached.values():
            if through in those:
                those.update(reached[through])
    return {name for name, those in reached.items() if name in those}


def test_no_modules_import_each_other_in_a_circle():
    """SQLAlchemy's models of one package may: their relationships lead both ways."""
    imported = {path: set(modules_imported_by(path)) for path in FILES}
    models = {path for path in FILES if "models" in name_of(path)}
    assert {dotted(path) for path in circles(imported) - models} == set()
    assert circles({1: {2}, 2: {3}, 3: {1}, 4: {1}}) == {1, 2, 3}  # the control


def test_no_package_is_nearly_a_sixth_of_the_shop():
    lines = Counter()
    for path in FILES:
        lines[name_of(path)[0]] += len(path.read_text().splitlines())
    assert {name: n for name, n in lines.items() if n >= 0.16 * lines.total()} == {}


def test_a_class_name_means_one_thing():
    """The sandbox is a program of its own, with 4Over's names for things."""
    owners = {}
    for path in FILES:
        for node in tree_of(path).body:
            public = isinstance(node, ast.ClassDef) and not node.name.startswith("_")
            if public and name_of(path)[0] != "sandbox":
                owners.setdefault(node.name, []).append(dotted(path))
    assert {name: those for name, those in owners.items() if len(those) > 1} == {}


def test_only_edges_and_talkers_commit():
    committing = {
        dotted(path)
        for path in FILES
        if "session.commit()" in path.read_text()
        and not (is_edge(name_of(path)) or name_of(path)[0] == "sandbox")
        and not MAY_COMMIT & set(name_of(path))
    }
    assert committing == set()


def test_no_file_and_no_stylesheet_is_about_two_things():
    assert longer_than(250, [*FILES, *(ROOT / "static/css").rglob("*.css")]) == {}


def test_every_module_says_what_it_is_about():
    assert [dotted(path) for path in FILES if not ast.get_docstring(tree_of(path))] == []


def test_there_are_no_imports_inside_functions():
    importing = [
        f"{dotted(path)}.{function.name}"
        for path in inside
        # what costs memory or a second is loaded only by whoever needs it
        if name_of(path)
        not in {
            ("artwork", "inspection", "opener"),
            ("artwork", "template", "pdf"),
            ("payments", "invoices", "pdf"),
        }
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    assert importing == []


def test_every_package_and_module_has_its_place():
    tops = {name_of(path)[0] for path in FILES} - {"__init__"}
    assert tops == GROUND | set(INSIDE) | ALONE | EDGE_PACKAGES


def test_the_lists_name_what_there_is():
    committing = {path for path in FILES if "session.commit()" in path.read_text()}
    assert {name_of(path)[-1] for path in committing} >= MAY_COMMIT
    assert {part for path in FILES for part in name_of(path)} >= EDGES
