"""What delivery costs and when it arrives: from the nearest facility that is quick enough (API 7).

West of the Rockies that is Los Angeles, elsewhere Dayton, which does not do next-day work: then
Los Angeles ships it, and Dayton is listed with the turnarounds it can do.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from storefront.sandbox.answers import text
from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.fees import cents
from storefront.sandbox.catalog.sheet import Sheet
from storefront.sandbox.clock import PACIFIC

WEST = {"AK", "AZ", "CA", "CO", "HI", "ID", "MT", "NM", "NV", "OR", "UT", "WA", "WY"}
FACILITIES: dict[str, dict[str, str]] = {
    "GLN": {
        "code": "GLN",
        "address": "4621 Sperry Street",
        "city": "Los Angeles",
        "state": "CA",
        "country": "US",
        "zip": "90039",
    },
    "DAY": {
        "code": "DAY",
        "address": "1 Example Way",
        "city": "Dayton",
        "state": "OH",
        "country": "US",
        "zip": "45401",
    },
}
# code, name, business days on the way, dollars for a parcel, dollars for a pound
SERVICES = (
    ("03", "Ground Shipping", 3, "9.85", "0.38"),
    ("12", "3 Day Shipping Service", 3, "14.2", "0.74"),
    ("02", "2 Day Air Shipping", 2, "17.45", "1.12"),
    ("59", "2 Day Air A.M. Shipping", 2, "21.1", "1.3"),
    ("13", "Next Day Shipping by 5pm", 1, "24.9", "1.95"),
    ("01", "Next Day Shipping by Noon", 1, "31.5", "2.2"),
    ("14", "Next Day Shipping Early A.M.", 1, "58", "2.4"),
)
FREE = ("03f", "FREE UPS Ground")  # seen in orders, never quoted
TAX_PERCENT = {
    "AL": "9.25", "AR": "9.45", "AZ": "8.4", "CA": "10.25", "CO": "7.8", "CT": "6.35", "DC": "6",
    "FL": "7", "GA": "7.4", "IA": "6.9", "ID": "6", "IL": "8.85", "IN": "7", "KS": "8.7", "KY": "6",
    "LA": "9.55", "MA": "6.25", "MD": "6", "ME": "5.5", "MI": "6", "MN": "7.5", "MO": "8.35",
    "MS": "7.1", "NC": "7", "ND": "6.95", "NE": "6.95", "NJ": "6.6", "NM": "7.7", "NV": "8.25",
    "NY": "8.875", "OH": "7.5", "OK": "9", "PA": "6.35", "RI": "7", "SC": "7.45", "SD": "6.4",
    "TN": "9.25", "TX": "8.25", "UT": "7.2", "VA": "5.75", "VT": "6.25", "WA": "9.3", "WI": "5.45",
    "WV": "6.55", "WY": "5.4",
}  # fmt: skip
TAXED_SHIPPING = {
    "AR", "CT", "DC", "GA", "HI", "IL", "IN", "KS", "KY", "MI", "MN", "MS", "NC", "ND", "NE", "NJ",
    "NM", "NY", "OH", "PA", "RI", "SC", "SD", "TN", "TX", "VT", "WA", "WI", "WV",
}  # fmt: skip


def today() -> date:
    return datetime.now(UTC).astimezone(PACIFIC).date()


def business_days(start: date, days: int) -> date:
    """So many days later, Saturdays and Sundays not counted."""
    day = start
    while days > 0 or day.weekday() > 4:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def american(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def pounds(sheet: Sheet, copies: int, sets: int) -> int:
    weight = copies * sets * sheet.listing.area / 1000 * words.STOCKS[sheet.listing.stock][3]
    return max(1, ceil(weight))


def price_of(service: str, weight: int) -> Decimal:
    """Raises KeyError if there is no such service."""
    if service == FREE[0]:
        return Decimal("0.00")
    parcel, pound = {code: (a, b) for code, _, _, a, b in SERVICES}[service]
    return cents(Decimal(parcel) * boxes(weight) + Decimal(pound) * weight)


def boxes(weight: int) -> int:
    return ceil(weight / 40)


def tax_on(goods: Decimal, state: str) -> Decimal:
    return cents(goods * Decimal(TAX_PERCENT.get(state.upper(), "0")) / 100)


def tax_on_shipping(price: Decimal, state: str) -> Decimal:
    return tax_on(price, state) if state.upper() in TAXED_SHIPPING else Decimal("0.00")


def name_of(service: str) -> str:
    """Raises KeyError if there is no such service."""
    return {code: name for code, name, *_ in (*SERVICES, FREE)}[service]


def facilities(
    turnaround: str, weight: int, tax: Decimal, address: dict[str, Any]
) -> list[dict[str, Any]]:
    state = text(address["state"]).upper()
    nearest = "GLN" if state in WEST else "DAY"
    if nearest == "DAY" and turnaround == "121":
        slower = [words.TURNAROUNDS[code] for code in ("224", "527")]
        can_do = [
            {"option_uuid": uuid, "option_name": name, "option_description": text}
            for name, (uuid, text, _) in zip(("224", "527"), slower, strict=True)
        ]
        listed = {"address": FACILITIES["DAY"], "turnaround_times": can_do}
        return [_able("GLN", turnaround, weight, tax, state), listed]
    return [_able(nearest, turnaround, weight, tax, state)]


def _able(code: str, turnaround: str, weight: int, tax: Decimal, state: str) -> dict[str, Any]:
    made = business_days(today(), words.TURNAROUNDS[turnaround][2])
    near = FACILITIES[code]["state"] == state
    return {
        "address": FACILITIES[code],
        "shipping_options": [
            {
                "service_code": service,
                "service_name": name,
                "service_price": str(price_of(service, weight)),
                "in_hand_delivery": american(business_days(made, _days(service, days, near))),
                "shipping_time": _days(service, days, near),
            }
            for service, name, days, _, _ in SERVICES
        ],
        "production_estimate": american(made),
        "total_tax": str(tax),
        "cutoff_options": {
            "cutoff_times": ["01:00 PM PDT", "04:00 PM EDT", "03:00 PM CDT", "01:00 PM MST"],
            "cutoff_date": american(business_days(today(), 0)),
        },
    }


def _days(service: str, days: int, near: bool) -> int:
    return 1 if service == "03" and near else days
