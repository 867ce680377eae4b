"""What an order comes to after a cancellation: what was ordered, what is left, who owes what."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.ledger import BadAmount, lines_of, settle, waive
from storefront.payments.models import RefundSide, RefundStatus
from storefront.payments.opening import open_refunds
from storefront.payments.receiving import BadReceipt, receive
from storefront.payments.statement import statement_of
from storefront.quotes.tax import Tax
from tests.factories import a_payment, a_refund, an_order
from tests.quotes.counting import statements

PRICES = Decimal("44.80"), Decimal("12.00")  # goods and shipping of an item
TAXES = Tax(Decimal("10.01"), "Sample tax", on_shipping=True).split([PRICES] * 3)


@pytest.fixture
def order(app):
    """Three items of $56.80, and a tax of $10.01 that cannot be shared evenly."""
    order = an_order(items=3, tax=Decimal("10.01"), total=Decimal("180.41"))
    for item, tax in zip(order.items, TAXES, strict=True):
        item.tax = tax
    db.session.commit()
    return order


def cancel(*items):
    for item in items:
        item.status = ItemStatus.CANCELLED
    db.session.commit()


def line_of(item):
    """What the ledger says the customer is owed."""
    (line,) = (line for line in open_refunds(item) if line.side == RefundSide.CUSTOMER)
    db.session.commit()
    return line


def said(order):
    statement = statement_of(order)
    return statement.total_text, statement.total, statement.sentences


def test_of_a_whole_order_it_is_the_total_and_little_is_asked(order):
    assert order.items
    with statements() as asked:
        statement = statement_of(order)
        assert (statement.total_text, statement.total) == ("Total", Decimal("180.41"))
        assert statement.sentences == []
    assert len(asked) == 2


def test_what_was_ordered_stays_and_the_cancelled_item_is_taken_off_with_shipping_and_tax(order):
    cancel(order.items[1])
    statement = statement_of(order)

    assert statement.rows == [
        ("Subtotal", Decimal("134.40")),
        ("Shipping", Decimal("36.00")),
        ("Tax", Decimal("10.01")),
        ("Total when ordered", Decimal("180.41")),
        ("Canceled", -(Decimal("56.80") + TAXES[1])),
    ]
    assert statement.total == Decimal("180.41") - Decimal("56.80") - TAXES[1]


def test_of_an_order_that_is_all_cancelled_not_a_cent_is_left(order):
    cancel(*order.items)
    assert statement_of(order).total == 0


def test_what_is_being_cancelled_still_counts(order):
    order.items[0].status = ItemStatus.CANCELLING
    db.session.commit()
    assert said(order) == ("Total", Decimal("180.41"), [])


class TestOnAccount:
    @pytest.mark.parametrize("in_the_ledger", [False, True])
    def test_what_is_cancelled_is_no_longer_owed(self, order, in_the_ledger):
        cancel(order.items[2])
        if in_the_ledger:
            a_refund(order.items[2])
        off = Decimal("56.80") + TAXES[2]
        assert said(order) == (
            "Balance due",
            Decimal("180.41") - off,
            [f"The canceled ${off} is no longer owed."],
        )

    def test_the_rest_is_received_and_nothing_is_owed_back(self, order):
        cancel(order.items[0])
        open_refunds(order.items[0])
        receive(order, order.remaining, by="pat@shop.example")
        db.session.commit()

        assert open_refunds(order.items[0]) == []
        assert said(order) == ("Paid", order.remaining, [])

    def test_who_paid_the_old_sum_gets_the_difference_back(self, order):
        cancel(order.items[0])
        receive(order, order.total, by="pat@shop.example", too_much=True)
        db.session.commit()
        assert said(order)[2] == [f"${order.items[0].total} will be refunded."]

    @pytest.mark.parametrize("amount", ["0", "180.42", "-5"])
    def test_no_other_sum_is_received(self, order, amount):
        cancel(order.items[0])
        with pytest.raises(BadReceipt):
            receive(order, Decimal(amount), by="pat@shop.example")

    def test_nothing_is_received_for_an_order_that_is_all_cancelled(self, order):
        cancel(*order.items)
        with pytest.raises(BadReceipt, match="Nothing is owed on order"):
            receive(order, order.total, by="pat@shop.example")

    def test_unless_it_was_paid_before_they_heard_of_that(self, order):
        cancel(*order.items)
        receive(order, order.total, by="pat@shop.example", too_much=True)
        db.session.commit()
        assert statement_of(order).to_refund == order.total


class TestPaid:
    @pytest.fixture
    def item(self, order):
        a_payment(order)
        cancel(order.items[0])
        return order.items[0]

    def test_it_is_to_be_refunded_from_the_moment_it_is_cancelled(self, order, item):
        refund = [f"${item.total} will be refunded."]
        assert said(order) == ("New total", order.remaining, refund)
        line_of(item)
        assert said(order) == ("New total", order.remaining, refund)

    def test_then_it_was_refunded_and_the_rest_is_paid(self, order, item):
        settle(line_of(item), item.total, method="Card", by="pat@shop.example")
        db.session.commit()
        assert said(order) == ("Paid", order.remaining, [f"${item.total} was refunded."])

    def test_a_fee_that_was_kept_is_not_hidden(self, order, item):
        rest = settle(line_of(item), item.total - 5, method="Card", by="pat@shop.example")
        assert said(order)[2] == [
            f"${item.total - 5} was refunded.", "$5.00 will be refunded."
        ]  # fmt: skip
        waive(rest, by="pat@shop.example", note="The fee is kept.")
        db.session.commit()
        assert said(order) == (
            "New total",
            order.remaining,
            [f"${item.total - 5} was refunded.", "$5.00 is not refunded."],
        )

    def test_nor_is_a_line_that_was_waived(self, order, item):
        waive(line_of(item), by="pat@shop.example", note="Printed by us instead.")
        db.session.commit()
        assert said(order)[2] == [f"${item.total} is not refunded."]

    def test_each_item_is_refunded_by_itself(self, order, item):
        settle(line_of(item), item.total, method="Card", by="pat@shop.example")
        cancel(order.items[1])
        assert said(order)[2] == [
            f"${item.total} was refunded.",
            f"${order.items[1].total} will be refunded.",
        ]

    def test_what_was_given_back_beyond_one_is_not_owed_for_the_next(self, order, item):
        more = item.total + 5
        settle(line_of(item), more, agreed=more, method="Card", by="pat@shop.example")
        cancel(order.items[1])
        assert statement_of(order).to_refund == order.items[1].total - 5


class TestWhenMoneyComesAfterTheWaiver:
    @pytest.fixture
    def waived(self, order):
        cancel(order.items[0])
        line = a_refund(order.items[0])
        waive(line, by="pat@shop.example", note="not paid")
        db.session.commit()
        return line

    def test_what_was_paid_too_much_is_owed_back(self, order, waived):
        receive(order, order.total, by="pat@shop.example", too_much=True)
        db.session.commit()

        db.session.refresh(waived)
        assert [line.status for line in lines_of(waived)] == [
            RefundStatus.WAIVED,
            RefundStatus.OPEN,
        ]
        assert len(open_refunds(order.items[0])) == 2
        assert statement_of(order).to_refund == order.cancelled

    def test_what_was_waived_of_another_order_stays_so(self, order, waived):
        other = an_order()
        cancel(*other.items)
        line = a_refund(other.items[0])
        waive(line, by="pat@shop.example", note="not paid")
        db.session.commit()
        receive(order, order.total, by="pat@shop.example", too_much=True)
        assert lines_of(line) == [line]

    def test_what_was_paid_rightly_leaves_it_waived(self, order, waived):
        receive(order, order.remaining, by="pat@shop.example")
        db.session.commit()

        assert lines_of(waived) == [waived]
        assert waived.status == RefundStatus.WAIVED


def test_no_more_is_given_back_than_was_paid_and_is_here(order):
    cancel(order.items[0])
    receive(order, order.remaining + 5, by="pat@shop.example", too_much=True)
    line = line_of(order.items[0])
    assert line.expected == Decimal("5.00")

    with pytest.raises(BadAmount, match="so much of what was paid is left"):
        settle(line, order.total, method="card", by="pat@shop.example")
