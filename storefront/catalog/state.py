"""Which catalog is in use, and whose costs are in it."""

from sqlalchemy import select

from storefront.catalog.models import CatalogState, SyncRun
from storefront.database import db
from storefront.partner.models import Environment, PartnerAccount, fingerprint_of


def prices_are_estimates(environment: Environment) -> bool:
    """Whether the costs we hold are another account's: 4Over's quote confirms each one when the
    product is added to a cart. One statement."""
    row = db.session.execute(
        select(CatalogState.fingerprint, PartnerAccount.public_key)
        .join(PartnerAccount, PartnerAccount.environment == CatalogState.environment)
        .where(CatalogState.environment == environment, PartnerAccount.is_the_shops())
    ).first()
    return row is not None and are_estimates(environment, *row)


def are_estimates(environment: Environment, whose_costs: str | None, key: str | None) -> bool:
    """The same for any account, from the fingerprint of the snapshot's and its public key."""
    if not whose_costs or key is None:
        return False
    return whose_costs != fingerprint_of(environment, key)


def state_of(environment: Environment) -> CatalogState | None:
    return db.session.get(CatalogState, environment)


def snapshots_named(environment: Environment) -> set[str]:
    """Those that the catalog is made from, or may be as soon as somebody decides."""
    waiting = select(SyncRun.snapshot).where(SyncRun.running == environment)
    used = select(CatalogState.snapshot).where(CatalogState.environment == environment)
    return set(db.session.scalars(waiting.union(used)))
