"""The rules of the house that a machine can check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "storefront").rglob("*.py"))

GROUND = {
    "clock", "money", "text", "secrets", "config", "extensions", "settings", "audit", "assets",
    "addresses", "border", "paging", "signed", "hosts",
}  # fmt: skip
# Each may import those before it, never those after it.
INSIDE = [
    "accounts", "partner", "catalog", "quotes", "artwork", "cart", "orders", "payments", "checkout",
]  # fmt: skip
ALONE = {"fourover", "sandbox"}  # import nothing of ours
EDGES = {"views", "forms", "product_page"}
EDGE_PACKAGES = {
    "admin", "cli", "jobs", "queue", "web", "home", "logs", "mail", "supervise", "schedule",
    "serve", "freshness", "migrations", "filters",
}  # fmt: skip
MAY_COMMIT = {  # edges, and modules that talk to 4Over or a mail server in the middle of a change
    "push", "claiming", "verdict", "attaching", "cancellation", "tracking", "notices", "sweeping",
    "restored", "sync_work", "connecting", "delivering", "renewing",
}  # fmt: skip


def name_of(path):
    return path.relative_to(ROOT / "storefront").with_suffix("").parts


def is_edge(parts):
    return (
        parts[0] in EDGE_PACKAGES
        or parts == ("__init__",)
        or any(part in EDGES or part.endswith(("_views", "_forms")) for part in parts)
    )


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
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


inside = [path for path in FILES if not is_edge(name_of(path)) and name_of(path)[0] in INSIDE]


@pytest.mark.parametrize("path", inside, ids=lambda path: ".".join(name_of(path)))
def test_inside_modules_import_only_what_comes_before_them(path):
    package = name_of(path)[0]
    allowed = GROUND | {"fourover"} | set(INSIDE[: INSIDE.index(package) + 1])
    for imported in imports_of(path):
        assert not is_edge(imported), f"{'.'.join(imported)} is an edge; the inside imports none"
        assert imported[0] in allowed, f"{package} comes before {'.'.join(imported)}"


ground = [path for path in FILES if name_of(path)[0] in GROUND]


@pytest.mark.parametrize("path", ground, ids=lambda path: ".".join(name_of(path)))
def test_the_ground_stands_on_nothing_but_itself(path):
    for imported in imports_of(path):
        assert imported[0] in GROUND, f"imports {'.'.join(imported)}"


@pytest.mark.parametrize(
    "path", [p for p in FILES if name_of(p)[0] in ALONE], ids=lambda p: ".".join(name_of(p))
)
def test_4over_and_its_sandbox_know_nothing_of_the_shop(path):
    for imported in imports_of(path):
        assert imported[0] == name_of(path)[0], f"imports {'.'.join(imported)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: ".".join(name_of(path)))
def test_only_edges_and_talkers_commit(path):
    parts = name_of(path)
    if is_edge(parts) or parts[0] == "sandbox" or MAY_COMMIT & set(parts):
        return
    assert "session.commit()" not in path.read_text()


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").rglob("*.css")), ids=lambda p: p.name)
def test_no_stylesheet_is_about_two_things(path):
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", FILES, ids=lambda path: ".".join(name_of(path)))
def test_no_file_hides_a_verb(path):
    assert len(path.read_text().splitlines()) <= 250


@pytest.mark.parametrize("path", FILES, ids=lambda path: ".".join(name_of(path)))
def test_every_module_says_what_it_is_about(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", inside, ids=lambda path: ".".join(name_of(path)))
def test_there_are_no_imports_inside_functions(path):
    if name_of(path) == ("artwork", "opener"):
        return  # a program of its own, which loads only what the file before it needs
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            found = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not found, f"{node.name} imports"


def test_every_package_and_module_has_its_place():
    tops = {name_of(path)[0] for path in FILES} - {"__init__"}
    assert tops == GROUND | set(INSIDE) | ALONE | EDGE_PACKAGES


def test_the_lists_name_what_there_is():
    committing = {path for path in FILES if "session.commit()" in path.read_text()}
    assert {name_of(path)[-1] for path in committing} >= MAY_COMMIT
    assert {part for path in FILES for part in name_of(path)} >= EDGES
