"""Which buttons mend a file: each is offered only where what it makes passes the rule that it is
offered for. Pure."""

from collections.abc import Iterator, Sequence

from storefront.artwork.inspection.facts import LARGEST_PAGE, FilePage, Size
from storefront.artwork.rules.case import Case
from storefront.artwork.rules.findings import Mending
from storefront.artwork.rules.placing import Fit, Placed
from storefront.artwork.rules.wanted import Wanted

BACK_OF = {"fr": "bk", "out": "in"}
Pages = Sequence[tuple[int, FilePage, Placed]]


def of_pages(case: Case) -> Iterator[Mending]:
    """One page is left of them: that helps where one is wanted."""
    if case.wanted.pages != 1 or case.facts.count < 2:
        return
    if case.facts.count == 2 and BACK_OF.get(case.wanted.code) in case.wanted.slots:
        yield Mending.SPLIT
    yield Mending.CHOOSE


def of_size(case: Case, pages: Pages, fit: Fit) -> Iterator[Mending]:
    """The same is done to each page: to none of them may it do harm."""
    if not _all_placed(case, pages):
        return
    fits = {one.fit for _, _, one in pages}
    if fit == Fit.SCALED and fits <= {Fit.GOOD, Fit.SCALED} and _may_be_scaled(case, pages):
        yield Mending.FIT
    elif fit == Fit.LARGER and fits <= {Fit.GOOD, Fit.LARGER}:
        yield Mending.CROP


def of_bleed(case: Case, pages: Pages) -> Iterator[Mending]:
    """Made a little larger, color goes on beyond the cut, if it reaches the edge of the page."""
    if not _all_placed(case, pages) or any(one.fit == Fit.LARGER for _, _, one in pages):
        return
    if not _may_be_scaled(case, pages) or case.wanted.bleed is None:
        return
    asked, tolerance = case.wanted.bleed, case.rules["bleed"].tolerance
    margins = (_margins_when_fitted(page, case.wanted) for _, page, _ in pages)
    if all(covers(asked, some, tolerance) >= asked - tolerance for some in margins):
        yield Mending.FIT


def of_turned(case: Case, pages: Pages) -> Iterator[Mending]:
    """All pages are turned at once."""
    if _all_placed(case, pages) and all(one.turned for _, _, one in pages):
        yield Mending.TURN


def of_sides(case: Case, pages: Pages, other: Placed | None) -> Iterator[Mending]:
    """Not the side that is right, nor one that is wrong either way round."""
    if other and other.fit == Fit.WRONG:
        return
    if case.wanted.size is not None:
        right = case.wanted.oriented and not all(one.turned for _, _, one in pages)
        if right or not _all_placed(case, pages):
            return
    if case.facts.count == 1:
        yield Mending.TURN


def covers(bleed: float, margins: Sequence[float], tolerance: float) -> float:
    """How far color goes on beyond the cut where it reaches it, at the edge where that is least;
    as far as is wanted where it reaches none. `bleed` lies around the piece, and is white as far in
    as the margins."""
    reached = [bleed - margin for margin in margins if margin <= bleed + tolerance / 2]
    return min(reached, default=float("inf"))


def _all_placed(case: Case, pages: Pages) -> bool:
    """Nothing is made of an image but its first page."""
    if len(pages) != case.facts.count or any(one.fit == Fit.WRONG for _, _, one in pages):
        return False
    return case.facts.count == 1 or not any(page.pixels for _, page, _ in pages)


def _may_be_scaled(case: Case, pages: Pages) -> bool:
    """A page that is right with more bleed than is asked for would become smaller with it; and no
    PDF has a page of that size."""
    full, most = case.wanted.file_size, case.rules["size"].tolerance
    if full is None or max(full) > LARGEST_PAGE:
        return False
    good = (page.printed.size for _, page, one in pages if one.fit == Fit.GOOD and page.printed)
    return all(max(_more(own, _lying_as(own, full))) <= most for own in good)


def _margins_when_fitted(page: FilePage, wanted: Wanted) -> list[float]:
    """Of the page that covers all of the size with its bleed: what is too much is cut off evenly.
    None where they were not measured."""
    full = wanted.file_size
    own = Size(*page.pixels) if page.pixels else page.printed.size if page.printed else None
    if full is None or own is None or page.margins is None:
        return []
    covered = _lying_as(own, full)
    scale = max(covered.width / own.width, covered.height / own.height)
    made = Size(own.width * scale, own.height * scale)
    off = [side / 2 for side in _more(made, covered)]
    unit = made if page.pixels else (scale, scale)  # margins of an image are parts of it
    return [
        margin * unit[number % 2] - off[number % 2] for number, margin in enumerate(page.margins)
    ]


def _more(one: Size, other: Size) -> tuple[float, float]:
    return one.width - other.width, one.height - other.height


def _lying_as(own: Size, full: Size) -> Size:
    lies = (own.width - own.height) * (full.width - full.height) < 0
    return full.turned if lies else full
