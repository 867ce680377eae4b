"""Decoding a spec that came in a file: its texts are cleaned, as all from outside."""

import re
from typing import Any

import msgspec

from storefront.catalog.spec import ProductSpec
from storefront.text import clean

# Control signs and direction tricks, written out or as JSON escapes.
_SUSPICIOUS = re.compile(
    rb"\\u(?:00[01]|d[89a-f]|20[0-6]|feff)|\x7f|\xe2\x80[\x8b-\x8f\xaa-\xae]"
    rb"|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf",
    re.IGNORECASE,
)
_decoder = msgspec.json.Decoder(ProductSpec)


def decode(raw: msgspec.Raw) -> ProductSpec:
    """Raises msgspec.MsgspecError, or ValueError, if it is no spec."""
    body = bytes(raw)
    plain = body.isascii() and b"\\u" not in body and b"\x7f" not in body  # most are: no search
    if plain or not _SUSPICIOUS.search(body):
        return _decoder.decode(body)
    return msgspec.convert(_cleaned(msgspec.json.decode(body)), ProductSpec)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {name: _cleaned(part) for name, part in value.items()}
    return value
