"""One job of an order: is it complete, is it printed, what does it cost, which sets is it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from storefront.sandbox import addresses, files, requirements, shipping, statuses
from storefront.sandbox.answers import text, truth
from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.documents import can_group_ship
from storefront.sandbox.catalog.pricing import NotPrinted, in_cents, numbers_of
from storefront.sandbox.catalog.sheet import Sheet
from storefront.sandbox.jobs import NewJob
from storefront.sandbox.world import Sandbox

NAMED = ("phone", "address", "city", "state", "zipcode", "country")


class JobRefused(Exception):
    """This job cannot be printed as it is; says why."""


@dataclass(frozen=True)
class Priced:
    """One set, and the rows of its cost breakdown in cents (API 10.2)."""

    job: NewJob
    breakdown: dict[str, Decimal]

    @property
    def amount(self) -> Decimal:
        return sum(self.breakdown.values(), Decimal(0))


def sets_of(sandbox: Sandbox, job: dict[str, Any], *, approved: bool) -> list[Priced]:
    """The sets of a job, each priced for itself; one parcel brings them all, and the first set
    carries its price (API 10.2). Raises JobRefused."""
    sheet = sandbox.sheet(job.get("product_uuid"))
    if sheet is None:
        raise JobRefused("Product not found")
    address = _ship_to(job)
    options = _options(job)
    sets = _set_files(job)
    goods, copies = _goods(sandbox, sheet, job, options, len(sets))
    delivery = _delivery(sandbox, sheet, job, copies * len(sets), address)
    colorspec = text(job.get("colorspec_uuid"))
    if len(sets) > 1 and not can_group_ship(copies):
        raise JobRefused("This runsize cannot be shipped as a group")
    needs = requirements.for_job(sheet, colorspec, options)
    skip = truth(job.get("skip_files"))
    choices = _choices(sheet, job, copies, options)
    state = text(address["state"])
    breakdowns = [
        _breakdown(goods, Decimal("0.00") if at else delivery, state) for at in range(len(sets))
    ]
    return [
        Priced(
            NewJob(
                job_name=name,
                product=sheet.listing.code,
                choices=choices,
                price=str(sum(breakdown.values(), Decimal(0))),
                ship_to=f"{address['city']}, {address['state']} {address['zipcode']}",
                route=statuses.route(sheet.listing, has_files=not skip, approved=approved),
                needs=needs,
                files={} if skip else kept(sandbox, given, needs),
            ),
            breakdown,
        )
        for (name, given), breakdown in zip(sets, breakdowns, strict=True)
    ]


def _breakdown(goods: dict[str, Decimal], delivery: Decimal, state: str) -> dict[str, Decimal]:
    return {
        **goods,
        "product_tax": shipping.tax_on(sum(goods.values(), Decimal(0)), state),
        "shipping_price": delivery,
        "shipping_tax": shipping.tax_on_shipping(delivery, state),
        "postage_price": Decimal("0.00"),
        "postage_tax": Decimal("0.00"),
    }


def _goods(
    sandbox: Sandbox, sheet: Sheet, job: dict[str, Any], options: list[str], sets: int
) -> tuple[dict[str, Decimal], int]:
    """What each set costs, by the rows of the breakdown, and how many copies that is."""
    runsize, colorspec = text(job.get("runsize_uuid")), text(job.get("colorspec_uuid"))
    turnaround = text(job.get("turnaroundtime_uuid") or job.get("turnaround_uuid"))
    try:
        cost = sandbox.cost(sheet, runsize, colorspec, turnaround, options, sets)
        copies, _ = numbers_of(sheet, runsize, colorspec)
    except NotPrinted as why:
        raise JobRefused(str(why)) from None
    return in_cents(cost), copies


def _delivery(
    sandbox: Sandbox, sheet: Sheet, job: dict[str, Any], copies: int, address: dict[str, Any]
) -> Decimal:
    """Of a service that was quoted for this product and ZIP code, by the name it has there."""
    shipper = job.get("shipper")
    shipper = shipper if isinstance(shipper, dict) else {}
    service, name = text(shipper.get("shipping_code")), text(shipper.get("shipping_method"))
    try:
        price = shipping.price_of(service, shipping.pounds(sheet, copies, 1))
        right = shipping.name_of(service)
    except KeyError:
        raise JobRefused("Invalid shipping method") from None
    if name != right or not sandbox.was_quoted(sheet.listing.uuid, text(address["zipcode"])):
        raise JobRefused("Shipping method was not quoted")
    return price


def _options(job: dict[str, Any]) -> list[str]:
    sent = job.get("option_uuids")
    if not isinstance(sent, list):
        raise JobRefused("option_uuids missing")
    return [text(uuid) for uuid in sent]


def _ship_to(job: dict[str, Any]) -> dict[str, Any]:
    if truth(job.get("dropship")):
        _complete(job.get("ship_from"), "ship_from")
    address = _complete(job.get("ship_to"), "ship_to")
    if not addresses.exists(address):
        raise JobRefused("Invalid shipping address")
    ambiguous = addresses.candidates(address) is not None
    if ambiguous and not truth(job.get("bypass_address_validation")):
        raise JobRefused("Ambiguous shipping address")
    return address


def _complete(address: Any, name: str) -> dict[str, Any]:
    """An address needs a phone, a company or first and last name, and all its lines (API 5)."""
    if not isinstance(address, dict):
        raise JobRefused(f"{name} missing")
    absent = [field for field in NAMED if not text(address.get(field))]
    person = text(address.get("firstname")) and text(address.get("lastname"))
    if not text(address.get("company")) and not person:
        absent.append("company or firstname and lastname")
    if absent:
        raise JobRefused(f"{name} is incomplete: {', '.join(absent)}")
    return address


def _set_files(job: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The name and the files of each set, however they are given (API 10.1)."""
    name, sent, count = text(job.get("job_name")), job.get("files"), job.get("sets") or 1
    if not isinstance(count, int) or not 1 <= count <= 100:
        raise JobRefused("Invalid number of sets")
    sent = sent if isinstance(sent, dict) else {}
    if any(key.startswith("set_") for key in sent):
        each = [value if isinstance(value, dict) else {} for _, value in sorted(sent.items())]
        if len(each) != count:
            raise JobRefused("The files do not match the number of sets")
        return [(text(one.get("job_name")) or name, one.get("files") or {}) for one in each]
    if count > 1 and sent:
        raise JobRefused("The files of several sets are keyed set_001, set_002")
    return [
        (f"{name} set_{number:03d}" if count > 1 else name, sent) for number in range(1, count + 1)
    ]


def kept(sandbox: Sandbox, given: Any, needs: list[str]) -> dict[str, str]:
    """The ids of the files given for a job, by reason; links are fetched. Raises JobRefused."""
    if not isinstance(given, dict) or not given:
        raise JobRefused("Files missing")
    absent = [reason for reason in needs if not given.get(reason)]
    if absent:
        raise JobRefused(f"Files missing: {', '.join(absent)}")
    return {text(reason, 20): file_id(sandbox, value) for reason, value in given.items() if value}


def file_id(sandbox: Sandbox, value: Any) -> str:
    """A file's id, from the id itself or from a link to the file. Raises JobRefused."""
    if "://" not in str(value):
        found = sandbox.store.row("SELECT 1 FROM files WHERE file_uuid = ?", str(value))
        if not found:
            raise JobRefused("File not found")
        return str(value)
    try:
        return files.fetch(sandbox.store, str(value))
    except files.NotFetched:
        raise JobRefused("Unable to download file for processing") from None


def _choices(sheet: Sheet, job: dict[str, Any], copies: int, options: list[str]) -> str:
    colorspec = words.COLORSPEC_OF[text(job.get("colorspec_uuid"))]
    turnaround = text(job.get("turnaroundtime_uuid") or job.get("turnaround_uuid"))
    code = words.TURNAROUND_OF.get(turnaround)
    quick = words.TURNAROUNDS[code][1] if code else "shortest free turnaround"
    names = [
        found[1].name
        for found in map(sheet.option, options)
        if found and not found[0].descriptive and found[0].uuid not in words.CORE
    ]
    return ", ".join([f"{copies} copies", colorspec, quick, *names])
