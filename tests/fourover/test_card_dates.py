"""Until when a card is valid, as 4Over writes it."""

from datetime import date

import pytest

from storefront.fourover.replies import PaymentProfile


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2030 04", date(2030, 4, 30)),
        ("2028-02", date(2028, 2, 29)),
        (" 2031/12 ", date(2031, 12, 31)),
        ("203004", date(2030, 4, 30)),
        ("", None),
        ("2030 13", None),
        ("04/30", None),
        ("never", None),
    ],
)
def test_the_last_day_is_that_of_the_month(written, last):
    assert PaymentProfile("t", "4242", "Visa", written).last_day == last
