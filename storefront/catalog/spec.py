"""A product's options and costs as one typed value. Pure: no database, no web.

Everything after the sync speaks `ProductSpec`. Costs are 4Over's, in dollars, exact.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from heapq import nlargest
from operator import itemgetter

import msgspec

from storefront.catalog.options import (
    COATING,
    COLORSPEC,
    NOTHING,
    RUNSIZE,
    SIZE,
    STOCK,
    TURNAROUND,
    Kind,
    Option,
    OptionGroup,
    PriceRow,
)

__all__ = [
    "COATING",
    "COLORSPEC",
    "RUNSIZE",
    "SIZE",
    "STOCK",
    "TURNAROUND",
    "BasePrice",
    "Kind",
    "Labeled",
    "Option",
    "OptionGroup",
    "PriceRow",
    "ProductSpec",
    "Turnaround",
    "decode",
    "hash_of",
    "pack",
    "unpack",
]


class Turnaround(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
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


class BasePrice(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    runsize_uuid: str
    runsize: int
    colorspec_uuid: str
    cost: Decimal
    can_group_ship: bool = False


class Labeled(msgspec.Struct, frozen=True, gc=False):
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
    colorspecs: tuple[Labeled, ...] = ()
    turnarounds: tuple[Turnaround, ...] = ()
    base_prices: tuple[BasePrice, ...] = ()

    @cached_property
    def finishing(self) -> tuple[OptionGroup, ...]:
        """The groups that may cost something. Not all leave a choice: see `asked`."""
        return tuple(g for g in self.groups if g.kind == Kind.FINISHING and g.options)

    @cached_property
    def described(self) -> tuple[OptionGroup, ...]:
        """The groups about orientation and the like that leave a choice: no price depends on them,
        and the order alone is told the answer (API 3.3)."""
        return tuple(g for g in self.groups if g.kind == Kind.DESCRIPTIVE and g.asked)

    @cached_property
    def asked(self) -> tuple[OptionGroup, ...]:
        """The groups that leave a customer a choice."""
        return (*(g for g in self.finishing if g.asked), *self.described)

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

    def costs(
        self, rows: Iterable[Turnaround], finishing: Iterable[Option]
    ) -> list[Decimal | None]:
        """What each row costs with this finishing: base + turnaround + options, exact.

        The one place that sums costs. None where only 4Over knows: a share of the base price,
        several fees for one runsize, or a total of 0, which is no price (API 4.2, 4.3, 22).
        """
        paid = [option for option in finishing if not option.free]
        extras: dict[int, Decimal | None] = {}
        result = []
        for row in rows:
            base = self.base[row.runsize_uuid, row.colorspec_uuid]
            if base.runsize not in extras:
                extras[base.runsize] = _sum([option.cost_for(base.runsize) for option in paid])
            extra = extras[base.runsize]
            total = None if extra is None else base.cost + row.cost + extra
            result.append(total if total and total > 0 else None)
        return result

    @cached_property
    def starting(self) -> tuple[tuple[Decimal | None, Turnaround], ...]:
        """What can be ordered, and what it costs where nobody chose finishing."""
        return tuple(zip(self.costs(self.orderable, self.taken), self.orderable, strict=True))

    @cached_property
    def taken(self) -> tuple[Option, ...]:
        """The finishing that is taken where nobody chose."""
        return tuple(option for group in self.finishing for option in group.filled)

    @cached_property
    def cheapest(self) -> Turnaround | None:
        """What can be ordered for least; where only 4Over knows that, without its finishing."""
        rows = [(cost, row) for cost, row in self.starting if cost] or [
            (cost, row)
            for cost, row in zip(self.costs(self.orderable, ()), self.orderable, strict=True)
            if cost
        ]
        return min(rows, key=itemgetter(0), default=(None, None))[1]

    @cached_property
    def lowest_cost(self) -> Decimal | None:
        """The least that can be ordered for; None where only 4Over knows."""
        return min((cost for cost, _ in self.starting if cost), default=None)

    @property
    def highest_cost(self) -> Decimal:
        """The most it can be ordered for with all the finishing there is, as far as we know."""
        most: dict[int, Decimal] = {}
        for cost, row in zip(self.costs(self.orderable, ()), self.orderable, strict=True):
            runsize = self.base[row.runsize_uuid, row.colorspec_uuid].runsize
            most[runsize] = max(most.get(runsize, NOTHING), cost or NOTHING)
        return max(
            (cost + self._dearest_finishing(runsize) for runsize, cost in most.items()),
            default=NOTHING,
        )

    def _dearest_finishing(self, runsize: int) -> Decimal:
        dearest = NOTHING
        for group in self.finishing:
            costs = (option.cost_for(runsize) or NOTHING for option in group.options)
            dearest += sum(nlargest(group.allowed, costs), NOTHING)
        return dearest

    @cached_property
    def offered_colorspecs(self) -> tuple[Labeled, ...]:
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


def _sum(costs: list[Decimal | None]) -> Decimal | None:
    known = [cost for cost in costs if cost is not None]
    return sum(known, NOTHING) if len(known) == len(costs) else None


_encoder = msgspec.json.Encoder(decimal_format="string", order="deterministic")
_decoder = msgspec.json.Decoder(ProductSpec)


def pack(spec: ProductSpec) -> bytes:
    """The spec as it is kept in its one column: compact JSON, compressed.

    At level 6 it would take twice the time for a twentieth less.
    """
    return zlib.compress(_encoder.encode(spec), 3)


@lru_cache(maxsize=48)  # whoever tries its choices asks for the same one again and again
def unpack(packed: bytes) -> ProductSpec:
    return decode(packed)


def decode(packed: bytes) -> ProductSpec:
    """The same for a walk through many, which leaves what is remembered alone."""
    return _decoder.decode(zlib.decompress(packed))


def hash_of(spec: ProductSpec) -> str:
    """The same for the same content, so that a sync writes only what changed."""
    return hashlib.sha256(_encoder.encode(spec)).hexdigest()
