"""Rules about how many pages there are, and how they go together. Pure."""

from collections.abc import Iterator

from storefront import lengths
from storefront.artwork.inspection.facts import Facts, Size
from storefront.artwork.rules.case import Case
from storefront.artwork.rules.checks_of_size import placed_in, placed_pages
from storefront.artwork.rules.findings import Finding
from storefront.artwork.rules.mendable import of_pages, of_sides
from storefront.artwork.rules.profiles import PAGED

SHEET_OF_A_BOOKLET = 4  # pages
_SQUARE = 0.015  # how far from one another sides may be that are the same
_OTHER_SIDE = {"fr": "bk", "bk": "fr", "out": "in", "in": "out"}


def check_pages(case: Case) -> Iterator[Finding]:
    count = case.facts.count
    if case.wanted.pages is not None and count != case.wanted.pages:
        takes = _pages(case.wanted.pages).capitalize()
        so = f"This file has {_pages(count)}. {takes} can be printed here."
        yield from case.finding("pages", so, mendings=of_pages(case))
    elif (
        case.wanted.code in PAGED
        and count % SHEET_OF_A_BOOKLET
        and not (case.wanted.code == "cvr" and count == 2)
    ):
        so = f"This file has {_pages(count)}. A booklet is made of sheets of four: 8, 12, 16 …"
        yield from case.finding("pages", so)


def check_empty(case: Case) -> Iterator[Finding]:
    empty = [number for number, page in case.numbered if page.blank]
    if empty:
        so = f"{case.on(empty)} is empty."
        yield from case.finding("empty page", so, pages=empty)


def check_sides(case: Case) -> Iterator[Finding]:
    """Front and back, each on its own right either way round, but not one of each."""
    other = case.wanted.beside.get(_OTHER_SIDE.get(case.wanted.code, ""))
    mine, theirs = _shape(case.facts), _shape(other) if other else None
    if case.wanted.code not in ("bk", "in") or mine is None or theirs is None or other is None:
        return
    if any(abs(one.width / one.height - 1) < _SQUARE for one in (mine, theirs)):
        return
    if (mine.width - mine.height) * (theirs.width - theirs.height) < 0:
        so = (
            "This side is upright and the other one is wide."
            if mine.height > mine.width
            else ("This side is wide and the other one is upright.")
        )
        its = placed_in(case, other.pages[0])
        yield from case.finding(
            "sides differ", so, mendings=of_sides(case, placed_pages(case), its)
        )


def check_mask_size(case: Case) -> Iterator[Finding]:
    code = "bk" if case.wanted.code in ("bm", "bfm") else "fr"
    artwork = case.wanted.beside.get(code)
    mine, theirs = _shape(case.facts), _shape(artwork) if artwork else None
    if not case.wanted.mask or mine is None or theirs is None or artwork is None:
        return
    if case.facts.pages[0].pixels or artwork.pages[0].pixels:
        same = abs(mine.width * theirs.height / (mine.height * theirs.width) - 1) < 0.01
        so = "This mask has other proportions than the artwork it belongs to."
    else:
        off = case.rules["mask size"].tolerance
        same = abs(mine.width - theirs.width) <= off and abs(mine.height - theirs.height) <= off
        its, other = lengths.size(mine), lengths.size(theirs)
        so = f"This mask is {its}, and the artwork it belongs to {other}."
    if not same:
        yield from case.finding("mask size", so)


def check_fold(case: Case) -> Iterator[Finding]:
    """Only where the folds are told."""
    near = case.rules["fold"].target or 0.0
    crossing = []
    for number, page in case.numbered:
        area = page.printed
        if area is None or not page.texts:
            continue
        along = area.width >= area.height
        for fold in case.wanted.folds:
            at = area.left + area.width * fold if along else area.top + area.height * fold
            for text in page.texts:
                first, last = (text.left, text.right) if along else (text.top, text.bottom)
                if first < at + near and last > at - near:
                    crossing.append((number, text))
    if crossing:
        numbers = sorted({number for number, _ in crossing})
        so = f"{case.on(numbers)} has text where it is folded."
        yield from case.finding("fold", so, pages=numbers, areas=crossing)


def _shape(facts: Facts) -> Size | None:
    if not facts.pages:
        return None
    page = facts.pages[0]
    return Size(*map(float, page.pixels)) if page.pixels else page.size


def _pages(count: int) -> str:
    return "one page" if count == 1 else f"{count} pages"
