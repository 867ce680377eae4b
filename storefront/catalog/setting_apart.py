"""No two products with the same title: what tells them apart is said behind it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from sqlalchemy import select, update

from storefront.catalog.facts import facts
from storefront.catalog.models import Product
from storefront.catalog.naming import composed_title
from storefront.catalog.presentation import Shown, family_name
from storefront.catalog.spec import unpack
from storefront.catalog.words import option_words
from storefront.database import db
from storefront.partner.models import Environment

_READ = (
    "id", "code", "partner_name", "family", "size", "stock", "coating", "title", "image", "apart",
)  # fmt: skip
LONGEST = 120

Facts = Mapping[int, list[str]]


class Titled(Shown, Protocol):
    @property
    def id(self) -> int: ...


def set_apart(environment: Environment) -> list[int]:
    """Compare the titles of all that is printed, and return whose became another one.

    The caller commits.
    """
    columns = (getattr(Product, name) for name in _READ)
    printed = Product.available & (Product.environment == environment)
    rows = db.session.execute(select(*columns).where(printed)).all()
    said = words_apart(rows, _facts)
    changed = [
        {"id": row.id, "apart": said.get(row.id, "")}
        for row in rows
        if row.apart != said.get(row.id, "")
    ]
    if changed:
        db.session.execute(update(Product), changed)
    return [row["id"] for row in changed]


def words_apart(
    products: Iterable[Titled], facts_of: Callable[[list[int]], Facts]
) -> dict[int, str]:
    """By id, for those with the title of another: what only it is, else its code."""
    alike: dict[str, list[Titled]] = {}
    for one in products:
        title = composed_title(family_name(one), one.size, one.stock, one.coating, one.code)
        alike.setdefault(title.casefold(), []).append(one)
    doubled = [same for same in alike.values() if len(same) > 1]
    known = facts_of([one.id for same in doubled for one in same])
    return {id_: words for same in doubled for id_, words in _apart(same, known).items()}


def _apart(same: list[Titled], known: Facts) -> dict[int, str]:
    shared = set.intersection(*(set(known[one.id]) for one in same))
    words = {
        one.id: ", ".join(fact for fact in known[one.id] if fact not in shared)[:LONGEST]
        for one in same
    }
    if len({text.casefold() for text in words.values()}) < len(same):
        return {one.id: one.code for one in same}
    return words


def _facts(ids: list[int]) -> Facts:
    """They are few, and read one by one: a specification is large."""
    specs = (
        (id_, unpack(db.session.scalars(select(Product.packed_spec).filter_by(id=id_)).one()))
        for id_ in ids
    )
    return {id_: [option_words(option) for _, option in facts(spec)] for id_, spec in specs}
