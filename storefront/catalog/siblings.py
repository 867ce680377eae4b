"""The same thing in another size, stock or coating: each is a product of its own (API 3.2)."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select

from storefront.catalog.facets import FACETS, key_of, label_of, order_of
from storefront.catalog.finding import ON_OFFER
from storefront.catalog.models import Product
from storefront.extensions import db

A_FEW = 8  # ways of one facet; a family can come in hundreds of sizes


class Sibling(NamedTuple):
    slug: str
    size: str
    stock: str
    coating: str


class Way(NamedTuple):
    """One answer to: in which size, stock or coating?"""

    label: str
    slug: str
    but: str  # what else would change, in words, where the other two do not exist so
    here: bool


class Ways(NamedTuple):
    nearest: list[Way]  # at most A_FEW, with the present one among them
    values: int  # how many there are in all
    others: dict[str, str]  # the two other facets as they are, for the category's address


@dataclass(frozen=True)
class Family:
    """All products of one kind on offer, in the order they are shown."""

    members: list[Sibling]

    @cached_property
    def by_make(self) -> dict[tuple[str, ...], Sibling]:
        """By size, stock and coating; where two are made alike, the first counts."""
        return {make_of(member): member for member in reversed(self.members)}

    @cached_property
    def by_value(self) -> dict[str, dict[str, list[Sibling]]]:
        """By facet, then by value as it stands in an address, sizes by area, stocks by weight."""
        found: dict[str, dict[str, list[Sibling]]] = {}
        for facet in FACETS:
            values = found.setdefault(facet, {})
            for member in sorted(self.members, key=lambda m: order_of(facet, getattr(m, facet))):
                values.setdefault(key_of(facet, getattr(member, facet)), []).append(member)
        return found


def make_of(product: Sibling | Product) -> tuple[str, ...]:
    return tuple(key_of(facet, getattr(product, facet)) for facet in FACETS)


def family_of(product: Product) -> Family:
    """One statement, whatever the size. Worth remembering until the catalog changes."""
    rows = db.session.execute(
        select(Product.slug, Product.size, Product.stock, Product.coating)
        .where(
            Product.environment == product.environment, Product.family == product.family, ON_OFFER
        )
        .order_by(Product.sort, Product.position, Product.id)
    )
    return Family([Sibling(*row) for row in rows])


def ways(family: Family, product: Product) -> dict[str, Ways]:
    """For each facet that leaves a choice: where one is, and the ways to those beside it."""
    mine = make_of(product)
    found = {}
    for place, facet in enumerate(FACETS):
        values = list(family.by_value[facet])
        if len(values) > 1 and mine[place] in values:
            around = max(0, min(values.index(mine[place]) - A_FEW // 2, len(values) - A_FEW))
            near = (
                _way(family, product, mine, place, key) for key in values[around : around + A_FEW]
            )
            others = {f: key for f, key in zip(FACETS, mine, strict=True) if f != facet}
            found[facet] = Ways(list(near), len(values), others)
    return found


def _way(family: Family, product: Product, mine: tuple[str, ...], place: int, key: str) -> Way:
    facet = FACETS[place]
    if key == mine[place]:
        return Way(label_of(facet, getattr(product, facet)), product.slug, "", here=True)
    wanted = (*mine[:place], key, *mine[place + 1 :])
    members = family.by_value[facet][key]
    member = family.by_make.get(wanted) or min(members, key=lambda m: _differs(m, wanted))
    return Way(
        label_of(facet, getattr(member, facet)), member.slug, _but(member, wanted), here=False
    )


def _differs(member: Sibling, wanted: tuple[str, ...]) -> int:
    return sum(key != other for key, other in zip(make_of(member), wanted, strict=True))


def _but(member: Sibling, wanted: tuple[str, ...]) -> str:
    other = (
        label_of(facet, getattr(member, facet))
        for facet, key, asked in zip(FACETS, make_of(member), wanted, strict=True)
        if key != asked
    )
    return ", ".join(other)
