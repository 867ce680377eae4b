"""The same thing in another size, stock or coating: each is a product of its own (API 3.2)."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from sqlalchemy import select

from storefront.browse.facets import FACETS, key_of, label_of, order_of
from storefront.catalog.audience import Withheld, on_offer
from storefront.catalog.models import Product
from storefront.database import db

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


Make = tuple[str | None, ...]  # keys of size, stock and coating; None is any


class Ways(NamedTuple):
    nearest: list[Way]  # at most A_FEW, with the present one among them
    values: int  # how many there are in all
    others: dict[str, str]  # the two other facets as they are, for the category's URL


@dataclass(frozen=True)
class Family:
    """All products of one kind on offer, in the order they are shown."""

    members: list[Sibling]

    @cached_property
    def alike(self) -> dict[Make, Sibling]:
        """The first that is made so, in every respect that is not None."""
        result: dict[Make, Sibling] = {}
        for member in self.members:
            size, stock, coating = make_of(member)
            for pattern in (
                (size, stock, coating),
                (size, stock, None), (size, None, coating), (None, stock, coating),
                (size, None, None), (None, stock, None), (None, None, coating),
            ):  # fmt: skip
                result.setdefault(pattern, member)
        return result

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """By facet, as they stand in URLs: sizes by area, stocks by weight."""
        result = {}
        for facet in FACETS:
            said = {getattr(member, facet) for member in self.members}
            ordered = sorted(said, key=partial(order_of, facet))
            result[facet] = list(dict.fromkeys(key_of(facet, value) for value in ordered))
        return result

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """By facet and value, in the words of the present edition: another begins a new family."""
        return {
            (facet, value): label_of(facet, value)
            for facet in FACETS
            for value in {getattr(member, facet) for member in self.members}
        }

    def nearest(self, wanted: tuple[str, ...], place: int) -> Sibling:
        """The product with these values; else one with another coating or stock, but with the same
        value of the facet at `place`."""
        others = [at for at in (2, 1, 0) if at != place]  # a coating gives way before a stock
        ladder = [set[int](), {others[0]}, {others[1]}, set(others)]
        makes = (
            tuple(None if at in given_up else key for at, key in enumerate(wanted))
            for given_up in ladder
        )
        return next(self.alike[make] for make in makes if make in self.alike)


def make_of(product: Sibling | Product) -> tuple[str, ...]:
    return tuple(key_of(facet, getattr(product, facet)) for facet in FACETS)


def family_of(product: Product, withheld: Withheld) -> Family:
    """One statement, whatever the size. Worth remembering until the catalog changes."""
    rows = db.session.execute(
        select(Product.slug, Product.size, Product.stock, Product.coating)
        .where(
            Product.environment == product.environment,
            Product.family == product.family,
            on_offer(withheld),
        )
        .order_by(Product.sort, Product.position, Product.id)
    )
    return Family([Sibling(*row) for row in rows])


def ways(family: Family, product: Product) -> dict[str, Ways]:
    """For each facet with several values: the present one, and ways to the values nearest to it."""
    mine = make_of(product)
    result = {}
    for place, facet in enumerate(FACETS):
        values = family.values[facet]
        if len(values) > 1 and (facet, getattr(product, facet)) in family.labels:
            around = max(0, min(values.index(mine[place]) - A_FEW // 2, len(values) - A_FEW))
            near = values[around : around + A_FEW]
            result[facet] = Ways(
                [_way(family, product, mine, place, key) for key in near],
                len(values),
                {f: key for f, key in zip(FACETS, mine, strict=True) if f != facet},
            )
    return result


def _way(family: Family, product: Product, mine: tuple[str, ...], place: int, key: str) -> Way:
    facet = FACETS[place]
    if key == mine[place]:
        return Way(family.labels[facet, getattr(product, facet)], product.slug, "", here=True)
    wanted = (*mine[:place], key, *mine[place + 1 :])
    member = family.nearest(wanted, place)
    differs = [
        family.labels[other, getattr(member, other)]
        for other, own, asked in zip(FACETS, make_of(member), wanted, strict=True)
        if own != asked
    ]
    label = family.labels[facet, getattr(member, facet)]
    return Way(label, member.slug, ", ".join(differs), here=False)
