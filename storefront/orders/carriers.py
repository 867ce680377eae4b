"""Where a parcel can be followed, as far as its number tells the carrier."""

import re
from urllib.parse import quote

_UPS = re.compile(r"1Z[0-9A-Z]{16}")


def tracking_url(number: str) -> str | None:
    """The carrier's page for a tracking number; None where the carrier cannot be told from it."""
    plain = number.strip().upper()
    return f"https://www.ups.com/track?tracknum={quote(plain)}" if _UPS.fullmatch(plain) else None
