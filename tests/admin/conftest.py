"""Staff and admins, and a shop with all that their pages can show."""

from decimal import Decimal

import pytest

from storefront.accounts.models import Role, User, UserGroup
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.cart.models import Cart, CartItem
from storefront.catalog.models import (
    Category,
    OwnProduct,
    Product,
    ProductGroup,
    SyncRun,
    SyncStatus,
    Word,
    WordKind,
    Workflow,
)
from storefront.catalog.stages import Gate
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    JobStatus,
    LostOrder,
    Phase,
    PrintJob,
    PushAttempt,
    StatusCheck,
)
from storefront.partner.models import Environment, PartnerAccount
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide, Repayment
from storefront.quotes.models import MarkupRule, TaxRule
from tests.factories import (
    a_cart,
    a_category,
    a_charge,
    a_product,
    a_quote,
    a_refund,
    a_user,
    an_account,
    an_order,
    stages,
)
from tests.neighbors import mine


@pytest.fixture
def staff(app):
    return app.test_client().login(a_user(Role.STAFF, "pat@shop.example"))


@pytest.fixture
def admin(app):
    return app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))


@pytest.fixture
def customer(app):
    return app.test_client().login(a_user(Role.CUSTOMER, "cleo@shop.example"))


KINDS = {
    "edition_id": RulesEdition,
    "account_id": PartnerAccount,
    "cart_id": Cart,
    "category_id": Category,
    "check_id": StatusCheck,
    "group_id": Workflow,
    "item_id": CartItem,
    "lost_id": LostOrder,
    "payment_id": Payment,
    "product_id": Product,
    "refund_id": Refund,
    "repayment_id": Repayment,
    "rule_id": MarkupRule,
    "run_id": SyncRun,
    "slot_id": ArtworkSlot,
    "user_id": User,
}


def filled(rule, **more):
    """For each argument of an address the first that the test has of such things, if it has any."""
    kinds = KINDS
    if "tax" in rule.endpoint:
        kinds = KINDS | {"rule_id": TaxRule}
    if "own_product" in rule.endpoint:
        kinds = KINDS | {"product_id": OwnProduct}
    ids = {
        name: mine(kinds[name].id).order_by(kinds[name].id).limit(1).scalar()
        for name in rule.arguments
        if name in kinds
    }
    if rule.endpoint in ("admin.let_through", "admin.stopped_file"):  # of a cart
        in_carts = ArtworkSlot.cart_item_id.is_not(None)
        ids["slot_id"] = mine(ArtworkSlot.id).filter(in_carts).limit(1).scalar()
    return {name: more.get(name) or ids.get(name) or 1 for name in rule.arguments}


@pytest.fixture
def everything(app):
    """A shop in which all that can be shown is there."""
    two = [RuleOverride(rule=rule, level=Level.TELL) for rule in ("spots", "rgb")]
    db.session.add(RulesEdition(overrides=tuple(two)))
    account = an_account()
    account.breaker_opened_at, account.breaker_reason = now(), "the answer was lost"
    a_cart(a_quote())
    category = a_category()
    product = a_product(title="Our cards", description="**Bold**", image="")
    product.categories.append(category)
    orders = [an_order(items=2, status=ItemStatus.HELD, item={"hold": hold}) for hold in Hold]
    item = orders[0].items[0]
    item.print_jobs.append(PrintJob(job_id="Z1-001", status="On Press", tracking="1Z 2Z"))
    item.print_jobs[0].history.append(JobStatus(status="On Press", date_set="2026-01-01 10:00:00"))
    cancellation = Cancellation(
        asked_by="pat", reason="changed", state=CancellationState.UNCONFIRMED
    )
    item.cancellations.append(cancellation)
    give_invoice(orders[0])
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
    if first := mine(User).order_by(User.id).first():
        an_account(owner=first)
    paid = Payment(
        order_id=orders[0].id,
        method="stripe",
        reference="pi_1",
        amount=Decimal("6.80"),
        status=PaymentStatus.PAID,
        paid_at=now(),
    )
    db.session.add_all(
        [
            an_order(own=True, status=ItemStatus.WAITING, cleared_at=None),
            an_order(status=ItemStatus.WAITING, item={"stages": stages(Gate.STAFF)}),
            LostOrder(reference="9-1", owner="w-9", sent_at=now(), expected=a_charge("44.00")),
            OwnProduct(slug="mug", title="Mug", price=Decimal("12.00")),
            LostOrder(reference="1077-1", owner="w", sent_at=now()),
            StatusCheck(order_id=orders[0].id, started_by="pat", ended_at=now(), total=1, left=[]),
            MarkupRule(product_id=product.id, percent=Decimal(30)),
            Word(code="dull", kind=WordKind.COATING, words="dull varnish"),
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
                    "moves": {"up to 5% up": 2},
                    "worst": [{"code": "W-1", "old": "1", "new": "2", "percent": 100}],
                    "brakes": ["6 of 9 products would be withdrawn (more than 5%)."],
                },
            ),
            *(kind(name="One") for kind in (ProductGroup, UserGroup, Workflow)),
        ]
    )
    lines = [a_refund(item, side) for side in (RefundSide.CUSTOMER, RefundSide.FOUROVER)]
    asked = {"refund": lines[0], "amount": Decimal("1.00"), "asked_by": "pat"}
    db.session.add(Repayment(payment=paid, key="k", **asked))
    db.session.commit()
    return orders
