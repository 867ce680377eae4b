"""Where a package can be followed, as far as its number tells the carrier."""

import re
from urllib.parse import quote

_PAGES = [
    (re.compile(r"1Z[0-9A-Z]{16}"), "https://www.ups.com/track?tracknum="),
    (re.compile(r"9[24]\d{18,20}"), "https://tools.usps.com/go/TrackConfirmAction?tLabels="),
    (re.compile(r"\d{12}|\d{15}"), "https://www.fedex.com/fedextrack/?trknbr="),
]


def tracking_url(number: str) -> str | None:
    """The carrier's page for a tracking number; None where the carrier cannot be told from it."""
    plain = number.strip().upper()
    return next((page + quote(plain) for shape, page in _PAGES if shape.fullmatch(plain)), None)
