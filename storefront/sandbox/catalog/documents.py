"""The JSON that 4Over shows of categories, products, options and prices (API 3, 4)."""

from typing import Any

from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.families import DEMO
from storefront.sandbox.catalog.listing import Listing, uuid_of
from storefront.sandbox.catalog.oddities import TWICE
from storefront.sandbox.catalog.pricing import DISCOUNTS
from storefront.sandbox.catalog.sheet import Group, Option, Sheet, Turnaround, as_dict

Document = dict[str, Any]
BY_NAME = {one.name: one for one in DEMO}
OTHER = {code: BY_NAME[name] for code, name in TWICE.items()}


def category(listing: Listing, base_url: str) -> Document:
    uuid = uuid_of(listing.category)
    return {
        "category_uuid": uuid,
        "category_name": listing.category.name,
        "category_description": listing.category.description,
        "products": f"{base_url}/printproducts/categories/{uuid}/products",
    }


def listed(listing: Listing, base_url: str) -> Document:
    path = f"{base_url}/printproducts/products/{listing.uuid}"
    return {
        "product_uuid": listing.uuid,
        "product_code": listing.code,
        "product_description": listing.description,
        "full_product_path": path,
        "categories": f"{path}/categories",
        "product_option_groups": f"{path}/optiongroups",
        "product_base_prices": f"{path}/baseprices",
        "last_updated_at": _updated(listing),
    }


def _updated(listing: Listing) -> str:
    return f"{listing.updated_at:%Y-%m-%d %H:%M:%S}.{listing.luck % 100000:05d}-08"


def product(sheet: Sheet, base_url: str) -> Document:
    listing = sheet.listing
    return {
        "product_uuid": listing.uuid,
        "product_code": listing.code,
        "product_description": listing.description,
        "categories": categories(listing),
        "product_option_groups": groups(sheet, base_url),
    }


def categories(listing: Listing) -> list[Document]:
    """Of a few products two (API 3.1)."""
    names = [listing.category, *([OTHER[listing.code]] if listing.code in OTHER else [])]
    return [
        {
            "category_uuid": uuid_of(one),
            "category_name": one.name,
            "category_description": one.description,
        }
        for one in names
    ]


def in_feed(sheet: Sheet, base_url: str) -> Document:
    """The richest form: every option with its price rows, but no base prices (API 3.4)."""
    listing = sheet.listing
    path = f"{base_url}/printproducts/products/{listing.uuid}"
    return {
        "full_product_path": path,
        "product_uuid": listing.uuid,
        "product_code": listing.code,
        "product_description": listing.description,
        "categories_path": f"{path}/categories",
        "categories": categories(listing),
        "product_option_groups_path": f"{path}/optiongroups",
        "product_option_groups": groups(sheet, base_url, feed=True),
        "last_updated_at": _updated(listing),
    }


def groups(sheet: Sheet, base_url: str, *, feed: bool = False) -> list[Document]:
    path = f"{base_url}/printproducts/products/{sheet.listing.uuid}/optiongroups"
    shown = [_group(group, path, feed) for group in sheet.groups]
    if sheet.has_turnaround_group:
        shown.append(
            {
                "product_option_group_uuid": words.TURNAROUND,
                "product_option_group_name": "Turn-Around" if feed else "Turn Around Time",
                "minoccurs": 1,  # a number here, a string everywhere else
                "maxoccurs": 1,
                "validator": None,
                "options": [_turnaround(row, path, feed) for row in sheet.turnarounds],
            }
        )
    return shown


def _group(group: Group, path: str, feed: bool) -> Document:
    link = f"{path}/{group.uuid}/options"
    return {
        "product_option_group_uuid": group.uuid,
        "product_option_group_name": group.feed_name if feed else group.name,
        "minoccurs": str(group.least),
        "maxoccurs": str(group.most),
        "validator": None,
        "options": [_option(option, group.uuid, link, feed) for option in group.options],
    }


def _option(option: Option, group: str, link: str, feed: bool) -> Document:
    shown: Document = {
        "option_uuid": option.uuid,
        "option_name": option.name,
        "option_description": option.description if option.description or feed else None,
        "option_prices": f"{link}/{option.uuid}/prices",
    }
    if group != words.RUNSIZE:
        shown["capi_name"] = option.name
        shown["capi_description"] = option.description or option.name
    return _priced(shown, option.rows, feed)


def _turnaround(row: Turnaround, path: str, feed: bool) -> Document:
    prices = as_dict(row)
    shown: Document = {
        name: prices[name]
        for name in (
            "option_uuid",
            "option_name",
            "option_description",
            "runsize_uuid",
            "runsize",
            "colorspec_uuid",
        )
    }
    shown["colorspec"] = prices["colorspec_name"]
    # The id in this link is the price's, not the option's.
    shown["option_prices"] = f"{path}/{words.TURNAROUND}/options/{row.price_uuid}/prices"
    return _priced(shown, [prices], feed)


def _priced(shown: Document, rows: list[Document], feed: bool) -> Document:
    if feed:
        return {**shown, "option_prices_list": rows}
    return {**shown, "option_constraints": None}


def base_prices(sheet: Sheet) -> list[Document]:
    """One row for each runsize and colorspec; the colorspec's name is the short one (API 4.1)."""
    return [
        {
            "base_price_uuid": words.fresh("base", sheet.listing.uuid, str(copies), colorspec),
            "product_baseprice": str(price),
            "runsize_uuid": words.runsize_uuid(copies),
            "runsize": str(copies),
            "colorspec_uuid": words.COLORSPECS[colorspec][0],
            "colorspec": colorspec,
            "product_uuid": sheet.listing.uuid,
            "can_group_ship": can_group_ship(copies),
        }
        for (copies, colorspec), price in sheet.base.items()
    ]


def quantity_discounts(sheet: Sheet) -> list[Document]:
    """Less for several sets alike, where they may go out together (API 16)."""
    return [
        {
            "quantity_discount_percentage": percent,
            "quantity_discount_uuid": words.fresh("discount", row["base_price_uuid"], sets),
            "quantity": sets,
            "runsizeid": row["runsize_uuid"],
            "runsize": row["runsize"],
            "colorspec_uuid": row["colorspec_uuid"],
            "colorspec": row["colorspec"],
            "product_uuid": row["product_uuid"],
            "product_code": sheet.listing.code,
        }
        for row in base_prices(sheet)
        if row["can_group_ship"]
        for sets, percent in DISCOUNTS
    ]


def can_group_ship(copies: int) -> bool:
    """Whether several sets of this runsize may go out together."""
    return copies <= 1000
