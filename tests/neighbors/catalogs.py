"""The other environment's catalog, and what was withdrawn from this one."""

from decimal import Decimal

from storefront.catalog.models import (
    CatalogState,
    OwnProduct,
    ProductGroup,
    ProductVisits,
    SyncRun,
    SyncStatus,
    TextTemplate,
    Word,
    WordKind,
    Workflow,
)
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.partner.models import Environment
from storefront.quotes.models import MarkupRule
from tests.factories import (
    a_category,
    a_product,
    a_spec,
)
from tests.neighbors.values import LONG_AGO, ONE_DAY, THEIR_COST, THEIR_PRICE, save


def catalogs():
    """The other environment's catalog, which has the same ids; and what staging printed once."""
    there = Environment.PRODUCTION
    cards = a_category("Neighbors' Cards", environment=there)
    cards.uuid = "cat-cards"
    (group, flow) = save(
        ProductGroup(name="Neighbors' products"),
        Workflow(name="Neighbors' workflow", stages=(WorkflowStage(Gate.RELEASE, "Neighbors"),)),
    )
    for number in range(4):
        spec = a_spec(f"p-{number}", str(THEIR_COST), description="Neighbors' plastic cards")
        product = a_product(spec, environment=there, family="Plastic", group_id=group.id)
        product.workflow_id, product.coating = flow.id, "Nutmeg"
        product.categories.append(cards)
        save(ProductVisits(product_id=product.id, day="2099-01-01", visits=777))
    gone = a_spec("gone", str(THEIR_COST), description="Withdrawn plaques", code="NUTMEG-0")
    gone = a_product(gone, available=False, last_seen_at=LONG_AGO, quarantine="no price")
    gone.coating = "Nutmeg"
    save(
        CatalogState(environment=there, snapshot="theirs", made_at=ONE_DAY),
        SyncRun(
            environment=there,
            status=SyncStatus.FAILED,
            started_at=LONG_AGO,
            seen_at=LONG_AGO,
            ended_at=LONG_AGO,
            error="the neighbors' sync failed",
        ),
        MarkupRule(product_group_id=group.id, percent=Decimal(771)),
        MarkupRule(product_id=product.id, percent=Decimal(773)),
        OwnProduct(slug="nutmeg", title="Neighbors' nutmeg", price=THEIR_PRICE, hidden=True),
        Word(code="zz-neighbors", kind=WordKind.COATING, short="nutmeg", words="nutmeg coating"),
        TextTemplate(family="plastic", title="Neighbors' {size}"),
    )
