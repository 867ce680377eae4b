"""What a snapshot would change: worked out and told before anything is written."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import select

from storefront.catalog.measures import position
from storefront.catalog.models import Product
from storefront.catalog.naming import family_name, names_of_choices
from storefront.catalog.spec import Kind, ProductSpec, pack
from storefront.catalog.spec_text import decode
from storefront.database import db, end_transaction
from storefront.partner.models import Environment
from storefront.settings import shop_settings
from storefront.sync.changes import Brake, Changes
from storefront.sync.reading import Quarantined, check, why_not_sold
from storefront.sync.rows import ProductRow, Rows
from storefront.sync.snapshot import Snapshot, SnapshotEntry
from storefront.text import clean, slugify


@dataclass(frozen=True)
class KnownProduct:
    """A product as the shop has it."""

    id: int
    code: str
    hash: str
    quarantine: str
    available: bool
    lowest_cost: Decimal | None

    @property
    def sold(self) -> bool:
        return self.available and not self.quarantine


@dataclass
class SyncPlan:
    """What to write, worked out without holding a transaction open."""

    snapshot: Snapshot
    changes: Changes = field(default_factory=Changes)
    new: Rows = field(default_factory=Rows)
    changed: Rows = field(default_factory=Rows)  # with id
    flagged: list[dict[str, Any]] = field(default_factory=list)  # id, available, quarantine
    gone: list[int] = field(default_factory=list)

    @property
    def environment(self) -> Environment:
        return Environment(self.snapshot.manifest.environment)


def plan(snapshot: Snapshot) -> SyncPlan:
    """Compare a snapshot with the catalog. Reads only. Raises BadSnapshot."""
    made = SyncPlan(snapshot, Changes(_brake()))
    known, slugs = _known(made.environment)
    end_transaction()  # decoding takes its time
    categories = {category.uuid: category.name for category in snapshot.categories}
    changes, seen = made.changes, set[str]()
    changes.before = sum(product.sold for product in known.values())
    for entry in snapshot.entries():
        if entry.uuid in seen:
            continue
        seen.add(entry.uuid)
        _plan_entry(made, entry, known.get(entry.uuid), categories, slugs)
    for uuid, product in known.items():
        if product.available and uuid not in seen:
            made.gone.append(product.id)
            changes.gone.append(product.code)
    changes.products = len(seen)
    return made


def _brake() -> Brake:
    limits = shop_settings()
    return Brake(
        gone=limits.brake_gone_percent,
        moved=limits.brake_moved_percent,
        far=limits.brake_move_size_percent,
    )


def _known(environment: Environment) -> tuple[dict[str, KnownProduct], set[str]]:
    rows = db.session.execute(
        select(
            Product.uuid,
            Product.slug,
            Product.id,
            Product.code,
            Product.spec_hash,
            Product.quarantine,
            Product.available,
            Product.lowest_cost,
        ).where(Product.environment == environment)
    ).all()
    return {row[0]: KnownProduct(*row[2:]) for row in rows}, {row[1] for row in rows}


def _plan_entry(
    made: SyncPlan,
    entry: SnapshotEntry,
    known: KnownProduct | None,
    categories: dict[str, str],
    slugs: set[str],
) -> None:
    changes = made.changes
    quarantine = clean(entry.quarantine, 500)
    if known and known.available and (known.hash, known.quarantine) == (entry.hash, quarantine):
        changes.unchanged += 1
        if quarantine:
            changes.quarantined.append((known.code, quarantine))
        return
    spec, hash_, quarantine = _spec(entry, known, quarantine)
    code = spec.code if spec else known.code if known else entry.uuid
    lowest = spec.lowest_cost if spec and not quarantine else None
    if quarantine:
        changes.quarantined.append((code, quarantine))
    if known:
        if not known.available:
            changes.back.append(code)
        elif known.sold and quarantine:
            changes.unpriceable.append(code)
        elif known.sold and spec:
            changes.price(code, known.lowest_cost, lowest)
        if spec is None:
            flags = {"id": known.id, "available": True, "quarantine": quarantine}
            made.flagged.append(flags)
            return
        changes.changed.append(code)
        row = _row(spec, hash_, quarantine, lowest, categories, id_=known.id)
        made.changed.add(row)
    elif spec:
        changes.added.append(code)
        slug = free_slug(spec.code, slugs)
        made.new.add(_row(spec, hash_, quarantine, lowest, categories, slug=slug))


def _spec(
    entry: SnapshotEntry, known: KnownProduct | None, quarantine: str
) -> tuple[ProductSpec | None, str, str]:
    """The spec, where it must be written, its hash, and what keeps the product from being sold."""
    if not entry.hash or (known and known.hash == entry.hash):
        return None, entry.hash, quarantine
    try:
        spec = decode(entry.spec)
        if spec.uuid != entry.uuid:
            raise Quarantined("Its id is not the one the catalog file has.")
        check(spec)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, Quarantined) as trouble:
        return None, "", clean(f"4Over's data cannot be read. {trouble}", 500)
    return spec, entry.hash, quarantine or why_not_sold(spec)


def _row(
    spec: ProductSpec,
    hash_: str,
    quarantine: str,
    lowest: Decimal | None,
    categories: dict[str, str],
    *,
    id_: int = 0,
    slug: str = "",
) -> ProductRow:
    size, stock, coating = (
        clean(spec.named(kind), 120) for kind in (Kind.SIZE, Kind.STOCK, Kind.COATING)
    )
    category = next((categories[uuid] for uuid in spec.category_uuids if uuid in categories), "")
    code = clean(spec.code, 120)
    return ProductRow(
        uuid=spec.uuid,
        choices=names_of_choices(spec),
        code=code,
        partner_name=clean(spec.description, 500),
        family=clean(family_name(spec, category)),
        position=position(size, stock, coating, code),
        size=size,
        stock=stock,
        coating=coating,
        packed_spec=pack(spec),
        spec_hash=hash_,
        lowest_cost=lowest,
        quarantine=quarantine,
        category_uuids=spec.category_uuids,
        slug=slug,
        id=id_,
    )


def free_slug(text: str, taken: set[str]) -> str:
    """A slug that no other product has. It stays the product's own from then on."""
    wanted = slug = slugify(text)
    number = 1
    while slug in taken:
        number += 1
        slug = f"{wanted[:74]}-{number}"
    taken.add(slug)
    return slug
