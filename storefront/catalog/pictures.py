"""The picture of a product. 4Over gives none: an admin's, else a drawing to scale, else that of its
kind."""

import re
from collections.abc import Iterator
from functools import lru_cache

from storefront.assets import asset_url
from storefront.catalog.measures import inches
from storefront.catalog.models import OwnProduct
from storefront.catalog.presentation import Shown, family_name
from storefront.catalog.spec import Kind, OptionGroup, ProductSpec
from storefront.drawings.subject import Drawing, drawn
from storefront.drawings.svg import VERSION
from storefront.urls import path_for

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


def image_url(product: Shown, spec: ProductSpec | None = None) -> str:
    """The admin's picture, else a drawing to scale, else the default picture of its kind.

    Without the spec, as in lists, the drawing shows what name and size tell.
    """
    if product.image:
        return path_for("browse.image", name=product.image)
    told = (
        family_name(product),
        product.partner_name,
        product.size,
        product.stock,
        product.coating,
    )
    drawing = drawing_with(spec, *told) if spec else drawing_of(*told)
    if drawing is None:
        return picture_for(family_name(product))
    return path_for("browse.drawing", name=drawing.name, version=VERSION)


def own_image_url(product: OwnProduct) -> str:
    if product.image:
        return path_for("browse.image", name=product.image)
    return picture_for(product.title)


def picture_for(name: str) -> str:
    """The default picture for something of that name: a product, a category."""
    return asset_url(f"img/{_picture(name)}.svg")


@lru_cache(maxsize=1024)
def _picture(name: str) -> str:
    words = re.findall(r"[a-z]+", name.lower())
    for word in reversed(words):  # "Table Tent Cards" are cards
        if picture := _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s")):
            return picture
    return "generic"


@lru_cache(maxsize=16384)
def drawing_of(
    family: str, partner_name: str, size: str, stock: str = "", coating: str = ""
) -> Drawing | None:
    """From what lists know of a product. None if no size can be read."""
    text = f"{family} {partner_name} {stock} {coating}"
    return drawn(family, inches(size) or inches(partner_name), text)


def drawing_with(
    spec: ProductSpec, family: str, partner_name: str, size: str, stock: str, coating: str
) -> Drawing | None:
    """The same, with what the options tell besides: the fold, corners, holes, printed sides."""
    text = f"{' '.join(_told(spec))} {family} {partner_name} {stock} {coating}"
    two_sides = any(re.match(r"\d/[1-9]", choice.label) for choice in spec.offered_colorspecs)
    return drawn(family, inches(size) or inches(partner_name), text, two_sides=two_sides)


def _told(spec: ProductSpec) -> Iterator[str]:
    """Options that a product surely has: described so, or a question that must be answered and
    has one answer. Of folds, the first there is."""
    for group in spec.groups:
        names = [option.label for option in group.options if not _declines(option.label)]
        one = len(group.options) == 1
        if names and one and (group.required or group.kind == Kind.DESCRIPTIVE):
            yield f"{group.name} {names[0]}"
        elif names and _folds(group):
            yield names[0]


def _declines(label: str) -> bool:
    return label.lower().startswith(("no ", "none", "flat"))


def _folds(group: OptionGroup) -> bool:
    return group.required and "fold" in group.name.lower()
