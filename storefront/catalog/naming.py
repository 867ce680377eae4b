"""What a product is called while nobody has given it a title: composed from its attributes.

4Over's own descriptions are raw: codes, sizes anywhere, sometimes the product code alone (API 3.2).
"""

import re
from functools import lru_cache

from storefront.catalog.measures import inches, without_sizes
from storefront.catalog.spec import Kind, ProductSpec
from storefront.catalog.words import short_words_for

_STOCK = re.compile(
    r"(?<![\w.])\d+(?:\.\d+)?\s*(?:PT|LBS?|OZ|MM|MIL|GSM|#)(?:UC)?\b\.?", re.IGNORECASE
)
_REST = re.compile(
    r"\s+(?:with|w/|no coating|(?:full )?(?:uv|aq|uc)\s+on)\b.*|\s*[,(;].*|\s+-\s+.*|\s+w/.*",
    re.IGNORECASE,
)
_LAST_WORD_IS_COATING = re.compile(r"\s+(?:UV|AQ|UC|Matte|Gloss|Uncoated)$", re.IGNORECASE)
_A_CODE = re.compile(r"^\S*\d\S*$|^\S+-\S+$")


def family_of(spec: ProductSpec, category: str = "") -> str:
    """What kind of thing it is, such as Business Cards; at worst its category, or its code."""
    said = (
        group.options[0].label
        for group in spec.groups
        if group.kind == Kind.DESCRIPTIVE and group.options and "category" in group.name.lower()
    )
    read = family_in(spec.description, spec.code, spec.named(Kind.STOCK))
    return next(filter(None, (read, *said, category)), spec.code)[:120]


def family_in(description: str, code: str, stock: str = "") -> str:
    """The kind of thing in a raw description, or "" if it only repeats a code."""
    text = description.strip()
    if not text or text == code or _A_CODE.match(text):
        return ""
    text = without_sizes(text)
    for gone in (stock, code.split("-", maxsplit=1)[0]):
        if gone:
            text = re.sub(rf"(?<!\w){re.escape(gone)}(?!\w)", " ", text, flags=re.IGNORECASE)
    text = " ".join(_STOCK.sub(" ", text).split()).strip(" -–,;:")
    text = _LAST_WORD_IS_COATING.sub("", _REST.sub("", text)).strip(" -–,;:")
    if not re.search(r"[A-Za-z]{3}", text):
        return ""
    return text.title() if text.isupper() or text.islower() else text


@lru_cache(maxsize=8192)
def composed_title(family: str, size: str, stock: str, coating: str) -> str:
    """Such as: Business Cards, 2" x 3.5", 16 pt, matte."""
    sides = inches(size)
    parts = [family, size_in_words(size) if sides else size]
    for text in (short_words_for(stock), short_words_for(coating)):
        known = " ".join(parts).lower()
        if text and text.lower() not in known:
            parts.append(text)
    return ", ".join(filter(None, parts))


@lru_cache(maxsize=4096)
def size_in_words(size: str) -> str:
    """However it was written: 2" x 3.5"."""
    sides = inches(size)
    return " x ".join(f'{side:g}"' for side in sides) if sides else size
