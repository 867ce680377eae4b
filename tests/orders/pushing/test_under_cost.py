"""What was sold for less than it costs waits for a person, unless somebody said yes to that."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus
from storefront.orders.pushing.holding import send_again
from tests.factories import an_account, an_order_item


@pytest.fixture(autouse=True)
def ready_fourover(app, fourover):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z100-001")


def pushed(queue, **money):
    item = an_order_item(item=money)
    queue.run(jobs.push_order_item, item.id)
    return item


@pytest.mark.parametrize(
    ("money", "words"),
    [
        ({"price": Decimal("0.01")}, "It was sold for $0.01 and costs $32.00 at 4Over."),
        ({"price": Decimal(0)}, "It was sold for $0.00 and costs $32.00 at 4Over."),
        ({"price": Decimal("31.99")}, "It was sold for $31.99 and costs $32.00 at 4Over."),
        (
            {"shipping": Decimal("11.99")},
            "Its shipping was sold for $11.99 and costs $12.00 at 4Over.",
        ),
    ],
)
def test_it_is_held_and_the_note_says_by_how_much(fourover, queue, money, words):
    item = pushed(queue, **money)
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNDER_COST)
    assert item.note == words
    assert fourover.count("POST /orders") == 0


def test_at_cost_it_goes(fourover, queue):
    assert pushed(queue, price=Decimal("32.00")).status == ItemStatus.IN_PRODUCTION


def test_with_the_yes_of_its_rule_it_goes(fourover, queue):
    item = pushed(queue, price=Decimal("0.01"), loss_agreed=True)
    assert item.status == ItemStatus.IN_PRODUCTION


def test_a_cost_that_rose_above_the_price_holds_it_too(http, fourover, queue):
    """Within the tolerance, which is about small changes, not about losses."""
    item = pushed(queue, cost=Decimal("31.90"), price=Decimal("31.95"))
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNDER_COST)
    assert fourover.count("POST /orders") == 0


def test_a_person_pushes_it_again_and_that_is_the_yes(fourover, queue):
    item = pushed(queue, price=Decimal("1.00"))
    send_again(item, by="pat@shop.example", reason="A present")
    db.session.commit()
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION
    assert fourover.count("POST /orders") == 1


def test_a_yes_to_cheap_shipping_is_none_to_goods_that_became_dearer(fourover, queue):
    item = pushed(
        queue,
        cost=Decimal("31.90"),
        price=Decimal("31.95"),
        shipping=Decimal("1.00"),
        shipping_loss_agreed=True,
    )
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNDER_COST)
    assert item.note == "It was sold for $31.95 and costs $32.00 at 4Over."


@pytest.mark.parametrize(
    ("money", "agreed"),
    [
        ({"shipping": Decimal(1)}, (False, True)),
        ({"price": Decimal(1)}, (True, False)),
        ({"price": Decimal("31.95"), "cost": Decimal("31.90")}, (True, False)),
    ],
)
def test_a_person_says_yes_to_what_it_is_held_for_and_no_more(fourover, queue, money, agreed):
    item = pushed(queue, **money)
    send_again(item, by="pat@shop.example", reason="A present")
    assert (item.loss_agreed, item.shipping_loss_agreed) == agreed
    db.session.commit()
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION


def test_where_both_lose_each_has_a_yes_of_its_own(fourover, queue):
    item = pushed(queue, price=Decimal(1), shipping=Decimal(1))
    for words in ("It was sold for $1.00", "Its shipping was sold for $1.00"):
        assert item.note.startswith(words)
        send_again(item, by="pat@shop.example", reason="A present")
        db.session.commit()
        queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION
