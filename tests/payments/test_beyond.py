"""What somebody agreed to give back beyond what was owed is no debt of the customer's."""

from decimal import Decimal

import pytest

from storefront.payments.beyond import beyond_of, granted_beyond
from storefront.payments.margins import RefundLine
from storefront.payments.models import RefundStatus

OPEN, SETTLED, WAIVED, CORRECTION = RefundStatus
CAME_TO = Decimal("60.00")


def line(expected, amount=None, status=SETTLED, *, granted=False):
    amount = None if amount is None else Decimal(amount)
    return RefundLine(status, Decimal(expected), amount, granted)


@pytest.mark.parametrize(
    ("one", "beyond"),
    [
        (line("10.00"), "0.00"),
        (line("10.00", "9.99"), "0.00"),
        (line("10.00", "10.00"), "0.00"),
        (line("10.00", "12.50"), "2.50"),
        (line("-10.00", "-12.50", CORRECTION), "-2.50"),
    ],
)
def test_of_a_line_it_is_what_was_given_above_what_was_owed(one, beyond):
    assert beyond_of(one) == Decimal(beyond)


@pytest.mark.parametrize(
    ("lines", "beyond"),
    [
        ([], "0.00"),
        # $20.00 for $10.00, and there was $50.00 for the rest: $10.00 more than it came to
        ([line("10.00", "20.00", granted=True), line("50.00", "50.00")], "10.00"),
        ([line("10.00", "20.00", granted=True), line("45.00", "45.00")], "5.00"),
        ([line("10.00", "20.00", granted=True), line("50.00", status=WAIVED)], "10.00"),
        ([line("10.00", "20.00", granted=True), line("50.00", status=OPEN)], "0.00"),
        ([line("10.00", "20.00", granted=True), line("40.00", "40.00")], "0.00"),
        ([line("10.00", "20.00", granted=True)], "0.00"),
        ([line("10.00", "75.00", granted=True)], "15.00"),
        ([line("10.00", granted=True, status=OPEN), line("60.00", "90.00")], "0.00"),
    ],
)
def test_of_what_was_granted_it_is_what_is_more_than_the_item_came_to(lines, beyond):
    assert granted_beyond(CAME_TO, lines) == Decimal(beyond)
