"""Staff ask a customer to pay more for what became dearer; what the tolerance lets through."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, Notice, NoticeKind
from tests.factories import an_account, an_order_item, with_settings
from tests.neighbors import mine
from tests.refusals import refusal


@pytest.fixture
def item(app):
    an_account()
    return an_order_item()


def pushed_at(item, cost, fourover, queue):
    fourover.has_cards()
    fourover.quotes(cost)
    fourover.takes_orders("Z1-001")
    fourover.attaches_files()
    queue.run(jobs.push_order_item, item.id)
    db.session.refresh(item)
    return item.hold or item.status


def ask(staff, item, **fields):
    address = f"/admin/orders/{item.order.number}/items/1/price-question"
    return staff.post(address, data={"cost": "36.105", "extra": "5.75"} | fields)


@pytest.mark.parametrize(
    ("percent", "cents", "cost", "becomes"),
    [
        (2, 25, "32.64", ItemStatus.IN_PRODUCTION),  # by 2 %
        (2, 25, "32.6401", Hold.DEARER),
        (0, 25, "32.25", ItemStatus.IN_PRODUCTION),
        (0, 25, "32.2501", Hold.DEARER),
        (2, 100, "33.00", ItemStatus.IN_PRODUCTION),  # more than 2 %, and no more than a dollar
        (2, 100, "33.01", Hold.DEARER),
        (0, 0, "32.0001", Hold.DEARER),
    ],
)
def test_it_is_held_for_a_rise_beyond_both_tolerances(
    item, fourover, queue, percent, cents, cost, becomes
):
    with_settings(cost_tolerance_percent=percent, cost_tolerance_cents=cents)
    assert pushed_at(item, cost, fourover, queue) == becomes


class TestAsking:
    @pytest.fixture(autouse=True)
    def dearer(self, item, fourover, queue):
        assert pushed_at(item, "36.105", fourover, queue) == Hold.DEARER

    def test_the_page_offers_all_three_with_the_numbers(self, staff, item):
        page = staff.get(f"/admin/orders/{item.order.number}").text
        for words in (
            "<dt>Cost when ordered</dt><dd>$32.00</dd>",
            "<dt>Cost now</dt><dd>$36.11</dd>",
            "<dt>Margin left</dt><dd>$8.69</dd>",
            "Agree to $36.11 and send",
            'value="5.75"',
            "Ask the customer",
            "Cancel this item",
        ):
            assert words in page, words

    def test_then_it_waits_for_the_answer_and_says_since_when(self, staff, item):
        assert ask(staff, item).status_code == 302

        page = staff.get(f"/admin/orders/{item.order.number}").text
        assert "The customer is asked to pay $5.75 more" in page
        assert "can answer until" in page
        assert "Agree to $36.11 and send" in page
        assert "Customer asked to pay more" in staff.get("/admin/held/").text
        assert mine(Notice).filter_by(kind=NoticeKind.PRICE).count() == 1
        noted = mine(AuditEntry).filter_by(action="asked about the price").one()
        assert noted.detail == "5.75 more, for 36.105"
        assert refusal(ask(staff, item), "or the customer is asked") == 409

    @pytest.mark.parametrize("extra", ["", "0", "-1", "a lot"])
    def test_an_amount_that_cannot_be_is_refused(self, staff, item, extra):
        assert refusal(ask(staff, item, extra=extra), "More to pay ($)") == 422
        assert (item.hold, item.questions) == (Hold.DEARER, [])

    def test_a_cost_that_moved_since_the_page_was_opened_is_shown_first(self, staff, item):
        assert refusal(ask(staff, item, cost="36.10"), "It costs $36.11 now.") == 409
        assert item.questions == []

    def test_what_the_customer_agreed_to_is_shown(self, staff, item):
        item.extra, item.extra_due = Decimal("5.75"), True
        db.session.commit()
        page = staff.get(f"/admin/orders/{item.order.number}").text
        assert "<dt>Agreed to pay more</dt><dd>$5.75, not paid yet</dd>" in page
