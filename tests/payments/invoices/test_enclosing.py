"""Which PDFs go out with which mail."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.models import Notice, NoticeKind
from storefront.payments.goodwill import grant
from storefront.payments.invoices.enclosing import enclosed
from storefront.payments.invoices.giving import invoices_of
from tests.factories import a_payment, an_order
from tests.payments.invoices.conftest import TAXED, given


@pytest.fixture
def numbers(order, invoice):
    """Of the order's papers; another order has some, too."""
    given(an_order(items=2, **TAXED))
    a_payment(order)
    for amount in (Decimal(5), Decimal(7)):
        grant(order, amount, item=None, by="pat", reason="Late.")
    db.session.commit()
    return [one.number for one in invoices_of(order)]


def names(order, kind, *which):
    notices = [Notice(order_id=order.id, kind=kind, which=one) for one in which]
    found = enclosed(notices)
    assert not db.session().in_transaction() or not found  # PDFs take their time
    assert all(data.startswith(b"%PDF") for _, data, _ in found)
    return [name for name, *_ in found]


def test_a_mail_about_papers_has_those_that_it_names(order, numbers):
    invoice, first, second = numbers
    (name,) = names(order, NoticeKind.INVOICE, invoice)
    assert invoice in name
    both = names(order, NoticeKind.CREDIT_NOTE, second, first)
    assert [first in both[0], second in both[1], len(both)] == [True, True, 2]


def test_a_reminder_has_all_of_the_order(order, numbers):
    found = names(order, NoticeKind.REMINDER, "")
    assert [number in name for number, name in zip(numbers, found, strict=True)] == [True] * 3


def test_any_other_mail_has_none(order, numbers):
    assert names(order, NoticeKind.PLACED, "") == []
