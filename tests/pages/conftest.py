"""A shop with one of everything that a page can be about, and whoever looks at it."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from storefront.accounts.models import Role, UserGroup
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.catalog.models import (
    OwnProduct,
    ProductGroup,
    SyncRun,
    SyncStatus,
    SynonymList,
    TextTemplate,
    Word,
    WordKind,
    Workflow,
)
from storefront.catalog.search_words import index_ids
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.clock import now
from storefront.database import db
from storefront.fourover.charge import Charge
from storefront.fourover.statuses import JobPhase
from storefront.orders.models import (
    Hold,
    ItemStatus,
    JobStatus,
    LostOrder,
    Phase,
    PrintJob,
    PushAttempt,
    StatusCheck,
    StatusMeaning,
)
from storefront.partner.models import Environment
from storefront.payments.invoices.giving import give_invoice
from storefront.quotes.models import MarkupRule, TaxRule
from tests.cart.test_adding import requires
from tests.checkout.conftest import (
    choose_delivery,
    choose_payment,
    give_address,
    in_the_hands_of,
    knows_the_address,
    ships,
)
from tests.factories import (
    a_cart,
    a_category,
    a_charge,
    a_payment,
    a_product,
    a_quote,
    a_refund,
    a_spec,
    a_user,
    an_account,
    an_order,
    stages,
    with_settings,
)

ADA = "ada@people.example"


@pytest.fixture(params=["stranger", "customer", "staff", "admin"])
def role(request):
    return request.param


@pytest.fixture
def person(app, role):
    if role == "stranger":
        return None
    return a_user(Role(role), f"{role}@people.example", name=f"Kim the {role}")


@pytest.fixture
def visitor(app, person):
    browser = app.test_client()
    return browser.login(person) if person else browser


@pytest.fixture
def shop(app, fourover, queue, visitor, person):
    """Its rows by name. The cart, ready to be ordered, and the order `mine` are the visitor's."""
    an_account()
    fourover.has_cards()
    knows_the_address(fourover)
    ships(fourover)
    rows = SimpleNamespace()
    _sold(rows)
    _set_up(rows)
    _ordered(rows, person)
    rows.cart = in_the_hands_of(visitor, a_cart(a_quote(rows.product), user=person))
    requires(fourover, rows.product, "fr")
    if person is None:
        with visitor.session_transaction() as session:
            session["guest_orders"] = [rows.mine.secret]
    rows.offered = a_quote(rows.product, price="50.00")
    with visitor.session_transaction() as session:
        session["offers"] = [rows.offered.token]
    index_ids([rows.product.id])
    db.session.commit()
    give_address(visitor)
    choose_delivery(visitor, rows.cart)
    choose_payment(visitor)
    app.config["WTF_CSRF_ENABLED"] = True  # it is looked at as it is in production
    return rows


def _sold(rows):
    rows.group, rows.buyers = ProductGroup(name="Fine papers"), UserGroup(name="Schools")
    second_look = WorkflowStage(Gate.STAFF, "Second look", "Proof")
    rows.flow = Workflow(name="Look twice", stages=(second_look,))
    rows.own = OwnProduct(slug="mug", title="Enamel mug", price=Decimal("12.30"))
    db.session.add_all([rows.group, rows.buyers, rows.flow, rows.own])
    db.session.flush()
    rows.category = a_category("Calling Cards")
    rows.product = a_product(
        a_spec("p-page", code="PAGE-CODE", description="2 X 3.5 14PT Calling Cards"),
        title="Our calling cards",
        family="Calling Cards",
        group=rows.group,
    )
    rows.product.categories.append(rows.category)


def _set_up(rows):
    rows.markup = MarkupRule(percent=Decimal("33.5"), product_id=rows.product.id)
    rows.rules = RulesEdition(overrides=(RuleOverride(rule="spots", level=Level.TELL),))
    rows.tax = TaxRule(state="OR", rate=Decimal("7.125"), name="Sample tax")
    rows.run = SyncRun(
        environment=Environment.STAGING,
        status=SyncStatus.BRAKED,
        running="staging",
        started_by=ADA,
        report={"products": 3, "added": 1, "gone": 1, "quarantined": 1, "unchanged": 1},
        details={"before": 9, "gone": ["GONE-1"], "quarantined": [["Q-1", "no price"]]},
    )
    db.session.add_all(
        [
            rows.markup,
            rows.rules,
            rows.tax,
            rows.run,
            Word(code="dull 9", kind=WordKind.COATING, short="Dull", words="dull varnish"),
            TextTemplate(family="calling cards", title="{family} of ours", lead="", text="Lines"),
            SynonymList(id=1, lines="leaflet = flyer"),
        ]
    )
    with_settings(list_own_products=True, shop_name="Sample Print", own_accounts=True)


def _ordered(rows, person):
    rows.other = a_user(
        Role.CUSTOMER, "other@people.example", name="Other Person", group=rows.buyers
    )
    rows.plain = a_user(Role.CUSTOMER, "plain@people.example")  # with no account at 4Over
    rows.own_account = an_account(owner=rows.other, card_type="Amex", card_last_four="0005")
    rows.former = an_account(public_key="formerly", retired_at=now())
    an_order(account=rows.former, status=ItemStatus.SHIPPED)
    rows.held = an_order(
        items=2, user=rows.other, status=ItemStatus.HELD, item={"hold": Hold.REFUSED}
    )
    rows.held.items[0].title = "Held postcards"
    rows.held.items[1].move_to(ItemStatus.CANCELLED, "The customer changed their mind.")
    rows.costs = {"cost": "31.17", "shipping_cost": "11.91", "partner_tax": "2.81"}
    costs = {name: Decimal(cost) for name, cost in rows.costs.items()}
    rows.refund = a_refund(rows.held.items[1])
    rows.mine = an_order(
        user=person, status=ItemStatus.IN_PRODUCTION, item={"title": "Our brochures", **costs}
    )
    job = PrintJob(job_id="Z77-001", status="On Press", tracking="1Z9990001")
    job.history.append(JobStatus(status="On Press", date_set="2026-01-01 10:00:00"))
    rows.mine.items[0].print_jobs.append(job)
    rows.charge = PushAttempt(number=1, owner="me", phase=Phase.ACCEPTED, sent_at=now())
    rows.charge.card, rows.charge.expected = "Visa ending in 4242", Charge(*costs.values())
    rows.charge.charged = Decimal("47.03")
    rows.charge.breakdown = Charge(Decimal("32.25"), costs["shipping_cost"], Decimal("2.87"))
    rows.mine.items[0].attempts.append(rows.charge)
    db.session.flush()
    job.attempt_id = rows.charge.id
    rows.invoice = give_invoice(rows.mine)
    rows.stopped = an_order(status=ItemStatus.IN_PRODUCTION)
    stopped = PrintJob(job_id="Z78-001", status="Awaiting New Files")
    for text in ("Awaiting New Files", "Gilded by hand"):
        stopped.history.append(JobStatus(status=text, date_set="2026-01-01 10:00:00"))
    rows.stopped.items[0].print_jobs.append(stopped)
    db.session.add(StatusMeaning(text="gilded by hand", phase=JobPhase.PRINTING, words=""))
    rows.waiting = an_order(status=ItemStatus.WAITING, item={"stages": stages(Gate.STAFF)})
    rows.payment = a_payment(rows.waiting, trouble="Another amount.")
    rows.check = StatusCheck(
        order_id=rows.mine.id, started_by=ADA, total=7, left=[], ended_at=now()
    )
    lost = LostOrder(reference="9-1", owner="w-9", sent_at=now(), expected=a_charge("44.00"))
    db.session.add_all([rows.check, lost])
