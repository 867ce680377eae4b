"""The margin of an item, by hand: what customers paid, less what 4Over took."""

from decimal import Decimal

import pytest

from storefront.fourover.charge import Charge
from storefront.payments.margins import Margin, RefundLine, Sold, Taken, margin_of
from storefront.payments.models import RefundStatus

OPEN, SETTLED, WAIVED, CORRECTION = RefundStatus


def charge(goods="30.00", shipping="10.00", tax="3.00"):
    return Charge(Decimal(goods), Decimal(shipping), None if tax is None else Decimal(tax))


def line(status, expected, amount=None):
    return RefundLine(status, Decimal(expected), None if amount is None else Decimal(amount))


def took(charged="43.00", expected=None, breakdown=None):
    return Taken(expected or charge(), None if charged is None else Decimal(charged), breakdown)


def sold(**more):
    """For $50.00 and $12.00 of shipping, with $6.20 of tax: $68.20. It costs $43.00."""
    values = {
        "price": Decimal("50.00"),
        "shipping": Decimal("12.00"),
        "tax": Decimal("6.20"),
        "cancelled": False,
        "paid": True,
        "quoted": charge(),
        "expected": charge(),
        "taken": [took()],
    }
    return margin_of(Sold(**(values | more)))


def test_taxes_collected_are_no_margin_and_4overs_tax_is_a_cost():
    margin = sold()
    assert (margin.sales, margin.charged, margin.left) == (Decimal(62), Decimal(43), Decimal(19))
    assert margin.tax == Decimal("6.20")
    assert (margin.goods, margin.carriage, margin.partner_tax) == (30, 10, 3)
    assert (margin.quoted, margin.items, margin.uncharged) == (43, 1, 0)
    assert margin.percent == Decimal(1900) / 62
    little = sold(price=Decimal("0.50"), shipping=Decimal(0), tax=Decimal(0))
    assert little.percent == -8500


def test_what_4over_took_counts_and_not_what_it_quoted():
    margin = sold(taken=[took("70.00")])
    assert (margin.quoted, margin.charged, margin.left) == (43, 70, Decimal("-8.00"))
    assert (margin.goods, margin.carriage, margin.partner_tax) == (57, 10, 3)  # the rest is goods


def test_its_parts_are_those_of_the_breakdown_if_there_is_one():
    margin = sold(taken=[took("44.50", breakdown=charge("30.25", "10.25", "4.00"))])
    assert margin.goods == Decimal("30.25")
    assert (margin.carriage, margin.partner_tax) == (Decimal("10.25"), 4)
    assert (margin.charged, margin.left) == (Decimal("44.50"), Decimal("17.50"))


def test_a_sum_that_nobody_named_is_the_expected_one():
    assert sold(taken=[took(None)]).left == 19
    assert sold(taken=[took(None, charge("31.00", tax=None))]).left == 21
    assert sold(taken=[Taken(None, None, None)]).left == 19


def test_an_item_that_4over_took_twice_was_charged_twice():
    assert sold(taken=[took(), took("43.10")]).left == Decimal("-24.10")


def test_what_is_not_charged_yet_counts_at_what_it_is_to_cost():
    margin = sold(taken=[], expected=charge("35.00", tax="3.50"))
    assert (margin.left, margin.uncharged) == (Decimal("13.50"), 1)


@pytest.mark.parametrize("back", [line(SETTLED, "13.64", "13.64"), line(OPEN, "13.64")])
def test_a_refund_is_less_earned_and_less_tax(back):
    """A fifth of $68.20: $12.40 of the sales, $1.24 of the tax."""
    margin = sold(refunds=[back])
    assert (margin.refunds, margin.tax) == (Decimal("12.40"), Decimal("4.96"))
    assert margin.left == Decimal("6.60")


def test_a_refund_that_was_taken_back_is_none():
    lines = [line(SETTLED, "13.64", "13.64"), line(CORRECTION, "-13.64", "-13.64")]
    assert sold(refunds=lines).left == 19


class TestCancelled:
    whole = line(SETTLED, "68.20", "68.20")

    def test_refunded_and_credited_nothing_is_left(self):
        credit = line(SETTLED, "43.00", "43.00")
        margin = sold(cancelled=True, refunds=[self.whole], credits=[credit])
        assert (margin.sales, margin.tax, margin.charged, margin.credits) == (0, 0, 43, 43)
        assert (margin.left, margin.percent) == (0, None)

    def test_so_it_is_while_both_are_owed(self):
        owed = [line(OPEN, "68.20")]
        assert sold(cancelled=True, refunds=owed, credits=[line(OPEN, "43.00")]).left == 0

    def test_4over_gave_less_than_it_took(self):
        credit = [line(SETTLED, "43.00", "40.00")]
        assert sold(cancelled=True, refunds=[self.whole], credits=credit).left == -3
        waived = [line(WAIVED, "43.00")]
        assert sold(cancelled=True, refunds=[self.whole], credits=waived).left == -43

    def test_before_4over_had_it_nothing_is_charged(self):
        margin = sold(cancelled=True, taken=[], refunds=[self.whole])
        assert (margin.charged, margin.left, margin.uncharged) == (0, 0, 0)

    def test_what_was_paid_and_kept_is_earned_without_its_tax(self):
        kept = [line(SETTLED, "34.10", "34.10"), line(WAIVED, "34.10")]
        margin = sold(cancelled=True, taken=[], refunds=kept)
        assert (margin.left, margin.tax) == (31, Decimal("3.10"))

    def test_what_was_never_paid_is_not(self):
        for lines in ([], [line(OPEN, "68.20")], [line(WAIVED, "68.20")]):
            margin = sold(cancelled=True, paid=False, taken=[], refunds=lines)
            assert (margin.left, margin.tax) == (0, 0)

    def test_more_than_was_paid_for_it_was_given_back(self):
        generous = [line(SETTLED, "68.20", "79.12")]
        assert sold(cancelled=True, taken=[], refunds=generous).left < 0


def test_margins_add_up():
    both = sold() + sold(taken=[], refunds=[line(OPEN, "13.64")])
    assert (both.items, both.uncharged, both.left) == (2, 1, Decimal("25.60"))
    assert both.sales - both.charged + both.credits == both.left
    assert sum([sold(), sold()], Margin()).left == 38
    assert (Margin().left, Margin().percent) == (0, None)
