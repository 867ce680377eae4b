"""Making the catalog equal to a snapshot, in one quick write.

Nothing is ever deleted, and nothing of ours is touched: title, text, picture, group, workflow,
hidden and sort belong to the shop.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar, cast

from msgspec import structs
from sqlalchemy import Table, delete, insert, select, update

from storefront.bulk_insert import bulk_insert
from storefront.catalog import search_words
from storefront.catalog.models import CatalogState, Category, Product, product_category
from storefront.catalog.setting_apart import set_apart
from storefront.catalog.state import state_of
from storefront.clock import now
from storefront.database import db
from storefront.settings import shop_settings
from storefront.sync.planning import SyncPlan, free_slug
from storefront.sync.rows import ProductRow
from storefront.text import clean

AT_ONCE = 200
PRODUCT = cast("Table", Product.__table__)  # its rows go in by the hundred, not as objects

T = TypeVar("T")


def apply(plan: SyncPlan) -> None:
    """Write the plan in the present transaction. The caller commits."""
    manifest, environment = plan.snapshot.manifest, plan.environment
    used_until_now = state_of(environment)
    category_ids = _write_categories(plan)
    ids = [*_write_new(plan, category_ids), *_write_changed(plan, category_ids)]
    for some in _batched(plan.flagged):
        db.session.execute(update(Product), some)
    last_seen = (used_until_now and used_until_now.made_at) or now()
    _withdraw(plan.gone, last_seen)
    ids += set_apart(environment)
    search_words.index_ids(list(dict.fromkeys(ids)))
    _close_empty_categories(plan)
    used = used_until_now or CatalogState(environment=environment)
    db.session.add(used)  # with it all of this is seen as a new edition
    used.snapshot, used.sha256, used.made_at = manifest.name, manifest.sha256, manifest.made_at
    used.fingerprint, used.applied_at = manifest.fingerprint[:40], now()


def _write_categories(plan: SyncPlan) -> dict[str, int]:
    """Every category's id by its uuid. One that is not listed any more is kept, but not shown."""
    environment = plan.environment
    rows = db.session.execute(
        select(
            Category.uuid, Category.id, Category.partner_name, Category.available, Category.slug
        ).where(Category.environment == environment)
    ).all()
    known = {row.uuid: row for row in rows}
    slugs = {row.slug for row in rows}
    listed = {category.uuid: clean(category.name, 200) for category in plan.snapshot.categories}
    for uuid, name in listed.items():
        row = known.get(uuid)
        if row is None:
            slug = free_slug(name, slugs)
            values = {"environment": environment, "uuid": uuid, "slug": slug, "partner_name": name}
            db.session.execute(insert(Category), values)
        elif (row.partner_name, row.available) != (name, True):
            change = update(Category).where(Category.id == row.id)
            db.session.execute(change.values(partner_name=name, available=True))
    query = select(Category.uuid, Category.id).where(Category.environment == environment)
    return {row.uuid: row.id for row in db.session.execute(query)}


def _write_new(plan: SyncPlan, category_ids: dict[str, int]) -> list[int]:
    if not plan.new.count:
        return []
    settings = shop_settings()
    given = {
        "environment": plan.environment,
        "workflow_id": settings.default_workflow or None,
        "group_id": settings.default_product_group or None,
    }
    for rows in plan.new.pieces(AT_ONCE):
        bulk_insert(PRODUCT, [_values(row) | given for row in rows])
    query = select(Product.uuid, Product.id).where(Product.environment == plan.environment)
    id_of = {row.uuid: row.id for row in db.session.execute(query)}
    ids: list[int] = []
    for rows in plan.new.pieces(AT_ONCE):
        written = [(id_of[row.uuid], row) for row in rows]
        _link(written, category_ids)
        ids += (id_ for id_, _ in written)
    return ids


def _write_changed(plan: SyncPlan, category_ids: dict[str, int]) -> list[int]:
    at = {"available": True, "changed_at": now()}
    ids: list[int] = []
    for rows in plan.changed.pieces(AT_ONCE):
        values = [_values(row) | at | {"id": row.id} for row in rows]
        for value in values:
            del value["slug"]  # a URL stays what it was
        db.session.execute(update(Product), values)
        some = [row.id for row in rows]
        db.session.execute(delete(product_category).where(product_category.c.product_id.in_(some)))
        _link([(row.id, row) for row in rows], category_ids)
        ids += some
    return ids


def _values(row: ProductRow) -> dict[str, Any]:
    values = structs.asdict(row)
    del values["id"], values["category_uuids"]
    return values


def _withdraw(product_ids: list[int], last_seen_at: datetime) -> None:
    for some in _batched(product_ids):
        db.session.execute(
            update(Product)
            .where(Product.id.in_(some))
            .values(available=False, last_seen_at=last_seen_at, changed_at=now())
        )


def _link(rows: list[tuple[int, ProductRow]], category_ids: dict[str, int]) -> None:
    """Put products into the categories that they belong to."""
    links = [
        {"product_id": id_, "category_id": category_ids[category]}
        for id_, row in rows
        for category in dict.fromkeys(row.category_uuids)
        if category in category_ids
    ]
    bulk_insert(product_category, links)


def _close_empty_categories(plan: SyncPlan) -> None:
    """One that is not listed any more, and that nothing on offer belongs to. A short list of
    categories alone closes none."""
    listed = [category.uuid for category in plan.snapshot.categories]
    in_use = (
        select(product_category.c.category_id)
        .join(Product, Product.id == product_category.c.product_id)
        .where(Product.available)
    )
    db.session.execute(
        update(Category)
        .where(
            Category.environment == plan.environment,
            Category.uuid.not_in(listed),
            Category.id.not_in(in_use),
        )
        .values(available=False)
    )


def _batched(rows: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
