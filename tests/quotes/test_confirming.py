"""What 4Over said of a price is known for a moment, and nothing else is kept with it."""

import gc
import time
import traceback
import weakref
from dataclasses import replace
from decimal import Decimal
from threading import Event, Timer

import pytest

from storefront.database import db
from storefront.fourover.errors import FourOverError, Refused, Unreachable
from storefront.partner.account import client_for, client_for_page, shop_account
from storefront.quotes import confirming
from storefront.quotes.selection import Picks, choose
from tests.factories import R500, R1000, STANDARD, TWO_SIDES, a_product, an_account

QUOTE = "/printproducts/productquote"
REFUSALS = {
    "keys": {"status": 401, "json": {"message": "Invalid API credentials"}},
    "no price": {"status": 400, "json": {"message": "No price"}},
    "an outage": {"status": 503, "body": "down"},
    "slower": {"status": 429, "json": {"message": "Slow down"}, "headers": {"Retry-After": "7"}},
}


@pytest.fixture
def choice(app):
    an_account()
    found = choose(a_product().spec, Picks(TWO_SIDES, R500, STANDARD)).choice
    db.session.commit()
    return found


def a_client():
    client = client_for_page(shop_account())
    db.session.rollback()
    return client


def a_patient_client():
    """Of a worker's, which waits longer than a page does."""
    client = client_for(shop_account())
    db.session.rollback()
    return client


def refusal(client, choice):
    """As it was raised, without the places it was raised at; and how many these were."""
    try:
        confirming.confirm_cost(client, "whose", choice)
    except FourOverError as trouble:
        return type(trouble), str(trouble), dict(vars(trouble)), len(traceback.extract_tb(
            trouble.__traceback__
        ))  # fmt: skip


@pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_told_again_the_same_and_leads_to_no_client(fourover, choice, answer):
    fourover.answers("GET", QUOTE, **answer)
    client = a_client()
    gone = weakref.ref(client)

    first, *others = [refusal(client, choice) for _ in range(4)]
    del client
    gc.collect()

    assert issubclass(first[0], FourOverError)
    assert others == [first] * 3  # as deep as well: telling it again adds nothing
    assert len({call.request.url for call in fourover.http.calls}) == 1
    assert gone() is None


def test_the_control_one_that_was_raised_leads_to_the_client(fourover, choice):
    fourover.answers("GET", QUOTE, **REFUSALS["no price"])
    client = a_client()
    gone = weakref.ref(client)
    try:
        confirming.ask_cost(client, choice)
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

    def test_is_dropped_with_the_next_answer(self, app, fourover, choice):
        fourover.quotes("7.00")
        client = a_client()

        for runsize in "abcd":
            asked = replace(choice, runsize_uuid=runsize)
            confirming.confirm_cost(client, "whose", asked)
        time.sleep(1.1)
        confirming.confirm_cost(client, "whose", choice)

        answers = app.extensions["confirmed costs"]
        assert len(answers.answers) == len(answers.asking) == 1
        assert fourover.count(f"GET {QUOTE}") == 5


def test_what_is_still_known_stays_known(app, fourover, choice):
    """The control: with the seconds that are usual."""
    fourover.quotes("7.00")
    client = a_client()

    for runsize in "abab":
        confirming.confirm_cost(client, "whose", replace(choice, runsize_uuid=runsize))

    assert len(app.extensions["confirmed costs"].answers) == 2
    assert fourover.count(f"GET {QUOTE}") == 2


def test_what_4over_said_is_told_again_to_the_same_account_alone(fourover, choice):
    fourover.quotes("7.005")
    client = a_client()
    assert confirming.known_cost("whose", choice) is None

    said = [confirming.confirm_cost(client, "whose", choice) for _ in range(2)]

    assert said == [Decimal("7.005")] * 2
    assert confirming.known_cost("whose", choice) == Decimal("7.005")
    assert fourover.count(f"GET {QUOTE}") == 1
    assert confirming.known_cost("another's", choice) is None
    confirming.confirm_cost(client, "another's", choice)
    assert fourover.count(f"GET {QUOTE}") == 2


def test_a_refusal_is_no_price_that_is_known(fourover, choice):
    fourover.answers("GET", QUOTE, **REFUSALS["no price"])
    assert refusal(a_client(), choice)[0] is Refused
    assert confirming.known_cost("whose", choice) is None


class TestAShortMemory:
    @pytest.fixture
    def settings(self):
        return {"quote_cache_seconds": 1}

    def test_keeps_a_refusal_for_its_own_few_seconds(self, fourover, choice):
        fourover.answers("GET", QUOTE, **REFUSALS["no price"])
        client = a_client()
        refusal(client, choice)
        time.sleep(1.1)  # a price would be forgotten by now
        refusal(client, choice)
        assert fourover.count(f"GET {QUOTE}") == 1
        time.sleep(confirming.AGAIN - 1)
        refusal(client, choice)
        assert fourover.count(f"GET {QUOTE}") == 2


def test_of_very_many_the_oldest_is_forgotten(app, fourover, choice):
    fourover.quotes("7.00")
    client = a_client()
    confirming.confirm_cost(client, "whose", choice)
    answers = app.extensions["confirmed costs"]
    later = time.monotonic() + 60
    others = {(number,): (later, Decimal(1)) for number in range(confirming.REMEMBERED - 1)}
    answers.answers.update(others)

    confirming.confirm_cost(client, "another's", choice)

    assert confirming.known_cost("whose", choice) is None
    assert confirming.known_cost("another's", choice) == Decimal("7.00")
    assert answers.answers.keys() >= others.keys()


class TestWhoAsksTheSame:
    @pytest.fixture
    def settings(self):
        return {"page_timeout_seconds": 1}

    @pytest.fixture
    def slow(self, fourover):
        """4Over answers about 500 when it is let go, about anything else at once."""
        go, asked = Event(), Event()

        def answer(request):
            if f"runsize_uuid={R500}" in request.url:
                asked.set()
                go.wait(10)
            return 200, {}, '{"total_price": 7.0}'

        fourover.http.add_callback("GET", f"{fourover.url}{QUOTE}", answer)
        yield go, asked
        go.set()

    def test_waits_and_is_told_the_same(self, fourover, choice, slow, other_window):
        go, asked = slow
        first = other_window(confirming.confirm_cost, a_patient_client(), "whose", choice)
        assert asked.wait(10)
        # another price is known meanwhile: nobody may take that for the end of the waiting
        confirming.confirm_cost(a_client(), "whose", replace(choice, runsize_uuid=R1000))
        Timer(0.3, go.set).start()

        assert confirming.confirm_cost(a_client(), "whose", choice) == Decimal("7.0")

        assert first.result() == Decimal("7.0")
        assert fourover.count(f"GET {QUOTE}") == 2

    def test_but_not_for_ever(self, fourover, choice, slow, other_window):
        go, asked = slow
        first = other_window(confirming.confirm_cost, a_patient_client(), "whose", choice)
        assert asked.wait(10)

        with pytest.raises(Unreachable, match="somebody else still asks the same"):
            confirming.confirm_cost(a_client(), "whose", choice)

        go.set()
        assert first.result() == Decimal("7.0")
        assert confirming.confirm_cost(a_client(), "whose", choice) == Decimal("7.0")
