"""What a product is called while nobody has given it a title: composed from its attributes.

4Over's own descriptions are raw: codes, sizes anywhere, sometimes the product code alone (API 3.2).
"""

import re
from functools import lru_cache

from storefront.catalog.codes import within_a_sentence
from storefront.catalog.composing import LONGEST, compose
from storefront.catalog.measures import size_in_words, without_sizes
from storefront.catalog.spec import Kind, ProductSpec
from storefront.catalog.words import Wording, wording
from storefront.text import clean

__all__ = ["composed_title", "family_in", "family_name", "names_of_choices", "size_in_words"]

_STOCK = re.compile(
    r"(?<![\w.])\d+(?:\.\d+)?\s*(?:PT|LBS?|OZ|MM|MIL|GSM|#)(?:UC)?\b\.?", re.IGNORECASE
)
_REST = re.compile(
    r"\s+(?:with|w/|no coating|(?:full )?(?:uv|aq|uc)\s+on)\b.*|\s*[,(;].*|\s+-\s+.*|\s+w/.*",
    re.IGNORECASE,
)
_LAST_WORD_IS_COATING = re.compile(r"\s+(?:UV|AQ|UC|Matte|Gloss|Uncoated)$", re.IGNORECASE)
_NONE = re.compile(r"(?:no|none|without|not)\b", re.IGNORECASE)  # No Folding
_A_CODE = re.compile(r"^\S*\d\S*$|^\S+-\S+$")


def family_name(spec: ProductSpec, category: str = "") -> str:
    """What kind of thing it is, such as Business Cards; at worst its category, or its code."""
    said = (
        group.options[0].label
        for group in spec.groups
        if group.kind == Kind.DESCRIPTIVE and group.options and "category" in group.name.lower()
    )
    read = family_in(spec.description, spec.code, spec.named(Kind.STOCK))
    return (read or next(filter(None, said), category) or spec.code)[:120]


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


def names_of_choices(spec: ProductSpec) -> str:
    """What a customer may choose beside size, stock and coating: a name in each line."""
    finishing = (
        name
        for group in spec.finishing
        for name in (group.name, *(option.label for option in group.options))
    )
    colors = (choice.label for choice in spec.offered_colorspecs)
    names = (clean(name, 120) for name in (*colors, *finishing))
    return "\n".join(dict.fromkeys(name for name in names if name and not _NONE.match(name)))[:4000]


def composed_title(family: str, size: str, stock: str, coating: str, code: str = "") -> str:
    """Such as: Business Cards, 2" x 3.5", 16 pt, matte."""
    return _title(wording(), family, size, stock, coating, code)


@lru_cache(maxsize=16384)
def _title(said: Wording, family: str, size: str, stock: str, coating: str, code: str) -> str:
    template = said.template("title", family)
    values = {"family": family, "size": size_in_words(size)}
    for name, text in (("stock", stock), ("coating", coating)):
        short = said.dictionary.short(text)
        so_far = " ".join(value for key, value in values.items() if f"{{{key}}}" in template)
        values[name] = "" if short.lower() in so_far.lower() else short  # nothing twice
    title = compose(template, values | {"code": code, "things": within_a_sentence(family)})
    return title[: LONGEST["title"]] or family or code
