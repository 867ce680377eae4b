"""Nothing is left to pay, though no money came: by a cancellation, by a refund, or it is free."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import Cleared, ItemStatus
from storefront.payments import methods, receiving
from storefront.payments.goodwill import grant
from storefront.payments.receiving import receive
from storefront.payments.views import go_on_to_pay
from tests.factories import an_order

ALL = Decimal("113.60")
FREE = dict.fromkeys(("goods", "shipping", "total"), NOTHING) | {
    "item": {"price": NOTHING, "shipping": NOTHING}
}


@pytest.fixture
def order(app):
    """Of two items, and $70.00 of it is paid."""
    order = an_order(items=2, cleared_at=None, status=ItemStatus.WAITING, payment_method="manual")
    receive(order, Decimal("70.00"), by="pat")
    db.session.commit()
    return order


def canceled(order):
    request_cancellation(order.items[0], by="pat", reason="asked")
    db.session.commit()


def granted(order):
    grant(order, ALL - 70, item=None, by="pat", reason="late")
    db.session.commit()


@pytest.mark.parametrize("why", [canceled, granted])
def test_the_rest_is_paid_by_what_came_so_it_is_printed(order, queue, why):
    why(order)
    assert receiving.paid_meanwhile() == [order.id]

    queue.run(jobs.sweep)

    db.session.expire_all()
    assert order.cleared_how == Cleared.PAID
    assert order.items[1].status == ItemStatus.READY
    assert (jobs.push_order_item, order.items[1].id) in queue.jobs
    assert receiving.paid_meanwhile() == []


def test_while_some_of_the_rest_is_unpaid_it_waits(order, queue):
    """The control."""
    grant(order, Decimal("10.00"), item=None, by="pat", reason="late")
    db.session.commit()
    queue.run(jobs.sweep)
    assert order.cleared_at is None


def test_all_canceled_it_is_not_looked_at(order):
    for item in order.items:
        item.status = ItemStatus.CANCELLED
    db.session.commit()
    assert receiving.paid_meanwhile() == []


def test_what_costs_nothing_is_cleared_as_it_is_placed(app, bank):
    order = an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method=bank.key, **FREE)
    methods.begin(order)
    db.session.commit()
    assert order.cleared_how == Cleared.PAID
    assert order.items[0].status == ItemStatus.READY
    assert go_on_to_pay(order) is None
