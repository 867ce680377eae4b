"""What 4Over prints: categories, products with their options, and base prices (API 3, 4)."""

from decimal import Decimal
from typing import Any, Self

from msgspec import Struct

from storefront.fourover.errors import Malformed
from storefront.fourover.replies import reading
from storefront.fourover.replies.reading import Unreadable

FREE = Decimal(0)


class ListedCategory(Struct, frozen=True):
    uuid: str
    name: str
    description: str

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "category")
        return cls(
            uuid=reading.uuid(data, "category_uuid", "id"),
            name=reading.prose(data, "category_name", "name"),
            description=reading.prose(data, "category_description", "description"),
        )


class ListedProduct(Struct, frozen=True):
    """A product as lists show it, without options and prices."""

    uuid: str
    code: str
    description: str

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "product")
        return cls(
            uuid=reading.uuid(data, "product_uuid"),
            code=reading.text(data, "product_code"),
            description=reading.prose(data, "product_description"),
        )


class FeedPriceRow(Struct, frozen=True):
    """What an option adds, for runsizes from `startqty` to `endqty` inclusive (API 4.2).

    A flat fee is `price`. Otherwise it is `price + runsize / qty * price_per_qty`, or, of a
    percentage, `price * base price`. A turnaround's row names its runsize and colorspec instead.
    """

    price: Decimal
    price_per_qty: Decimal = FREE
    qty: int = 0
    startqty: int = 0
    endqty: int = reading.LARGEST_COUNT
    flat_fee: bool = False
    percentage: bool = False
    runsize_uuid: str = ""
    colorspec_uuid: str = ""

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "price row")
        return cls(
            price=reading.money(data, "price", otherwise=FREE),
            price_per_qty=reading.money(data, "price_per_qty", otherwise=FREE),
            qty=reading.count(data, "qty", otherwise=0),
            startqty=reading.count(data, "startqty", otherwise=0),
            endqty=reading.count(data, "endqty", otherwise=reading.LARGEST_COUNT),
            flat_fee=reading.flag(data, "is_flat_fee"),
            percentage=reading.flag(data, "is_percentage"),
            runsize_uuid=reading.text(data, "runsize_uuid"),
            colorspec_uuid=reading.text(data, "colorspec_uuid"),
        )


class FeedOption(Struct, frozen=True):
    """A choice. In the turnaround group one uuid comes again for each runsize and colorspec."""

    uuid: str
    name: str
    description: str
    prices: tuple[FeedPriceRow, ...]  # none: it is free
    runsize_uuid: str = ""  # this and the next: turnarounds only
    colorspec_uuid: str = ""

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "option")
        rows = reading.records(data.get("option_prices_list"), "option_prices_list")
        return cls(
            uuid=reading.uuid(data, "option_uuid"),
            name=reading.prose(data, "option_name"),
            description=reading.prose(data, "option_description"),
            prices=tuple(FeedPriceRow.from_json(row) for row in rows),
            runsize_uuid=reading.text(data, "runsize_uuid"),
            colorspec_uuid=reading.text(data, "colorspec_uuid"),
        )


class FeedOptionGroup(Struct, frozen=True):
    """Choices of one kind. Recognized by uuid; the same one may come twice (API 3.3)."""

    uuid: str
    name: str
    minoccurs: int
    maxoccurs: int
    options: tuple[FeedOption, ...]

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "option group")
        options = reading.records(data.get("options"), "options")
        return cls(
            uuid=reading.uuid(data, "product_option_group_uuid", "option_group_uuid"),
            name=reading.prose(data, "product_option_group_name", "option_group_name"),
            minoccurs=reading.count(data, "minoccurs", otherwise=0),
            maxoccurs=reading.count(data, "maxoccurs", otherwise=1),
            options=tuple(FeedOption.from_json(option) for option in options),
        )


class FeedProduct(Struct, frozen=True):
    """A product with all its options and their prices, but without base prices (API 3.4)."""

    uuid: str
    code: str
    description: str
    categories: tuple[ListedCategory, ...]
    groups: tuple[FeedOptionGroup, ...]

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Raises Malformed if any part of this product, a price above all, cannot be trusted."""
        try:
            listed = ListedProduct.from_json(data)
            groups = data.get("product_option_groups")
            if not isinstance(groups, list):
                raise Unreadable("no product_option_groups")
            categories = data.get("categories")  # lists give a link here, the feed a list
            return cls(
                uuid=listed.uuid,
                code=listed.code,
                description=listed.description,
                categories=tuple(map(ListedCategory.from_json, categories))
                if isinstance(categories, list)
                else (),
                groups=tuple(map(FeedOptionGroup.from_json, groups)),
            )
        except Unreadable as trouble:
            reason = str(trouble)
        raise malformed(data, reason)


class FeedPage(Struct, frozen=True):
    """Some products of the feed, and in place of those that cannot be trusted, why."""

    entities: tuple[FeedProduct | Malformed, ...]
    total: int | None  # of the whole feed, where 4Over says it


class FeedBasePrice(Struct, frozen=True):
    """What one runsize in one colorspec costs us, before options and turnaround."""

    runsize_uuid: str
    runsize: int
    colorspec_uuid: str
    colorspec: str
    cost: Decimal
    can_group_ship: bool

    @classmethod
    def from_json(cls, data: Any) -> Self:
        data = reading.record(data, "base price")
        return cls(
            runsize_uuid=reading.uuid(data, "runsize_uuid"),
            runsize=reading.count(data, "runsize"),
            colorspec_uuid=reading.uuid(data, "colorspec_uuid"),
            colorspec=reading.prose(data, "colorspec"),
            cost=reading.money(data, "product_baseprice"),
            can_group_ship=reading.flag(data, "can_group_ship"),
        )


def malformed(data: Any, reason: str) -> Malformed:
    data = data if isinstance(data, dict) else {}
    name = reading.text(data, "product_code", "product_uuid") or "a product"
    return Malformed(f"{name}: {reason}", product_uuid=reading.text(data, "product_uuid"))
