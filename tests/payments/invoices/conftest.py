"""Orders that can be invoiced."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.invoices.models import Invoice
from tests.factories import an_order
from tests.neighbors import mine

TAXED = {"tax": Decimal("9.98"), "total": Decimal("123.58"), "tax_name": "NY sales tax"}


@pytest.fixture
def order(app):
    """Two items of $44.80, with shipping of $12.00 and $4.99 tax each."""
    return an_order(items=2, item={"tax": Decimal("4.99")}, **TAXED)


@pytest.fixture
def invoice(order):
    return given(order)


def given(order):
    invoice = give_invoice(order)
    db.session.commit()
    return invoice


def cancelled(item):
    item.status, item.moved_at = ItemStatus.CANCELLED, now()
    db.session.commit()
    jobs.open_refunds()
    db.session.commit()


def notes():
    """The credit notes there are."""
    return mine(Invoice).filter_by(kind="credit note").order_by(Invoice.id).all()
