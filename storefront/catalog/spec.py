"""A product's options and costs as one typed value. Pure: no database, no web.

Everything after the sync speaks `ProductSpec`. Costs are 4Over's, in dollars, exact.
"""

import enum
import hashlib
import zlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

import msgspec

SIZE = "34f407f8-0b50-4227-9378-10fddefbe596"
STOCK = "24865ffa-793d-43ea-b3b1-d1b5cf22268d"
COATING = "26ca0df3-0682-4f37-8979-409868e2df2d"
COLORSPEC = "38d33954-5a42-4112-a905-215eb827e62c"
RUNSIZE = "87e09691-ef33-4cf4-8f17-48af06ce84f4"
TURNAROUND = "f80e8179-b264-42ce-9f80-bb258a09a1fe"

# They describe the product; 4Over's quote answers 0 when asked with one (API 0.9, 3.3).
DESCRIPTIVE = frozenset(
    {
        "b6f8d6b4-9909-4cd7-bbc0-b65b6e6460eb",  # Product Type
        "d10848ac-8885-441a-a835-3c38050ff964",  # Majestic Type
        "b19d4ac3-2d48-40c0-9729-e35af6846271",  # Product Category
        "88c28e92-7c8c-4c05-9908-dcd495e0957a",  # Product Orientation
        "5fffd29b-af78-41af-a216-7cdaf8d55177",  # Shape
    }
)
# One more descriptive group is known by its name only.
DESCRIPTIVE_NAMES = frozenset({"category", "product category", "product type", "orientation"})


class Kind(enum.StrEnum):
    SIZE = "size"
    STOCK = "stock"
    COATING = "coating"
    DESCRIPTIVE = "descriptive"
    FINISHING = "finishing"


_CORE = {SIZE: Kind.SIZE, STOCK: Kind.STOCK, COATING: Kind.COATING}
NOTHING = Decimal(0)


class PriceRow(msgspec.Struct, frozen=True, array_like=True):
    """What an option costs for runsizes from `start` to `end` (API 4.2)."""

    start: int
    end: int
    price: Decimal
    per_qty: Decimal = Decimal(0)
    qty: Decimal = Decimal(0)
    flat: bool = True
    percentage: bool = False

    @property
    def free(self) -> bool:
        return not self.price and (self.flat or not self.per_qty)

    def cost_for(self, runsize: int) -> Decimal | None:
        """None: a share of the base price, or a price for each of no pieces (API 4.2)."""
        if self.percentage:
            return None
        if self.flat or self.per_qty <= 0:
            return self.price
        return self.price + runsize / self.qty * self.per_qty if self.qty > 0 else None


class Option(msgspec.Struct, frozen=True, omit_defaults=True, rename={"description": "d"}):
    uuid: str
    name: str
    description: str = ""
    prices: tuple[PriceRow, ...] = ()

    @property
    def label(self) -> str:
        return self.name or self.description

    @property
    def free(self) -> bool:
        return all(row.free for row in self.prices)

    def cost_for(self, runsize: int) -> Decimal | None:
        """What it adds to so many; None where its rows cannot be summed with certainty."""
        rows = [r for r in self.prices if r.start <= runsize <= r.end and not r.free]
        if not rows:
            return Decimal(0)
        return rows[0].cost_for(runsize) if len(rows) == 1 else None


class OptionGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question about finishing, or a description. Merged from all its repeats in one answer."""

    uuid: str
    name: str
    minoccurs: int = 0
    maxoccurs: int = 1
    options: tuple[Option, ...] = ()

    @property
    def kind(self) -> Kind:
        if core := _CORE.get(self.uuid):
            return core
        if self.uuid in DESCRIPTIVE or self.name.strip().lower() in DESCRIPTIVE_NAMES:
            return Kind.DESCRIPTIVE
        return Kind.FINISHING

    @property
    def required(self) -> bool:
        return self.minoccurs > 0

    @property
    def needed(self) -> int:
        """How many of its options must be chosen, if any are."""
        return min(self.minoccurs, len(self.options))

    @property
    def allowed(self) -> int:
        """How many may be."""
        return min(max(self.maxoccurs, self.needed, 1), len(self.options))

    @property
    def filled(self) -> tuple[Option, ...]:
        """What is taken where nobody chose: all if all are needed, else what costs nothing.

        Where only paid options would do, nothing is: 4Over takes orders without (API 3.3, 5.2).
        """
        if self.needed in (0, len(self.options)):
            return self.options[: self.needed]
        free = tuple(option for option in self.options if option.free)[: self.needed]
        return free if len(free) == self.needed else ()


class Turnaround(msgspec.Struct, frozen=True, omit_defaults=True):
    """One orderable (turnaround, runsize, colorspec), with what it adds (API 3.3)."""

    uuid: str
    name: str  # a code such as 224
    description: str  # "2-4 Business Days"
    runsize_uuid: str
    colorspec_uuid: str
    cost: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        return self.description or self.name


class BasePrice(msgspec.Struct, frozen=True, omit_defaults=True):
    runsize_uuid: str
    runsize: int
    colorspec_uuid: str
    cost: Decimal
    can_group_ship: bool = False


class Choice(msgspec.Struct, frozen=True):
    """A colorspec or a runsize: its UUID and what to call it."""

    uuid: str
    label: str


class ProductSpec(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """What 4Over says of one product: one size, stock and coating."""

    uuid: str
    code: str
    description: str
    category_uuids: tuple[str, ...] = ()
    groups: tuple[OptionGroup, ...] = ()  # all but colorspec, runsize and turnaround
    colorspecs: tuple[Choice, ...] = ()
    turnarounds: tuple[Turnaround, ...] = ()
    base_prices: tuple[BasePrice, ...] = ()

    @cached_property
    def finishing(self) -> tuple[OptionGroup, ...]:
        """The groups a customer may be asked about."""
        return tuple(g for g in self.groups if g.kind == Kind.FINISHING and g.options)

    def named(self, kind: Kind) -> str:
        """The product's size, stock or coating in words, or nothing."""
        for group in self.groups:
            if group.kind == kind and group.options:
                return group.options[0].label
        return ""

    @cached_property
    def base(self) -> dict[tuple[str, str], BasePrice]:
        """By (runsize, colorspec)."""
        return {(row.runsize_uuid, row.colorspec_uuid): row for row in self.base_prices}

    @cached_property
    def orderable(self) -> tuple[Turnaround, ...]:
        """Turnaround rows that have a base price: the combinations 4Over prints (API 5.1)."""
        return tuple(
            row for row in self.turnarounds if (row.runsize_uuid, row.colorspec_uuid) in self.base
        )

    @cached_property
    def cheapest(self) -> Turnaround | None:
        """What can be ordered for least. A total of 0 is no price (API 4.3)."""
        priced = (row for row in self.orderable if self.cost_of(row))
        return min(priced, key=lambda row: self.cost_of(row) + (self.taken(row) or 0), default=None)

    @cached_property
    def lowest_cost(self) -> Decimal | None:
        """The least that can be ordered for; None where only 4Over knows."""
        if self.cheapest is None:
            return None
        taken = self.taken(self.cheapest)
        return None if taken is None else self.cost_of(self.cheapest) + taken

    def cost_of(self, row: Turnaround) -> Decimal:
        """Without finishing."""
        return self.base[row.runsize_uuid, row.colorspec_uuid].cost + row.cost

    def taken(self, row: Turnaround) -> Decimal | None:
        """What the finishing adds that is taken where nobody chose; None where that is unclear."""
        if not self.surcharges:
            return NOTHING
        runsize = self.base[row.runsize_uuid, row.colorspec_uuid].runsize
        costs = [option.cost_for(runsize) for option in self.surcharges]
        known = [cost for cost in costs if cost is not None]
        return sum(known, NOTHING) if len(known) == len(costs) else None

    @cached_property
    def surcharges(self) -> tuple[Option, ...]:
        """The finishing that costs, and is taken where nobody chose."""
        return tuple(o for group in self.finishing for o in group.filled if not o.free)

    @cached_property
    def offered_colorspecs(self) -> tuple[Choice, ...]:
        offered = {row.colorspec_uuid for row in self.orderable}
        return tuple(choice for choice in self.colorspecs if choice.uuid in offered)

    def runsizes_for(self, colorspec_uuid: str) -> tuple[BasePrice, ...]:
        """The runsizes printed in that colorspec, smallest first."""
        offered = {r.runsize_uuid for r in self.orderable if r.colorspec_uuid == colorspec_uuid}
        rows = (self.base[runsize, colorspec_uuid] for runsize in offered)
        return tuple(sorted(rows, key=lambda row: (row.runsize, row.runsize_uuid)))

    def turnarounds_for(self, runsize_uuid: str, colorspec_uuid: str) -> tuple[Turnaround, ...]:
        return tuple(
            row
            for row in self.orderable
            if row.runsize_uuid == runsize_uuid and row.colorspec_uuid == colorspec_uuid
        )

    def options(self) -> Iterator[tuple[OptionGroup, Option]]:
        for group in self.groups:
            for option in group.options:
                yield group, option


_encoder = msgspec.json.Encoder(decimal_format="string", order="deterministic")
_decoder = msgspec.json.Decoder(ProductSpec)


def pack(spec: ProductSpec) -> bytes:
    """The spec as it is kept in its one column: compact JSON, compressed.

    At level 6 it would take twice the time for a twentieth less.
    """
    return zlib.compress(_encoder.encode(spec), 3)


def unpack(packed: bytes) -> ProductSpec:
    return _decoder.decode(zlib.decompress(packed))


def hash_of(spec: ProductSpec) -> str:
    """The same for the same content, so that a sync writes only what changed."""
    return hashlib.sha256(_encoder.encode(spec)).hexdigest()
