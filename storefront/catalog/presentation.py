"""How a product is shown. 4Over gives codes and no picture; what an admin wrote wins over ours."""

import re
from functools import lru_cache
from typing import Protocol

from flask import url_for
from markupsafe import Markup

from storefront.assets import asset_url
from storefront.catalog.markdown import to_html
from storefront.catalog.models import OwnProduct, Product
from storefront.catalog.naming import composed_title, family_in, size_in_words
from storefront.catalog.spec import ProductSpec
from storefront.catalog.words import short_words_for, words_for

__all__ = ["image_url", "lead_of", "own_image_url", "text_of", "title_of", "words_for"]

# Which default picture stands for what, by a word in the family's name; the first that fits.
_PICTURES = (
    ("banner", "banner flag backdrop canopy tent table cover repeat poster canvas graphic"),
    ("sheet", "yard rigid sign board coroplast acrylic aluminum"),
    ("sticker", "sticker label decal cling magnet roll coaster"),
    ("booklet", "booklet catalog magazine calendar notepad ncr newsletter program book"),
    ("card", "card postcard tag bookmark ticket invitation announcement"),
    ("sheet", "flyer brochure hanger menu letterhead envelope folder sheet sell tent"),
)
_BY_WORD = {word: picture for picture, words in reversed(_PICTURES) for word in words.split()}


class Shown(Protocol):
    """What lists need to know of a product: a `Product`, or a row with the same names."""

    @property
    def code(self) -> str: ...
    @property
    def partner_name(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def size(self) -> str: ...
    @property
    def stock(self) -> str: ...
    @property
    def coating(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def image(self) -> str: ...


def title_of(product: Shown) -> str:
    """Such as: Business Cards, 2" x 3.5", 16 pt, matte."""
    return product.title or composed_title(
        family_name(product), product.size, product.stock, product.coating
    )


def family_name(product: Shown) -> str:
    return (
        product.family
        or family_in(product.partner_name, product.code, product.stock)
        or product.partner_name
    )


def lead_of(product: Product) -> str:
    """One sentence below the title, for people and for search engines."""
    made = [size_in_words(product.size), words_for(product.stock), words_for(product.coating)]
    details = ", ".join(part for part in made if part)
    name = family_name(product)
    return f"{name}: {details}. Printed to order." if details else f"{name}, printed to order."


def text_of(product: Product, spec: ProductSpec | None = None) -> Markup:
    """What an admin wrote, else sentences made from the attributes."""
    if product.description:
        return to_html(product.description)
    return to_html("\n\n".join(_sentences(product, spec or product.spec)))


def _sentences(product: Product, spec: ProductSpec) -> list[str]:
    name = family_name(product)
    size, stock = size_in_words(product.size), words_for(product.stock)
    coating = words_for(product.coating)
    made = name + (f" in {size}" if size else "") + (f", printed on {stock}" if stock else "")
    if short_words_for(product.coating) and coating:
        made += f", with {coating}"
    sentences = [f"{made}."]
    colors = [words_for(choice.label) for choice in spec.offered_colorspecs]
    runsizes = sorted({base.runsize for base in spec.base_prices})
    if colors and runsizes:
        amount = f"{runsizes[0]:,}"
        if len(runsizes) > 1:
            amount += f" to {runsizes[-1]:,}"
        sentences.append(f"Choose from {amount} copies. Colors: {_listed(colors)}.")
    finishing = [group.name.lower() for group in spec.finishing]
    if finishing:
        sentences.append(f"You can also choose {_listed(finishing)}.")
    return [_plain(sentence) for sentence in sentences]


def _listed(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _plain(text: str) -> str:
    """4Over's words as Markdown that says just that."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)


def image_url(product: Shown) -> str:
    """The admin's picture, or the default one of its kind."""
    if product.image:
        return url_for("catalog.image", name=product.image)
    return picture_for(family_name(product))


def own_image_url(product: OwnProduct) -> str:
    if product.image:
        return url_for("catalog.image", name=product.image)
    return picture_for(product.title)


def picture_for(name: str) -> str:
    """The default picture for something of that name: a product, a category."""
    return asset_url(f"img/{_picture(name)}.svg")


@lru_cache(maxsize=1024)
def _picture(name: str) -> str:
    words = re.findall(r"[a-z]+", name.lower())
    for word in reversed(words):  # "Table Tent Cards" are cards
        if found := _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s")):
            return found
    return "generic"
