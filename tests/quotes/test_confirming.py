"""What 4Over said of a price is known for a moment, and nothing else is kept with it."""

import gc
import time
import traceback
import weakref
from dataclasses import replace

import pytest

from storefront.extensions import db
from storefront.fourover.errors import FourOverError, Refused
from storefront.partner.account import client_for_page, shop_account
from storefront.quotes import confirming
from storefront.quotes.selection import Picks, choose
from tests.factories import R500, STANDARD, TWO_SIDES, a_product, an_account

QUOTE = "/printproducts/productquote"
REFUSALS = {
    "keys": {"status": 401, "json": {"message": "Invalid API credentials"}},
    "no price": {"status": 400, "json": {"message": "No price"}},
    "an outage": {"status": 503, "body": "down"},
    "slower": {"status": 429, "json": {"message": "Slow down"}, "headers": {"Retry-After": "7"}},
}


@pytest.fixture
def selection(app):
    an_account()
    found = choose(a_product().spec, Picks(TWO_SIDES, R500, STANDARD))
    db.session.commit()
    return found


def a_client():
    client = client_for_page(shop_account())
    db.session.rollback()
    return client


def refusal(client, selection):
    """As it was raised, without the places it was raised at; and how many these were."""
    try:
        confirming.confirm_cost(client, "whose", selection)
    except FourOverError as trouble:
        return type(trouble), str(trouble), dict(vars(trouble)), len(traceback.extract_tb(
            trouble.__traceback__
        ))  # fmt: skip


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_told_again_the_same_and_leads_to_no_client(fourover, selection, answer):
    fourover.answers("GET", QUOTE, **answer)
    client = a_client()
    gone = weakref.ref(client)

    first, *others = [refusal(client, selection) for _ in range(4)]
    del client
    gc.collect()

    assert issubclass(first[0], FourOverError)
    assert others == [first] * 3  # as deep as well: telling it again adds nothing
    assert len({call.request.url for call in fourover.http.calls}) == 1
    assert gone() is None


def test_the_control_one_that_was_raised_leads_to_the_client(fourover, selection):
    fourover.answers("GET", QUOTE, **REFUSALS["no price"])
    client = a_client()
    gone = weakref.ref(client)
    try:
        confirming.ask_cost(client, selection)
    except Refused as trouble:
        kept = trouble

    del client
    gc.collect()

    assert gone() is not None
    assert kept.words == "No price"


class TestWhatHasExpired:
    @pytest.fixture
    def settings(self):
        return {"quote_cache_seconds": 1}

    def test_is_dropped_with_the_next_answer(self, app, fourover, selection):
        fourover.quotes("7.00")
        client = a_client()

        for runsize in "abcd":
            asked = replace(selection, runsize_uuid=runsize)
            confirming.confirm_cost(client, "whose", asked)
        time.sleep(1.1)
        confirming.confirm_cost(client, "whose", selection)

        answers = app.extensions["confirmed costs"]
        assert len(answers.found) == len(answers.asking) == 1
        assert fourover.count(f"GET {QUOTE}") == 5


def test_what_is_still_known_stays_known(app, fourover, selection):
    """The control: with the seconds that are usual."""
    fourover.quotes("7.00")
    client = a_client()

    for runsize in "abab":
        confirming.confirm_cost(client, "whose", replace(selection, runsize_uuid=runsize))

    assert len(app.extensions["confirmed costs"].found) == 2
    assert fourover.count(f"GET {QUOTE}") == 2
