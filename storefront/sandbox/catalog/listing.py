"""Which products there are: one for each size, stock and coating of a family."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, zip_longest
from zlib import crc32

from storefront.sandbox.catalog import wide
from storefront.sandbox.catalog.families import DEMO, Category, Family
from storefront.sandbox.catalog.words import COATINGS, STOCKS, fresh, known


@dataclass(frozen=True)
class Listing:
    """One product as lists show it. What can be ordered of it is worked out when asked (sheet)."""

    uuid: str
    code: str
    description: str
    category: Category
    category_uuid: str
    family: Family
    size: str
    stock: str
    coating: str
    luck: int  # the same number at every start, for what differs from product to product

    @property
    def updated_at(self) -> datetime:
        return datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(minutes=self.luck % 250_000)

    @property
    def inches(self) -> tuple[float, ...]:
        return tuple(float(side) for side in self.size.split("X"))

    @property
    def size_name(self) -> str:
        return " x ".join(f'{side}"' for side in self.size.split("X"))

    @property
    def area(self) -> float:
        width, height, *_ = self.inches
        return width * height


def uuid_of(category: Category) -> str:
    return category.uuid or known("category", category.name)


def listings(size: int, seed: int) -> list[Listing]:
    """`size` products. Up to the small catalog's own number, every category keeps some."""
    small = [list(_listed(category, seed)) for category in DEMO]
    if size <= sum(map(len, small)):
        return list(islice(_by_turns(small), size))
    categories = wide.categories()
    shares = wide.shares([category.name for category in categories])
    many: list[Listing] = []
    due = 0.0
    for category in categories:
        due += size * shares[category.name]
        many += islice(_listed(category, seed), round(due) - len(many))
    return many


def _by_turns(columns: list[list[Listing]]) -> Iterator[Listing]:
    for row in zip_longest(*columns):
        yield from (listing for listing in row if listing)


def _listed(category: Category, seed: int) -> Iterator[Listing]:
    for family in category.families:
        for size in family.sizes:
            for stock, coating in family.made:
                yield _listing(category, family, size, stock, coating, seed)


def _listing(
    category: Category, family: Family, size: str, stock: str, coating: str, seed: int
) -> Listing:
    code = f"{stock}-{family.letters}{coating}-{size}"
    luck = crc32(f"{seed}/{category.name}/{code}".encode())
    uuid = fresh("product", str(seed), category.name, code)
    description = _description(family, size, stock, coating, luck)
    if luck % 41 == 7:
        description = code  # as a few really are
    if code == "100GLC-BROUV-11X17":
        description = f"<b>{description}</b> \N{SPARKLES} &amp; <script>alert(1)</script> 50% off"
    category_uuid = uuid_of(category)
    return Listing(
        uuid, code, description, category, category_uuid, family, size, stock, coating, luck
    )


def _description(family: Family, size: str, stock: str, coating: str, luck: int) -> str:
    """In 4Over's raw style, which changes from product to product (API 3.2)."""
    said = COATINGS[coating][2]
    if family.line in ("banner", "sign"):
        return f"{size} - {STOCKS[stock][0]} {family.name}"
    sides = " X ".join(f'{side}"' for side in size.split("X"))
    if coating == "UC":
        return f"{sides} {STOCKS[stock][0]} {family.name}"
    if luck % 5 == 0:
        return f"{stock} {family.name}  {sides} {said}".strip()
    return f"{sides} {stock} {family.name} {said}".strip()
