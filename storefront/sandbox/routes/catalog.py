"""Categories, products, options and prices (API 3, 4)."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from storefront.sandbox.answers import NOT_FOUND, Problem, answer, page
from storefront.sandbox.catalog import documents, words
from storefront.sandbox.catalog.listing import Listing
from storefront.sandbox.catalog.sheet import Sheet, as_dict
from storefront.sandbox.world import here

bp = Blueprint("catalog", __name__, url_prefix="/printproducts")


def sheet_or_404(uuid: object) -> Sheet:
    sheet = here().sheet(uuid)
    if sheet is None:
        raise Problem(404, NOT_FOUND)
    return sheet


def _changed(listings: list[Listing]) -> list[Listing]:
    """What is visible of them, and changed since `lastupdate` and `time` if that is asked for."""
    since = f"{request.args.get('lastupdate', '')} {request.args.get('time', '')}".strip()
    try:
        moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
    except ValueError:
        return here().visible(listings)
    return here().changed(listings, moment)


def _in_category(uuid: str) -> list[Listing]:
    found = here().catalog.in_category.get(uuid)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found


@bp.get("/categories")
def categories() -> Response:
    firsts = [listings[0] for listings in here().catalog.in_category.values()]
    base = here().link_base
    return page(_changed(firsts), lambda listing: documents.category(listing, base))


@bp.get("/categories/<uuid>")
def category(uuid: str) -> Response:
    found = here().catalog.in_category.get(uuid)
    if not found:
        raise Problem(404, NOT_FOUND)
    return answer(documents.category(found[0], here().link_base))


@bp.get("/categories/<uuid>/products")
def category_products(uuid: str) -> Response:
    base = here().link_base
    return page(_changed(_in_category(uuid)), lambda listing: documents.listed(listing, base))


@bp.get("/products")
def products() -> Response:
    base, listings = here().link_base, _changed(here().catalog.listings)
    if here().faults.see("repeat_products"):
        half = len(listings) // 2
        listings = [*listings[:half], *listings[: len(listings) - half]]
    return page(listings, lambda listing: documents.listed(listing, base))


@bp.get("/productsfeed")
def feed() -> Response:
    """No more than 20 a page, whatever is asked."""
    sandbox = here()
    listings = _changed(sandbox.catalog.listings)
    if "product_uuid" in request.args:
        listings = [sheet_or_404(request.args["product_uuid"]).listing]
    base = sandbox.link_base

    def show(listing: Listing) -> object:
        return documents.in_feed(sandbox.catalog.sheet(listing), base)

    return page(listings, show, at_most=20)


@bp.get("/products/<uuid>")
def product(uuid: str) -> Response:
    return answer(documents.product(sheet_or_404(uuid), here().link_base))


@bp.get("/products/<uuid>/categories")
def product_categories(uuid: str) -> Response:
    return page(documents.categories(sheet_or_404(uuid).listing), lambda one: one)


@bp.get("/products/<uuid>/optiongroups")
def product_option_groups(uuid: str) -> Response:
    return page(documents.groups(sheet_or_404(uuid), here().link_base), lambda group: group)


@bp.get("/products/<uuid>/optiongroups/<group>/options")
def product_options(uuid: str, group: str) -> Response:
    groups = documents.groups(sheet_or_404(uuid), here().link_base)
    found = [one for one in groups if one["product_option_group_uuid"] == group]
    if not found:
        raise Problem(404, NOT_FOUND)
    return page([option for one in found for option in one["options"]], lambda option: option)


@bp.get("/products/<uuid>/quantitydiscounts")
def quantity_discounts(uuid: str) -> Response:
    """For several sets alike of one product (API 16). An unknown product is 400 here."""
    sheet = here().sheet(uuid)
    if sheet is None:
        raise Problem(400, "Invalid product")
    asked = request.args
    rows = [
        row
        for row in documents.quantity_discounts(sheet)
        if asked.get("runsize_uuid", row["runsizeid"]) == row["runsizeid"]
        and asked.get("colorspec_uuid", row["colorspec_uuid"]) == row["colorspec_uuid"]
    ]
    return page(rows, lambda row: row)


@bp.get("/products/<uuid>/baseprices")
def base_prices(uuid: str) -> Response:
    return page(documents.base_prices(sheet_or_404(uuid)), lambda row: row)


@bp.get("/products/<uuid>/optiongroups/<group>/options/<option>/prices")
def option_prices(uuid: str, group: str, option: str) -> Response:
    """Of a turnaround the id may be the price's, as in the links, or the option's."""
    sheet = sheet_or_404(uuid)
    if group == words.TURNAROUND:
        code = words.TURNAROUND_OF.get(option)
        of_it = [row for row in sheet.turnarounds if option == row.price_uuid or row.code == code]
        rows = [as_dict(row) for row in of_it]
    else:
        found = sheet.option(option)
        if found is None or found[0].uuid != group:
            raise Problem(404, NOT_FOUND)
        rows = found[1].rows
    return answer({"entities": rows, "currentPage": 1, "maximumPages": 1})


@bp.get("/optiongroups")
def option_groups() -> Response:
    base = f"{here().link_base}/printproducts/optiongroups"
    shown = [
        {
            "option_group_uuid": uuid,
            "option_group_name": name,
            "option_group_description": text,
            "options": f"{base}/{uuid}/options",
        }
        for uuid, (name, text) in words.CORE.items()
    ]
    return page(shown, lambda group: group)


@bp.get("/categoryproductslist")
def category_products_list() -> Response:
    """A category's products narrowed by size, stock and coating; names are short codes here."""
    given = request.args.get("category_uuid", "")
    listings = here().visible(here().catalog.in_category.get(given, []))
    kinds = (("size", words.SIZE), ("stock", words.STOCK), ("coating", words.COATING))
    for kind, group in kinds:
        if wanted := request.args.get(f"{kind}_uuid"):
            listings = [one for one in listings if _facet(one, kind, group)["uuid"] == wanted]
    if not listings:
        raise Problem(404, "No products found with the selected filters")
    lists = {
        f"{kind}_list": list(
            {_code(one, kind): _facet(one, kind, group) for one in listings}.values()
        )
        for kind, group in kinds
    }
    short = [
        {
            "product_uuid": one.uuid,
            "product_code": one.code,
            "product_description": one.description,
        }
        for one in listings
    ]
    return answer({**lists, "products": short})


def _code(listing: Listing, kind: str) -> str:
    return str(getattr(listing, kind))


def _facet(listing: Listing, kind: str, group: str) -> dict[str, str]:
    code = _code(listing, kind)
    name = listing.size_name if kind == "size" else code
    return {"name": name, "uuid": words.core_option(group, code)}
