"""Which files a combination asks for, judged by the options that are named (API 9.2, 9.3)."""

from collections.abc import Iterable

from storefront.sandbox.catalog import words
from storefront.sandbox.catalog.sheet import Sheet

REASONS = {
    "fr": ("7b3007a1-c296-447b-96cf-ca9d0fb6621a", "Front"),
    "bk": ("00ff44a1-5558-4d3c-9bfa-b2443efce9de", "Back"),
    "fm": (words.known("reason", "fm"), "Front Mask"),
    "bm": (words.known("reason", "bm"), "Back Mask"),
    "ffm": (words.known("reason", "ffm"), "Front Foil Mask"),
    "cm": (words.known("reason", "cm"), "Cut Mask"),
    "in": (words.known("reason", "in"), "Inside"),
    "multipagepdf": (words.known("reason", "multipagepdf"), "Multi-page PDF"),
}
# every reason there is, asked for by a product of this catalog or not (API 9.2)
CODES = {*REASONS, "bfm", "out", "l1", "l2", "l3", "cvr", "vdf"}


def reasons(sheet: Sheet, options: Iterable[str]) -> list[str]:
    """The file reasons, such as fr and bk. What is not named is not asked for."""
    named = list(options)
    own = [sheet.option(uuid) for uuid in named]
    asked = [option.needs for found in own if found for option in [found[1]] if option.needs]
    if "multipagepdf" in asked:
        return ["multipagepdf"]
    inks = next((words.COLORSPEC_OF[uuid] for uuid in named if uuid in words.COLORSPEC_OF), "4/0")
    back = ["bk"] if inks[-1] != "0" else []
    foil = ["ffm"] if inks[0] == "5" and "ffm" not in asked else []
    return list(dict.fromkeys([*back, "fr", *foil, *asked]))


def for_job(sheet: Sheet, colorspec: str, options: Iterable[str]) -> list[str]:
    """What a job needs: its colorspec, its options, and what the product has no choice about."""
    fixed = [group.options[0].uuid for group in sheet.groups if _has_no_choice(sheet, group.uuid)]
    return reasons(sheet, [colorspec, *options, *fixed])


def _has_no_choice(sheet: Sheet, uuid: str) -> bool:
    groups = [group for group in sheet.groups if group.uuid == uuid]
    first = groups[0]
    books = any(option.needs == "multipagepdf" for option in first.options)
    return first.least == 1 and (len(first.options) == 1 or books) and first.uuid != words.COLORSPEC
