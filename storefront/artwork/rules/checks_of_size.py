"""Rules about size, bleed and what is close to the cut. Pure."""

from collections.abc import Iterator

from storefront import lengths
from storefront.artwork.inspection.facts import Area, FilePage
from storefront.artwork.outline import Shape, grown, holds
from storefront.artwork.rules.case import Case
from storefront.artwork.rules.findings import Finding, Level
from storefront.artwork.rules.mendable import covers, of_bleed, of_size, of_turned
from storefront.artwork.rules.placing import Fit, Placed, place

Pages = list[tuple[int, FilePage, Placed]]


def placed_pages(case: Case) -> Pages:
    """Each page whose size can be compared, with its number and how it lies on the piece."""
    if case.rules["size"].level == Level.OFF and case.rules["fit"].level == Level.OFF:
        return []
    placed = ((number, page, placed_in(case, page)) for number, page in case.numbered)
    return [(number, page, one) for number, page, one in placed if one]


def placed_in(case: Case, page: FilePage) -> Placed | None:
    return place(page, case.wanted, case.rules["size"].tolerance, case.rules["fit"].tolerance)


def check_size(case: Case) -> Iterator[Finding]:
    pages = placed_pages(case)
    yield from _of_fit(Fit.WRONG, "size", pages, case)
    for fit in (Fit.SCALED, Fit.LARGER):
        yield from _of_fit(fit, "fit", pages, case)
    lying = [number for number, _, one in pages if one.turned and one.fit != Fit.WRONG]
    if lying and case.wanted.oriented and case.wanted.size:
        so = f"{case.on(lying)} lies on its side: {lengths.size(case.wanted.size)} is wanted."
        yield from case.finding("turned", so, pages=lying, mendings=of_turned(case, pages))


def _of_fit(fit: Fit, rule: str, pages: Pages, case: Case) -> Iterator[Finding]:
    wrong = [(number, page, one) for number, page, one in pages if one.fit == fit]
    if not wrong or not case.wanted.size or not case.wanted.file_size:
        return
    numbers = [number for number, _, _ in wrong]
    _, page, one = wrong[0]
    shape = lengths.size(one.size) if one.size else "{} x {} pixels".format(*page.pixels or ())
    more = f", with bleed {lengths.size(case.wanted.file_size)}" if case.wanted.bleed else ""
    so = f"{case.on(numbers)} is {shape}. Wanted is {lengths.size(case.wanted.size)}{more}."
    mendings, why = tuple(of_size(case, pages, fit)), ""
    if fit == Fit.SCALED:
        so += " The proportions are right"
        so += f": we can bring it to the size, at {100 * one.scale:.0f}%." if mendings else "."
    elif fit == Fit.LARGER:
        so += " It is larger all round"
        so += ": we can center it and cut off the rest." if mendings else "."
        why = "What lies outside of the size is not printed."
    elif not one.size:
        so += " Its proportions are others."
    yield from case.finding(rule, so, why=why, pages=numbers, mendings=mendings)


def check_bleed(case: Case) -> Iterator[Finding]:
    """Where color reaches the cut, it has to go on beyond it."""
    asked, tolerance = case.rules["bleed"].target, case.rules["bleed"].tolerance
    if asked is None or case.wanted.bleed is None:
        return
    short: list[int] = []
    least = asked
    pages = placed_pages(case)
    for number, page, one in pages:
        if one.fit == Fit.WRONG or page.margins is None:
            continue
        covered = covers(one.bleed, _margins_at_size(page, one), tolerance)
        if covered < asked - tolerance:
            short.append(number)
            least = min(least, max(covered, 0.0))
    if short:
        has = f"only {lengths.length(least)}" if least > tolerance else "nothing"
        so = (
            f"{case.on(short)} has color up to the cut, and {has} beyond it. "
            f"{lengths.length(asked)} a side is wanted."
        )
        yield from case.finding("bleed", so, pages=short, mendings=of_bleed(case, pages))


def _margins_at_size(page: FilePage, one: Placed) -> list[float]:
    """In inches of the printed piece. Those of an image are parts of its width and height."""
    assert page.margins
    if not page.pixels:
        return [margin * one.scale for margin in page.margins]
    sides = page.pixels[0] * one.scale, page.pixels[1] * one.scale
    return [part * sides[number % 2] for number, part in enumerate(page.margins)]


def check_safe(case: Case) -> Iterator[Finding]:
    """Text that stands closer to the cut than the safe line, or beyond it."""
    asked, tolerance = case.rules["safe"].target, case.rules["safe"].tolerance
    if asked is None:
        return
    close: list[tuple[int, Area]] = []
    for number, page, one in placed_pages(case):
        trim = _cut(page, one)
        if one.fit == Fit.WRONG or trim is None:
            continue
        inside = (asked - tolerance) / one.scale
        shape = case.wanted.shape
        close += [
            (number, text) for text in page.texts or () if _outside(text, trim, inside, shape)
        ]
    numbers = sorted({number for number, _ in close})
    if numbers:
        so = f"{case.on(numbers)} has text closer to the cut than {lengths.length(asked)}."
        yield from case.finding("safe", so, pages=numbers, areas=close)


def _cut(page: FilePage, one: Placed) -> Area | None:
    """Where the page is cut: its trim box, or inside of its bleed."""
    box = page.trim or page.crop or page.media
    if box is None:
        return None
    around = 0.0 if page.trim else one.bleed / one.scale
    return Area(
        box.left + around, box.top + around, box.width - 2 * around, box.height - 2 * around
    )


def _outside(text: Area, trim: Area, by: float, shape: Shape) -> bool:
    """Whether a text on the piece comes too close to its edge. What lies beside it is cut off."""
    on_it = (
        text.right > trim.left
        and text.left < trim.right
        and text.bottom > trim.top
        and text.top < trim.bottom
    )
    safe = grown(trim, -by)
    radii = shape.radii(safe, by)
    ends = ((x, y) for x in (text.left, text.right) for y in (text.top, text.bottom))
    return on_it and not all(holds(safe, radii, x, y) for x, y in ends)
