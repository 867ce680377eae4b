"""Old quotes: asked again, and a changed price waits for a yes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.cart.refreshing import accept, refresh, stale
from storefront.clock import now
from storefront.database import db
from storefront.fourover.errors import FourOverError
from tests.factories import a_cart, a_product, a_quote, an_account


@pytest.fixture
def item(app):
    an_account()
    made_at = now() - timedelta(hours=2)
    return a_cart(a_quote(a_product(), made_at=made_at)).items[0]


def ask_again(item):
    gone = refresh([item], None)
    db.session.commit()
    return gone


def test_a_quote_is_stale_after_an_hour_or_when_its_time_is_over(item):
    fresh = a_cart(a_quote()).items[0]
    over = a_cart(a_quote(valid_until=now() - timedelta(seconds=1))).items[0]
    assert stale([item, fresh, over]) == [item, over]


def test_the_same_price_becomes_a_fresh_quote_silently(item, fourover):
    fourover.quotes("32.00")
    before = item.quote_id
    assert ask_again(item) == {}
    assert item.quote_id != before
    assert item.new_quote is None
    assert stale([item]) == []


def test_another_price_waits_beside_the_old_one(item, fourover):
    fourover.quotes("40.00")
    ask_again(item)
    assert (item.quote.price, item.new_quote.price) == (Decimal("44.80"), Decimal("56.00"))
    assert stale([item]) == []  # nobody is asked again while the customer thinks

    accept(item)
    assert (item.quote.price, item.new_quote) == (Decimal("56.00"), None)


def test_a_price_that_came_back_needs_no_yes(item, fourover):
    item.new_quote = a_quote(item.quote.product, price="99.00", made_at=now() - timedelta(hours=2))
    db.session.commit()
    fourover.quotes("32.00")
    ask_again(item)
    assert (item.quote.price, item.new_quote) == (Decimal("44.80"), None)


def test_what_is_printed_no_more_is_named_and_keeps_its_old_quote(item, fourover):
    fourover.answers(
        "GET", "/printproducts/productquote", json={"status": "error", "message": "no"}, status=409
    )
    before = item.quote_id
    assert "These options are no longer available" in ask_again(item)[item.id]
    assert item.quote_id == before


def test_when_4over_does_not_say_nothing_changes(item, fourover):
    fourover.is_down()
    before = item.quote_id
    with pytest.raises(FourOverError):
        ask_again(item)
    db.session.rollback()
    assert (item.quote_id, item.new_quote_id) == (before, None)
