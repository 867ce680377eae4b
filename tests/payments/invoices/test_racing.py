"""Two workers at once give invoices. The controls show that the races are real."""

import pytest

from storefront import jobs
from storefront.database import db
from storefront.orders.models import ItemStatus, NumberSeries, Order
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.invoices.models import Invoice
from storefront.times import today
from tests.factories import an_order
from tests.neighbors import mine
from tests.payments.invoices.conftest import given, notes


@pytest.fixture(params=["the first of the year", "a later one"])
def orders(request, app):
    orders = [an_order().id, an_order().id]
    if request.param == "a later one":
        given(an_order())
    return dict(zip(("one", "two"), orders, strict=True))


def series():
    return [one.number[-4:] for one in mine(Invoice).order_by(Invoice.number)]


def test_two_at_once_get_numbers_that_follow_each_other(at_once, orders):
    before = len(series())

    def give(name, barrier):
        order = db.session.get(Order, orders[name])
        db.session.rollback()
        barrier.wait()
        give_invoice(order)
        db.session.commit()

    at_once(give)

    assert series() == [f"{n:04d}" for n in range(1, before + 3)]


def test_if_one_of_them_fails_the_other_leaves_no_gap(at_once, orders):
    before = len(series())

    def give(name, barrier):
        order = db.session.get(Order, orders[name])
        db.session.rollback()
        barrier.wait()
        give_invoice(order)
        (db.session.rollback if name == "one" else db.session.commit)()

    at_once(give)

    assert series() == [f"{n:04d}" for n in range(1, before + 2)]


def test_reading_the_last_number_first_would_give_one_twice(at_once, orders):
    """The control."""
    prefix = f"INV-{today().year}-"
    db.session.merge(NumberSeries(name=prefix, last=7))
    db.session.commit()

    def naive(name, barrier):
        last = db.session.get(NumberSeries, prefix).last
        db.session.rollback()
        barrier.wait()
        db.session.query(NumberSeries).filter_by(name=prefix).update({"last": last + 1})
        db.session.commit()
        return last + 1

    assert at_once(naive) == [8, 8]


def test_two_at_once_invoice_an_order_once(at_once, app):
    order_id = an_order().id

    def give(name, barrier):
        order = db.session.get(Order, order_id)
        db.session.rollback()
        barrier.wait()
        given = give_invoice(order)
        db.session.commit()
        return given is not None

    assert sorted(at_once(give)) == [False, True]
    assert series() == ["0001"]
    assert given(an_order()).number.endswith("-0002")  # the loser's was not used up


def test_two_sweeps_at_once_credit_what_is_cancelled_once(at_once, app):
    order = an_order(items=2)
    given(order)
    for item in order.items:
        item.move_to(ItemStatus.CANCELLED)
    db.session.commit()

    def sweep(name, barrier):
        barrier.wait()
        jobs.open_refunds()
        db.session.commit()

    at_once(sweep)

    (note,) = notes()
    assert [line.position for line in note.document.lines] == [1, 2]
    assert series() == ["0001", "0002"]


def test_without_waiting_for_each_other_they_would_credit_it_twice(at_once, app):
    """The control: looking whether there is a note, and then writing one."""
    order = an_order()
    given(order)
    order_id = order.id

    def naive(name, barrier):
        is_there = (
            db.session.query(Invoice).filter_by(order_id=order_id, kind="credit note").count() > 0
        )
        db.session.rollback()
        barrier.wait()
        return not is_there

    assert at_once(naive) == [True, True]
