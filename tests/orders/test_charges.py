"""What 4Over is expected to charge, and every cent by which it charged another sum. By hand."""

from decimal import Decimal

import pytest

from storefront.fourover.charge import Charge
from storefront.orders.charges import (
    UNBROKEN,
    at_cost,
    differences,
    expected_charge,
    tax_on_shipping,
    unquoted_tax,
)
from storefront.orders.models import OrderItem, PushAttempt


def charge(goods="32.00", shipping="12.00", tax=None, shipping_tax=None):
    taxes = (None if one is None else Decimal(one) for one in (tax, shipping_tax))
    return Charge(Decimal(goods), Decimal(shipping), *taxes)


def an_item(**values):
    return OrderItem(sets=1, **{name: Decimal(value) for name, value in values.items()})


def test_it_is_goods_shipping_and_4overs_tax_each_in_whole_cents():
    item = an_item(cost="32.005", shipping_cost="12.004", partner_tax="2.965")
    assert expected_charge(item) == charge("32.01", "12.00", "2.97")
    assert expected_charge(item).sum == Decimal("46.98")


def test_where_4over_quoted_no_tax_that_is_not_no_tax():
    assert expected_charge(an_item(cost="32", shipping_cost="12")).tax is None
    assert expected_charge(an_item(cost="32", shipping_cost="12", partner_tax="0")).tax == 0


def test_what_the_shop_makes_itself_is_charged_by_nobody():
    assert expected_charge(OrderItem()) is None


def test_a_dearer_cost_that_somebody_agreed_to_is_taxed_at_the_same_rate():
    item = an_item(cost="32", shipping_cost="12", partner_tax="3.20", accepted_cost="40")
    assert expected_charge(item) == charge("40.00", "12.00", "4.00")


def test_so_is_the_cost_of_the_moment_it_is_sent():
    assert at_cost(charge(tax="3.20"), Decimal("31.995")) == charge("32.00", tax="3.20")
    assert at_cost(charge(tax="3.20"), Decimal("33")) == charge("33.00", tax="3.30")
    assert at_cost(charge(), Decimal("33")) == charge("33.00")


def of(expected, charged, breakdown=None):
    attempt = PushAttempt(expected=expected, charged=charged and Decimal(charged))
    attempt.breakdown = breakdown
    return [(part, f"{more - less:+}") for part, less, more in differences(attempt)]


@pytest.mark.parametrize(
    ("charged", "found"),
    [("46.96", []), ("46.960", []), ("46.97", [("", "+0.01")]), ("46.95", [("", "-0.01")])],
)
def test_without_a_breakdown_the_sum_is_compared(charged, found):
    assert of(charge(tax="2.96"), charged) == found


def test_with_one_each_part_is():
    broken_down = charge("32.01", "11.98", "2.97")
    found = of(charge(tax="2.96"), "46.96", broken_down)
    assert found == [("goods", "+0.01"), ("shipping", "-0.02"), ("tax", "+0.01")]


def test_and_what_it_leaves_out():
    assert of(charge(tax="2.96"), "40.00", charge(tax="2.96")) == [(UNBROKEN, "-6.96")]


# 4Over's quote names $3.20 on goods of $32.00: 10%, which is $1.20 on $12.00 of shipping.
QUOTED = charge(tax="3.20")


@pytest.mark.parametrize(
    ("charged", "unquoted", "found"),
    [
        ("48.40", "1.20", []),
        ("48.41", "1.21", []),  # a rate out of rounded sums is a little off
        ("48.42", "0", [("", "+1.22")]),
        ("47.20", "0", []),
        ("47.21", "0", [("", "+0.01")]),
        ("46.00", "0", [("", "-1.20")]),
    ],
)
def test_tax_on_the_shipping_is_known_by_its_sum(charged, unquoted, found):
    assert tax_on_shipping(QUOTED) == Decimal("1.20")
    assert unquoted_tax(QUOTED, Decimal(charged)) == Decimal(unquoted)
    assert of(QUOTED, charged) == found


@pytest.mark.parametrize("shipping_tax", ["1.20", "0.84", "0.00"])
def test_or_by_4overs_own_breakdown_whatever_its_rate(shipping_tax):
    parts = charge(tax=str(Decimal("3.20") + Decimal(shipping_tax)), shipping_tax=shipping_tax)
    assert unquoted_tax(QUOTED, parts.sum, parts) == Decimal(shipping_tax)
    assert of(QUOTED, parts.sum, parts) == []


def test_but_what_it_takes_more_for_the_goods_or_their_tax_is_a_difference():
    parts = charge("33.00", tax="4.50", shipping_tax="1.20")
    assert of(QUOTED, parts.sum, parts) == [("goods", "+1.00"), ("tax", "+0.10")]


def test_a_breakdown_of_before_that_told_them_apart_is_read_by_its_sum():
    assert of(QUOTED, "48.40", charge(tax="4.40")) == []
    assert of(QUOTED, "48.60", charge(tax="4.60")) == [("tax", "+1.40")]


def test_where_it_quoted_no_tax_all_of_it_is_told_by_the_breakdown_alone():
    parts = charge(tax="4.40", shipping_tax="1.20")
    assert unquoted_tax(charge(), parts.sum, parts) == Decimal("4.40")
    assert of(charge(), parts.sum, parts) == []
    assert of(charge(), "48.40") == [("", "+4.40")]


def test_no_rate_is_made_of_nothing():
    for expected in (
        charge(),
        charge(tax="0"),
        charge("0", tax="3.20"),
        charge(shipping="0", tax="3"),
    ):
        assert tax_on_shipping(expected) == 0
        assert unquoted_tax(expected, expected.sum + 1) == 0


def test_nothing_is_compared_with_what_nobody_named():
    assert of(None, "46.96") == of(charge(), None) == of(None, None, charge()) == []
