"""What of each invoice is paid, credited and still to be paid."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.goodwill import grant
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.invoices.giving import invoices_of
from storefront.payments.invoices.standing import Standing, standings_of
from storefront.payments.receiving import receive
from tests.factories import an_order
from tests.payments.invoices.conftest import TAXED, given

PAT = "pat@shop.example"


def standing(credited="0.00", unpaid="0.00"):
    return Standing(Decimal("10.00"), Decimal(credited), Decimal(unpaid))


@pytest.mark.parametrize(
    ("one", "words", "sentence"),
    [
        (standing(), "paid", "It is paid."),
        (standing("2.00"), "paid, $2.00 credited", "It is paid. $2.00 of it is credited."),
        (standing("0.00", "10.00"), "$10.00 unpaid", "$10.00 is not paid yet."),
        (standing("0.00", "4.00"), "$4.00 unpaid", "$6.00 of it is paid. $4.00 is not paid yet."),
        (
            standing("2.00", "3.45"),
            "$3.45 unpaid, $2.00 credited",
            "$2.00 of it is credited. $4.55 of it is paid. $3.45 is not paid yet.",
        ),
        (standing("10.00"), "credited", "All of it is credited: nothing is to be paid."),
    ],
)
def test_it_is_said_in_words(one, words, sentence):
    assert (one.words, one.sentence) == (words, sentence)


def sums(order):
    """Of each invoice of the order: its total, what is credited, paid and unpaid."""
    db.session.commit()
    found = standings_of([order])
    papers = [one for one in invoices_of(order) if one.number in found]
    those = [found[one.number] for one in papers]
    return [tuple(map(str, (one.total, one.credited, one.paid, one.unpaid))) for one in those]


def test_what_was_owed_first_is_paid_first_and_credited_first(order):
    """$123.58, then $5.75 more, then $10.00 less."""
    given(order)
    assert sums(order) == [("123.58", "0.00", "0.00", "123.58")]
    order.items[0].extra = Decimal("5.75")
    correct_invoice(order)
    assert sums(order) == [
        ("123.58", "0.00", "0.00", "123.58"),
        ("5.75", "0.00", "0.00", "5.75"),
    ]
    receive(order, Decimal("124.33"), by=PAT)
    assert sums(order) == [
        ("123.58", "0.00", "123.58", "0.00"),
        ("5.75", "0.00", "0.75", "5.00"),
    ]
    grant(order, Decimal("10.00"), item=None, by=PAT, reason="Late.")
    assert sums(order) == [
        ("123.58", "10.00", "113.58", "0.00"),
        ("5.75", "0.00", "5.75", "0.00"),
    ]


def test_what_is_canceled_is_credited_also_before_its_credit_note_is_given(order):
    given(order)
    order.items[0].status = ItemStatus.CANCELLED
    before = sums(order)
    assert len(invoices_of(order)) == 1
    correct_invoice(order)
    assert len(invoices_of(order)) == 2
    assert before == sums(order) == [("123.58", "61.79", "0.00", "61.79")]


def test_the_standings_of_several_orders_are_each_its_own(order):
    other = an_order(items=2, item={"tax": Decimal("4.99")}, **TAXED)
    numbers = [given(order).number, given(other).number]
    receive(other, Decimal("23.58"), by=PAT)
    found = standings_of([order, other])
    assert [str(found[number].unpaid) for number in numbers] == ["123.58", "100.00"]
    assert len(found) == 2
