"""What people read when something cannot be done: what happened and what to do, as each role."""

import pytest
from werkzeug.exceptions import HTTPException, default_exceptions

from storefront.fourover.errors import Unreachable
from storefront.orders.models import ForbiddenMove
from tests.pages.reading import Reader
from tests.refusals import SENTENCES


@pytest.fixture
def ask(app, visitor):
    """Opens a page whose function raises this."""

    def ask(trouble):
        def broken():
            raise trouble

        app.view_functions["browse.home"] = broken
        return visitor.get("/")

    return ask


def test_each_error_has_its_page(app, role, ask):
    wrong = []
    for status, sentence in SENTENCES.items():
        answer = ask(default_exceptions[status]())
        wrong += Reader(app, role).faults_of(answer, status, [sentence, f"Error {status}"])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("trouble", "status", "sentence"),
    [
        (KeyError("secret-word"), 500, "Your cart and your orders are safe"),
        (Unreachable("secret-word"), 503, "Nothing is lost. Please try again in a minute."),
        (ForbiddenMove("secret-word"), 409, "Somebody else just changed this"),
        (OverflowError("secret-word"), 400, "We couldn't read that request"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_trouble_of_the_inside_is_told_without_its_words(app, role, ask, trouble, status, sentence):
    answer = ask(trouble)
    number = answer.headers["X-Request-Id"]
    faults = list(Reader(app, role).faults_of(answer, status, [sentence, number]))
    assert not faults, "\n".join(faults)
    assert "secret-word" not in answer.text


def test_an_error_that_is_not_among_them_is_told_as_a_bad_request(app, role, ask):
    class Teapot(HTTPException):
        code = 418

    faults = list(Reader(app, role).faults_of(ask(Teapot()), 418, [SENTENCES[400], "Error 418"]))
    assert not faults, "\n".join(faults)
