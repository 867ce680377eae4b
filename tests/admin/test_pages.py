"""Every page of the staff's door, with nothing and with everything to show."""

from decimal import Decimal

import pytest

from storefront.accounts.models import UserGroup
from storefront.catalog.models import OwnProduct, ProductGroup, SyncRun, SyncStatus, Workflow
from storefront.clock import now
from storefront.extensions import db
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    JobStatus,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.partner.models import Environment
from storefront.payments.ledger import open_refunds
from storefront.payments.models import Payment, PaymentStatus
from storefront.quotes.models import MarkupRule, TaxRule
from tests.factories import a_category, a_product, a_user, an_account, an_order

PAGES = (
    "/admin/",
    "/admin/orders/",
    "/admin/held/",
    "/admin/products/",
    "/admin/categories/",
    "/admin/own-products/",
    "/admin/own-products/new",
    "/admin/markups/",
    "/admin/markups/new",
    "/admin/tax/",
    "/admin/tax/new",
    "/admin/sync/",
    "/admin/users/",
    "/admin/users/new",
    "/admin/groups/",
    "/admin/groups/workflows/new",
    "/admin/groups/user-groups/new",
    "/admin/partner/",
    "/admin/partner/production/use",
    "/admin/settings",
    "/admin/refunds/",
    "/admin/refunds/ledger.csv",
)


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_shop_has_every_page(admin, address):
    assert admin.get(address).status_code == 200


@pytest.fixture
def everything(app):
    """A shop in which all that can be shown is there."""
    account = an_account()
    account.breaker_opened_at, account.breaker_reason = now(), "the answer was lost"
    category = a_category()
    product = a_product(title="Our cards", description="**Bold**", image="")
    product.categories.append(category)
    orders = [an_order(items=2, status=ItemStatus.HELD, item={"hold": hold}) for hold in Hold]
    item = orders[0].items[0]
    item.print_jobs.append(PrintJob(job_id="Z1-001", status="On Press", tracking="1Z 2Z"))
    item.print_jobs[0].history.append(JobStatus(status="On Press", date_set="2026-01-01 10:00:00"))
    wish = Cancellation(asked_by="pat", reason="changed", state=CancellationState.UNCONFIRMED)
    item.cancellations.append(wish)
    doubtful = orders[1].items[0]
    doubtful.attempts.append(
        PushAttempt(
            number=1,
            owner="w",
            phase=Phase.UNKNOWN,
            sent_at=now(),
            payload={"job": "<b>"},
            answer=b"<script>alert(1)</script>",
            http_status=502,
        )
    )
    db.session.add_all(
        [
            an_order(own=True, status=ItemStatus.WAITING, cleared_at=None),
            an_order(status=ItemStatus.WAITING, item={"needs_approval": True}),
            OwnProduct(slug="mug", title="Mug", price=Decimal("12.00")),
            MarkupRule(product_id=product.id, percent=Decimal(30)),
            TaxRule(state="NY", rate=Decimal("8.875")),
            SyncRun(
                environment=Environment.STAGING,
                status=SyncStatus.BRAKED,
                running="staging",
                report={"products": 3, "added": 1, "gone": 1, "quarantined": 1, "unchanged": 1},
                details={
                    "before": 9,
                    "gone": ["X-1"],
                    "quarantined": [["Q-1", "no price"]],
                    "moves": {"up to 5 % up": 2},
                    "worst": [{"code": "W-1", "old": "1", "new": "2", "percent": 100}],
                    "brakes": ["6 of 9 products would be withdrawn (more than 5%)."],
                },
            ),
            *(kind(name="One") for kind in (ProductGroup, UserGroup, Workflow)),
            Payment(
                order_id=orders[0].id,
                method="on_account",
                amount=Decimal("56.80"),
                status=PaymentStatus.DUE,
            ),
        ]
    )
    open_refunds(item)
    db.session.commit()
    return orders


@pytest.mark.parametrize("address", PAGES)
def test_a_full_shop_has_every_page(admin, everything, address):
    assert admin.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/admin/products/1",
        "/admin/categories/1",
        "/admin/own-products/1",
        "/admin/markups/1",
        "/admin/tax/1",
        "/admin/sync-runs/1",
        "/admin/users/1",
        "/admin/groups/workflows/1",
        "/admin/groups/product-groups/1",
        "/admin/refunds/1",
    ],
)
def test_each_single_thing_has_its_page(admin, everything, address):
    assert admin.get(address).status_code == 200


def test_every_order_has_its_page_whatever_it_is_held_for(staff, everything):
    for order in everything:
        assert staff.get(f"/admin/orders/{order.number}").status_code == 200


def test_the_first_page_says_what_needs_a_person(staff, everything):
    page = staff.get("/admin/").text

    for words in (
        "4Over may have it",
        "1 order waiting for approval",
        "cancellation unconfirmed",
        "A synchronization waits for your word",
        "refund lines are open",
        "rests",
    ):
        assert words in page, words


def test_without_anything_to_do_the_first_page_does_not_claim_there_is(staff):
    assert "may have it" not in staff.get("/admin/").text


def test_what_4over_answered_is_shown_but_not_run(staff, everything):
    page = staff.get(f"/admin/orders/{everything[1].number}").text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page or "\\u003cb" in page


def test_the_name_of_a_person_is_shown_but_not_run(admin):
    a_user(email="x@shop.example").name = "<i>Eve</i>"
    db.session.commit()

    assert "&lt;i&gt;Eve" in admin.get("/admin/users/").text
