"""Staff are not told that a mail goes out where no mail server sends any."""

import ast
import re
from pathlib import Path

import pytest

import storefront

ADMIN = Path(storefront.__file__).parent / "admin"
GOES_OUT = re.compile(r"\bby email\b|\b(is|are) (being sent to|mailed|emailed|reminded)\b", re.I)


def promises(source: str) -> list[str]:
    """What it says of mails that go out, other than by `if_mailed`."""
    tree = ast.parse(source)
    asked = [node for node in ast.walk(tree) if _called(node) == "if_mailed"]
    truly = {id(part) for call in asked for part in ast.walk(call)}
    told = [node for node in ast.walk(tree) if _called(node) in ("flash", "done")]
    return [
        part.value
        for call in told
        for part in ast.walk(call)
        if isinstance(part, ast.Constant) and id(part) not in truly
        if isinstance(part.value, str) and GOES_OUT.search(part.value)
    ]


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


@pytest.mark.parametrize("module", sorted(ADMIN.rglob("*.py")), ids=lambda path: path.stem)
def test_what_is_said_of_a_mail_asks_whether_one_is_sent(module):
    assert promises(module.read_text()) == []


def test_the_control_a_promise_is_noticed():
    assert promises('flash("The customer is asked by email.")') != []
    assert promises('done(1, if_mailed("It is being sent to you.", kind))') == []
