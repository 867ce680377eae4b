"""What it costs to print and to ship, where it can go, and which files it needs (API 6-9)."""

from typing import Any

from flask import Blueprint, Response, request

from storefront.sandbox import addresses, requirements, shipping
from storefront.sandbox.answers import Problem, answer, body, text, truth, uuids
from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.fees import cents
from storefront.sandbox.catalog.pricing import NotPrinted, numbers_of, only_describes
from storefront.sandbox.routes.catalog import sheet_or_404
from storefront.sandbox.world import here

bp = Blueprint("quotes", __name__)


@bp.get("/printproducts/productquote")
def product_quote() -> Response:
    sandbox, args = here(), request.args
    sheet = sheet_or_404(args.get("product_uuid"))
    options = args.getlist("options[]") or args.getlist("options")
    runsize, colorspec = args.get("runsize_uuid", ""), args.get("colorspec_uuid", "")
    turnaround = args.get("turnaroundtime_uuid", "") or "none"
    try:
        cost = sandbox.cost(sheet, runsize, colorspec, turnaround, options)
    except NotPrinted as why:
        raise Problem(404 if sandbox.faults.see("quote_404") else 409, str(why)) from None
    sandbox.faults.trigger("move_price")
    zero = only_describes(sheet, options) and not sandbox.faults.see("price_metadata")
    zero = bool(sandbox.faults.trigger("no_price")) or zero
    listing = sheet.listing
    return answer(
        {
            "product_uuid": listing.uuid,
            "product_code": listing.code,
            "product_name": listing.code,
            "product_decription": listing.description,
            "runsize_uuid": runsize,
            "colorspec_uuid": colorspec,
            "options": [options],
            "base_price": 0 if zero else float(cost.base),
            "options_price": 0 if zero else float(cost.options),
            "turnaroundtime_price": 0 if zero else float(cost.turnaround),
            "total_price": 0 if zero else float(cost.total),
        }
    )


@bp.post("/shippingquote")
def shipping_quote() -> Response:
    """First the combination, then the address, then facility and services."""
    sandbox, sent = here(), body()
    info, address = sent.get("product_info"), sent.get("shipping_address")
    if not isinstance(info, dict) or not isinstance(address, dict):
        raise Problem(400, "product_info and shipping_address are required")
    sheet = sheet_or_404(info.get("product_uuid"))
    runsize, colorspec = text(info.get("runsize_uuid")), text(info.get("colorspec_uuid"))
    turnaround = text(info.get("turnaround_uuid")) or "none"
    options = uuids(info.get("option_uuids"))
    sets = info.get("sets") or 1
    if not isinstance(sets, int) or not 1 <= sets <= 100:
        raise Problem(400, "Invalid number of sets")
    try:
        cost = sandbox.cost(sheet, runsize, colorspec, turnaround, options, sets)
        copies, _ = numbers_of(sheet, runsize, colorspec)
    except NotPrinted:
        raise Problem(409, "Invalid product combination") from None
    if found := _other_addresses(address, truth(sent.get("bypass_address_validation"))):
        return answer(found)
    weight = shipping.pounds(sheet, copies, sets)
    tax = sets * shipping.tax_on(cents(cost.total), text(address.get("state")))  # of each job
    facilities = shipping.facilities(words.TURNAROUND_OF[turnaround], weight, tax, address)
    product = {
        "box_weight": weight,
        "product_code": sheet.listing.code,
        "box_count": shipping.boxes(weight),
        "product_uuid": sheet.listing.uuid,
        "runsize_uuid": runsize,
        "option_uuids": [*options, sheet.listing.uuid, runsize, turnaround, colorspec],
    }
    names = (*addresses.NEEDED, "address2")
    ship_to = {
        **{name: text(address.get(name)).upper() for name in names},
        "is_residential": addresses.is_residential(address),
    }
    sandbox.remember_quote(sheet.listing.uuid, text(address["zipcode"]))
    return answer({"job": {"product_info": product, "ship_to": ship_to, "facilities": facilities}})


def _other_addresses(address: dict[str, Any], bypass: bool) -> dict[str, Any] | None:
    """What it may mean instead, unless that is to be ignored."""
    _complete(address)
    if not addresses.exists(address):
        raise Problem(409, "Invalid shipping address")
    if bypass or addresses.candidates(address) is None:
        return None
    return _candidates(address)


def _candidates(address: dict[str, Any]) -> dict[str, Any]:
    answered = addresses.validation(address)
    if "Candidates" in answered and here().faults.see("no_candidates"):
        answered["Candidates"] = []
    return answered


def _complete(address: dict[str, Any]) -> None:
    if missing := addresses.missing(address):
        raise Problem(400, f"Missing: {', '.join(missing)}")


@bp.post("/addressvalidation")
def address_validation() -> Response:
    address = body().get("shipping_address")
    if not isinstance(address, dict):
        raise Problem(400, "shipping_address is required")
    _complete(address)
    return answer(_candidates(address))


@bp.post("/requirements/products")
def file_requirements() -> Response:
    """Which files each product needs with the options that are sent; no more is assumed."""
    asked = body().get("products")
    if not isinstance(asked, list):
        raise Problem(400, "products is required")
    entities = []
    for one in asked:
        sheet = sheet_or_404(one.get("product_uuid") if isinstance(one, dict) else None)
        options = uuids(one.get("option_uuids"))
        entities.append(
            {
                "product": {
                    "product_uuid": sheet.listing.uuid,
                    "name": sheet.listing.code,
                    "description": sheet.listing.description,
                },
                "option_uuids": options,
                "file_requirements": [
                    {"file_reason_code_uuid": uuid, code: name}
                    for code in requirements.reasons(sheet, options)
                    for uuid, name in [requirements.REASONS[code]]
                ],
            }
        )
    return answer({"entities": entities})


@bp.get("/printproducts/optiongroups/<uuid>/options")
def group_options(uuid: str) -> Response:
    """The system-wide options of a group; only colorspecs and turnarounds are few enough."""
    options = {
        words.COLORSPEC: [(id_, name, name) for id_, name in words.COLORSPECS.values()],
        words.TURNAROUND: [(id_, k, says) for k, (id_, says, _) in words.TURNAROUNDS.items()],
    }.get(uuid)
    if options is None:
        raise Problem(404, "Not Found")
    names = ("option_uuid", "option_name", "option_description")
    shown = [dict(zip(names, option, strict=True)) for option in options]
    return answer(
        {"entities": shown, "totalResults": len(shown), "currentPage": 0, "maximumPages": 20}
    )
