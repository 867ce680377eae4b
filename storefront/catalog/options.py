"""What can be chosen of a product: groups of options, and what each option costs. Pure.

Costs are 4Over's, in dollars, exact. Groups are told by their UUID, never by name (API 3.3).
"""

import enum
from decimal import Decimal
from functools import lru_cache

import msgspec

SIZE = "34f407f8-0b50-4227-9378-10fddefbe596"
STOCK = "24865ffa-793d-43ea-b3b1-d1b5cf22268d"
COATING = "26ca0df3-0682-4f37-8979-409868e2df2d"
COLORSPEC = "38d33954-5a42-4112-a905-215eb827e62c"
RUNSIZE = "87e09691-ef33-4cf4-8f17-48af06ce84f4"
ADDITIONAL_OPTIONS = "ed16daf6-77e4-4133-8d65-3947d5d19f52"  # a name that says nothing
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


# gc=False here and in the spec: numbers and names alone cannot be part of a cycle, and the garbage
# collector would walk through thousands of them
class PriceRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
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
        return _kind(self.uuid, self.name)

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
    def asked(self) -> bool:
        """Whether it leaves a customer a choice."""
        if self.kind == Kind.DESCRIPTIVE:
            return len(self.options) > 1 and not self.names_category
        return self.kind == Kind.FINISHING and self.needed < len(self.options)

    @property
    def fixed(self) -> bool:
        """Whether the product is always so, whatever is chosen."""
        if self.kind == Kind.DESCRIPTIVE:
            return len(self.options) == 1 and not self.names_category
        return self.kind == Kind.FINISHING and 0 < self.needed == len(self.options)

    @property
    def names_category(self) -> bool:
        return "category" in self.name.lower()

    @property
    def filled(self) -> tuple[Option, ...]:
        """What is taken where nobody chose: all if all are needed, else what costs nothing.

        Where only paid options would do, nothing is: 4Over takes orders without (API 3.3, 5.2).
        """
        if self.needed in (0, len(self.options)):
            return self.options[: self.needed]
        free = tuple(option for option in self.options if option.free)[: self.needed]
        return free if len(free) == self.needed else ()


@lru_cache(maxsize=1024)  # the same few dozen groups in thousands of products
def _kind(uuid: str, name: str) -> Kind:
    if core := _CORE.get(uuid):
        return core
    if uuid in DESCRIPTIVE or name.strip().lower() in DESCRIPTIVE_NAMES:
        return Kind.DESCRIPTIVE
    return Kind.FINISHING
