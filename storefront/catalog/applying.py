"""Making the catalog equal to a snapshot, in one quick write.

Nothing is ever deleted, and nothing of ours is touched: title, text, picture, group, workflow,
hidden and sort belong to the shop.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storefront.catalog import search_words, state
from storefront.catalog.models import Category, Product, product_category
from storefront.catalog.planning import Plan, free_slug
from storefront.clock import now
from storefront.extensions import db
from storefront.settings import shop_settings
from storefront.text import clean

AT_ONCE = 500


def apply(plan: Plan) -> None:
    """Write the plan in the present transaction. The caller commits."""
    manifest, environment = plan.snapshot.manifest, plan.environment
    used_until_now = state.state_of(environment)
    category_ids = _write_categories(plan)
    _insert_new(plan)
    _update(plan.changed)
    _update(plan.flagged)
    last_seen = (used_until_now and used_until_now.made_at) or now()
    _withdraw(plan.gone, last_seen)
    if plan.categories:
        _link(plan, category_ids)
    _close_empty_categories(plan)
    used = state.touch(environment)
    used.snapshot, used.sha256, used.made_at = manifest.name, manifest.sha256, manifest.made_at
    used.fingerprint, used.applied_at = manifest.fingerprint[:40], now()


def _write_categories(plan: Plan) -> dict[str, int]:
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
    found = select(Category.uuid, Category.id).where(Category.environment == environment)
    return {row.uuid: row.id for row in db.session.execute(found)}


def _insert_new(plan: Plan) -> None:
    settings = shop_settings()
    defaults = {
        "environment": plan.environment,
        "workflow_id": settings.default_workflow or None,
        "group_id": settings.default_product_group or None,
    }
    for start in range(0, len(plan.new), AT_ONCE):
        rows = [row | defaults for row in plan.new[start : start + AT_ONCE]]
        db.session.execute(insert(Product), rows)


def _update(rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(update(Product), rows[start : start + AT_ONCE])


def _withdraw(product_ids: list[int], last_seen_at: datetime) -> None:
    for start in range(0, len(product_ids), AT_ONCE):
        db.session.execute(
            update(Product)
            .where(Product.id.in_(product_ids[start : start + AT_ONCE]))
            .values(available=False, last_seen_at=last_seen_at)
        )


def _link(plan: Plan, category_ids: dict[str, int]) -> None:
    """Put each new or changed product into its categories, and make it findable."""
    found = select(Product.uuid, Product.id).where(Product.environment == plan.environment)
    ids = {uuid: id_ for uuid, id_ in db.session.execute(found) if uuid in plan.categories}
    changed = [row["id"] for row in plan.changed]
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        old = product_category.c.product_id.in_(some)
        db.session.execute(delete(product_category).where(old))
    links = [
        {"product_id": ids[uuid], "category_id": category_ids[category]}
        for uuid, categories in plan.categories.items()
        for category in dict.fromkeys(categories)
        if category in category_ids
    ]
    if links:
        db.session.execute(insert(product_category), links)
    search_words.index_ids(list(ids.values()))


def _close_empty_categories(plan: Plan) -> None:
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
