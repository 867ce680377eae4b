"""The day an item is expected: no promise that nobody keeps."""

from datetime import UTC, datetime, timedelta

import pytest

from storefront.database import db
from storefront.orders.expected import expected
from storefront.orders.models import Hold, ItemStatus
from tests.factories import an_order

SUNDAY = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)  # noon in New York; the day named is Fri, Dec 4


def an_item(status=ItemStatus.IN_PRODUCTION, ready=SUNDAY, **more):
    item = an_order(status=status, placed_at=SUNDAY, **more).items[0]
    item.ready_since = ready
    db.session.commit()
    return item


def test_what_went_to_print_at_once_comes_on_the_day_that_was_named(app):
    assert expected(an_item()) == "estimated delivery Fri, Dec 4"
    assert expected(an_item(ItemStatus.SHIPPED)) == "estimated delivery Fri, Dec 4"


@pytest.mark.parametrize(("days", "day"), [(3, "Mon, Dec 7"), (4, "Tue, Dec 8")])
def test_what_was_approved_later_comes_later_and_on_no_weekend(app, days, day):
    item = an_item(ready=SUNDAY + timedelta(days=days))

    assert expected(item) == f"estimated delivery {day}"


@pytest.mark.parametrize(("days", "day"), [(1, "Mon, Dec 7"), (2, "Mon, Dec 7")])
def test_a_weekend_is_no_day_of_delivery(app, days, day):
    assert expected(an_item(ready=SUNDAY + timedelta(days=days))) == f"estimated delivery {day}"


def test_what_waits_counts_from_what_it_waits_for(app):
    waits = {"status": ItemStatus.WAITING, "ready": None}

    on_account = an_item(**waits, cleared_at=None)
    assert expected(on_account) == "estimated delivery 5 days after we approve your order"
    unpaid = an_item(**waits, cleared_at=None, payment_method="by card")
    assert expected(unpaid) == "estimated delivery 5 days after it is paid for"
    bare = an_item(**waits)
    assert expected(bare) == "estimated delivery 5 days after we have checked your order"
    bare.slots[0].file_id = None
    assert expected(bare) == "estimated delivery 5 days after we have all your files"


def test_what_is_held_is_not_promised(app):
    item = an_item(ItemStatus.HELD)
    item.hold = Hold.CARD

    assert expected(item) == "delivery was estimated for Fri, Dec 4, and may be later"


@pytest.mark.parametrize(
    "status", [ItemStatus.DELIVERED, ItemStatus.CANCELLING, ItemStatus.CANCELLED]
)
def test_what_is_over_is_expected_no_more(app, status):
    assert expected(an_item(status)) == ""


def test_without_a_day_nothing_is_said(app):
    item = an_item()
    item.in_hand = ""
    assert expected(item) == ""
