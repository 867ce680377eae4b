"""From what 4Over says of a product to its `ProductSpec`: merged, tidied, or not to be trusted."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from storefront.catalog.options import NOTHING
from storefront.catalog.spec import (
    COLORSPEC,
    RUNSIZE,
    TURNAROUND,
    BasePrice,
    Labeled,
    Option,
    OptionGroup,
    PriceRow,
    ProductSpec,
    Turnaround,
)
from storefront.fourover import replies
from storefront.text import clean

DEAREST = Decimal(1_000_000)  # dollars; a cost from here on is a mistake, not a price
NAME, TEXT = 300, 2000  # characters


class Quarantined(Exception):
    """The product cannot be sold as it came. The text is the reason, for staff to read."""


def spec_from(
    product: replies.FeedProduct, base_prices: Sequence[replies.FeedBasePrice]
) -> ProductSpec:
    """One product of the feed joined with its base prices (API 3.4, 4.1). Raises Quarantined.

    Groups that come several times are one; price rows stay as they are, also where they cannot be
    summed with certainty. That the product can be ordered at all is `why_not_sold`'s question.
    """
    colorspecs = {option.uuid: _name(option.name) for option in _options(product.groups, COLORSPEC)}
    for row in base_prices:
        colorspecs.setdefault(row.colorspec_uuid, _name(row.colorspec))
    spec = ProductSpec(
        uuid=product.uuid,
        code=clean(product.code, 120) or product.uuid,
        description=clean(product.description, 500) or clean(product.code, 120) or product.uuid,
        category_uuids=tuple(dict.fromkeys(category.uuid for category in product.categories)),
        groups=tuple(_merged(product.groups)),
        colorspecs=tuple(Labeled(uuid, name or uuid) for uuid, name in colorspecs.items()),
        turnarounds=tuple(_turnarounds(_options(product.groups, TURNAROUND))),
        base_prices=tuple(_base_prices(base_prices)),
    )
    check(spec)
    return spec


def check(spec: ProductSpec) -> None:
    """Raise Quarantined if a number in it is none, wherever the spec came from."""
    _check("base price", [row.cost for row in spec.base_prices])
    _check("turnaround", [row.cost for row in spec.turnarounds])
    for _, option in spec.options():
        _check(option.label, [cost for row in option.prices for cost in (row.price, row.per_qty)])


def why_not_sold(spec: ProductSpec) -> str:
    """Why nothing of it can be ordered, or "" if something can (API 5.1)."""
    if not spec.base_prices:
        return "4Over lists no base prices for it."
    if not spec.turnarounds:
        return "4Over lists no turnaround for it."
    if not spec.orderable:
        return "None of its turnarounds has a base price."
    return "" if spec.cheapest else "All its prices are $0."


def _check(what: str, costs: Iterable[Decimal]) -> None:
    for cost in costs:
        if not (cost.is_finite() and NOTHING <= cost < DEAREST):
            raise Quarantined(f"The cost of {what} is {cost}.")


def _options(groups: Iterable[replies.FeedOptionGroup], uuid: str) -> list[replies.FeedOption]:
    return [option for group in groups if group.uuid == uuid for option in group.options]


def _merged(groups: Iterable[replies.FeedOptionGroup]) -> list[OptionGroup]:
    """Each group once, in the order of its first coming, with the options of all its repeats."""
    together: dict[str, list[replies.FeedOptionGroup]] = {}
    for group in groups:
        if group.uuid not in (COLORSPEC, RUNSIZE, TURNAROUND):
            together.setdefault(group.uuid, []).append(group)
    return [
        OptionGroup(
            uuid=uuid,
            name=_name(repeats[0].name),
            minoccurs=max(group.minoccurs for group in repeats),
            maxoccurs=max(group.maxoccurs for group in repeats),
            options=_distinct_options(option for group in repeats for option in group.options),
        )
        for uuid, repeats in together.items()
    ]


def _distinct_options(options: Iterable[replies.FeedOption]) -> tuple[Option, ...]:
    result: dict[str, Option] = {}
    for option in options:
        if option.uuid not in result:
            name, description = _name(option.name), clean(option.description, TEXT)
            rows = tuple(_price_row(row) for row in option.prices)
            same = description == name
            result[option.uuid] = Option(option.uuid, name, "" if same else description, rows)
    return tuple(result.values())


def _price_row(row: replies.FeedPriceRow) -> PriceRow:
    return PriceRow(
        start=row.startqty,
        end=row.endqty,
        price=row.price,
        per_qty=row.price_per_qty,
        qty=Decimal(row.qty),
        flat=row.flat_fee,
        percentage=row.percentage,
    )


def _turnarounds(options: Iterable[replies.FeedOption]) -> list[Turnaround]:
    """One row for each (turnaround, runsize, colorspec). A missing price is 0 (API 4.2)."""
    rows: dict[tuple[str, str, str], Turnaround] = {}
    for option in options:
        if not option.runsize_uuid or not option.colorspec_uuid:
            continue  # it names no combination, so it cannot be ordered
        costs = {row.price for row in option.prices} or {Decimal(0)}
        row = Turnaround(
            uuid=option.uuid,
            name=_name(option.name),
            description=clean(option.description, NAME),
            runsize_uuid=option.runsize_uuid,
            colorspec_uuid=option.colorspec_uuid,
            cost=min(costs),
        )
        known = rows.setdefault((row.uuid, row.runsize_uuid, row.colorspec_uuid), row)
        if len(costs) > 1 or known.cost != row.cost:
            raise Quarantined(f"Turnaround {row.label} has several costs for one runsize.")
    return list(rows.values())


def _base_prices(rows: Iterable[replies.FeedBasePrice]) -> list[BasePrice]:
    result: dict[tuple[str, str], BasePrice] = {}
    for row in rows:
        if not row.runsize:
            continue  # nobody orders none
        base = BasePrice(
            row.runsize_uuid, row.runsize, row.colorspec_uuid, row.cost, row.can_group_ship
        )
        known = result.setdefault((row.runsize_uuid, row.colorspec_uuid), base)
        if known.cost != base.cost:
            raise Quarantined(f"Runsize {row.runsize} has two base prices in one colorspec.")
    return list(result.values())


def _name(text: str) -> str:
    return clean(text, NAME)
