"""Which catalog is in use, and a number that grows with each change of it."""

from sqlalchemy import select, update

from storefront.catalog.models import CatalogState
from storefront.extensions import db
from storefront.partner.models import Environment


def catalog_version(environment: Environment) -> int:
    """For ETags and caches: another number means that a page may look different."""
    found = db.session.scalar(
        select(CatalogState.version).where(CatalogState.environment == environment)
    )
    return found or 0


def touch(environment: Environment) -> None:
    """Something of the catalog was edited. The caller commits."""
    if not db.session.get(CatalogState, environment):
        db.session.add(CatalogState(environment=environment, version=0))
        db.session.flush()
    db.session.execute(
        update(CatalogState)
        .where(CatalogState.environment == environment)
        .values(version=CatalogState.version + 1)
    )


def state_of(environment: Environment) -> CatalogState | None:
    return db.session.get(CatalogState, environment)
