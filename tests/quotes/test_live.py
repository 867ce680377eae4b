"""What 4Over says a selection costs now, and the promise made of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from storefront.catalog.spec import Option, OptionGroup
from storefront.clock import now
from storefront.database import db
from storefront.fourover.errors import Refused, Unclear
from storefront.partner.account import client_for_page, shop_account
from storefront.quotes.agreed import agree_to
from storefront.quotes.live import (
    Gone,
    ask_cost,
    described_by,
    make_quote,
    picks_of,
    selection_of,
)
from storefront.quotes.markup import Markup
from storefront.quotes.models import Quote
from storefront.quotes.selection import NotOffered, Picks, choose
from tests.factories import (
    CORNERS,
    NEXT_DAY,
    R500,
    ROUND,
    STANDARD,
    TWO_SIDES,
    a_product,
    a_quote,
    a_spec,
    an_account,
    with_settings,
)
from tests.neighbors import mine

QUOTE = "/printproducts/productquote"


@pytest.fixture
def ask(fourover):
    an_account()
    selection = choose(a_product(a_spec(uuid="p-asked")).spec, Picks(TWO_SIDES, R500, STANDARD))
    client = client_for_page(shop_account())
    db.session.rollback()
    return lambda: ask_cost(client, selection.choice)


@pytest.mark.parametrize("cost", ["0.01", "32.0051", "999999.99"])
def test_a_cost_is_taken_to_its_last_digit(ask, fourover, cost):
    fourover.quotes(cost)
    assert ask() == Decimal(cost)


@pytest.mark.parametrize("cost", ["-1", "1000000.01"])
def test_a_cost_that_cannot_be_is_no_answer(ask, fourover, cost):
    fourover.quotes(cost)
    with pytest.raises(Unclear):
        ask()


def test_a_cost_of_nothing_is_no_price(ask, fourover):
    fourover.quotes("0")
    with pytest.raises(Refused, match="no price"):
        ask()


class TestARefusal:
    def refuses(self, fourover, status):
        fourover.answers("GET", QUOTE, status=status, json={"message": "No such thing"})

    def test_of_the_choices_is_one_and_the_product_is_not_asked_about(self, ask, fourover):
        self.refuses(fourover, 409)
        with pytest.raises(Refused, match="No such thing") as refusal:
            ask()
        assert not isinstance(refusal.value, Gone)
        assert [call.split("?")[0] for call in fourover.calls] == [f"GET {QUOTE}"]

    def test_of_what_is_not_found_is_of_the_choices_where_the_product_is_there(self, ask, fourover):
        self.refuses(fourover, 404)
        fourover.answers("GET", "/printproducts/products/p-asked", json={"product_uuid": "p-asked"})
        with pytest.raises(Refused) as refusal:
            ask()
        assert not isinstance(refusal.value, Gone)

    def test_of_what_is_not_found_is_of_the_product_where_that_is_gone_too(self, ask, fourover):
        self.refuses(fourover, 404)
        fourover.answers(
            "GET", "/printproducts/products/p-asked", status=404, json={"message": "gone"}
        )
        with pytest.raises(Gone):
            ask()


GRAIN = OptionGroup(
    "g-grain", "Orientation", 1, 1, (Option("o-tall", "Portrait"), Option("o-wide", "Landscape"))
)


def test_a_promise_holds_all_that_was_chosen_for_as_long_as_the_shop_says(app):
    account = an_account()
    with_settings(quote_hours=5)
    spec = a_spec(groups=[*a_spec().groups[3:], GRAIN])
    product = a_product(spec)
    picked = {CORNERS: (ROUND,), "g-grain": ("o-wide",)}
    selection = choose(product.spec, Picks(TWO_SIDES, R500, NEXT_DAY, picked))
    markup = Markup(Decimal(40), rule="Forty", rule_id=None, user_group_id=7, loss_agreed=True)
    agree_to(None, {product.id})

    quote = make_quote(product, selection, Decimal("47.505"), account, markup)
    db.session.add(quote)
    db.session.commit()

    (kept,) = mine(Quote)
    assert (kept.cost, kept.price, kept.rule) == (Decimal("47.505"), Decimal("66.51"), "Forty")
    assert (kept.account_id, kept.environment) == (account.id, account.environment)
    assert (kept.user_group_id, kept.loss_agreed) == (7, True)
    assert kept.choice == selection.choice
    assert (kept.choice.option_uuids, kept.choice.described_uuids) == ((ROUND,), ("o-wide",))
    assert kept.choices == selection.choices
    assert timedelta(hours=4, minutes=59) < kept.valid_until - now() <= timedelta(hours=5)
    assert picks_of(kept) == Picks(TWO_SIDES, R500, NEXT_DAY, picked)
    assert selection_of(kept) == selection


def test_what_was_not_chosen_is_not_asked_for_again(app):
    an_account()
    product = a_product(a_spec(groups=[*a_spec().groups[3:], GRAIN]))
    assert picks_of(a_quote(product)).options == {}
    assert picks_of(a_quote(product, option_uuids=[ROUND])).options == {CORNERS: (ROUND,)}


def test_a_piece_is_described_by_its_descriptions_and_by_nothing_else_that_was_chosen(app):
    """Of a size, a stock or a finish there may be one answer as well."""

    def described(quote):
        return described_by(quote.product.spec, quote.choice)

    an_account()
    finishing = a_spec().groups[3:]
    product = a_product(a_spec(groups=[*finishing, GRAIN]))
    assert described(a_quote(product, option_uuids=[ROUND])) == []
    assert described(a_quote(product, described_uuids=["o-wide"])) == ["Landscape"]
    upright = OptionGroup("g-grain", "Orientation", 1, 1, (Option("o-tall", "Portrait"),))
    always = a_product(a_spec("p-2", groups=[*finishing, upright]))
    assert described(a_quote(always)) == ["Portrait"]


def test_a_promise_ends(app):
    an_account()
    noon = datetime(2027, 3, 4, 12, tzinfo=UTC)
    quote = a_quote(valid_until=noon)
    with time_machine.travel(noon, tick=False):
        assert not quote.expired
    with time_machine.travel(noon + timedelta(seconds=1), tick=False):
        assert quote.expired


def test_what_is_printed_no_more_cannot_be_chosen_again(app):
    an_account()
    with pytest.raises(NotOffered, match="turnaround"):
        selection_of(a_quote(turnaround_uuid="t-of-before"))
