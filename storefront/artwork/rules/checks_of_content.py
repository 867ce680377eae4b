"""Rules about what a file is painted with. Pure."""

from collections.abc import Callable, Iterator

from storefront.artwork.inspection.facts import FilePage
from storefront.artwork.rules.case import Case
from storefront.artwork.rules.checks_of_size import placed_pages
from storefront.artwork.rules.findings import Finding, Level
from storefront.artwork.rules.placing import Fit


def check_pixels(case: Case) -> Iterator[Finding]:
    """At the size in which it is printed, whatever the file says of itself."""
    far, few = case.rules["far too few pixels"], case.rules["few pixels"]
    placed = placed_pages(case)
    scales = {number: one.scale for number, _, one in placed if one.fit != Fit.WRONG}
    worst: dict[str, tuple[float, list[int]]] = {}
    for number, page in case.numbered:
        dpi = _dpi(page, scales.get(number))
        if dpi is None:
            continue
        rule = ""
        if far.level != Level.OFF and dpi < (far.target or 0) - 0.5:
            rule = "far too few pixels"
        elif dpi < (few.target or 0) - few.tolerance:
            rule = "few pixels"
        if rule:
            least, pages = worst.get(rule, (dpi, []))
            worst[rule] = min(least, dpi), [*pages, number]
    for rule, (dpi, pages) in worst.items():
        target = (far if few.level == Level.OFF else few).target or 0
        so = (
            f"{case.on(pages)} has a picture of about {dpi:.0f} dots per inch at "
            f"the size it is printed. At least {target:.0f} are wanted."
        )
        yield from case.finding(rule, so, pages=pages)


def _dpi(page: FilePage, scale: float | None) -> float | None:
    if page.pixels:  # the scale makes inches of pixels
        return 1 / scale if scale else None
    dpis = [
        image.dpi for image in page.images or () if image.dpi and min(image.width, image.height) > 1
    ]
    return min(dpis) / (scale or 1.0) if dpis else None


def check_effects(case: Case) -> Iterator[Finding]:
    def where(has: Callable[[FilePage], object]) -> list[int]:
        return [number for number, page in case.numbered if has(page)]

    used = {color for page in case.facts.pages for color in page.colors or ()}
    spaces = [space for space in ("RGB", "Lab") if space in used]
    rgb = where(lambda page: {*spaces} & {*(page.colors or ())})
    if rgb:
        so = f"{case.on(rgb)} has {' and '.join(spaces)} colors."
        yield from case.finding("rgb", so, pages=rgb)
    missing = sorted(
        {font.name for page in case.facts.pages for font in page.fonts or () if not font.embedded}
    )
    if missing:
        so = f"Fonts are not embedded: {', '.join(missing[:5])}."
        pages = where(lambda page: any(not font.embedded for font in page.fonts or ()))
        yield from case.finding("fonts", so, pages=pages)
    spots = sorted({name for page in case.facts.pages for name in page.spots or ()})
    if spots:
        so = f"Spot colors are used: {', '.join(spots[:5])}."
        yield from case.finding("spots", so, pages=where(lambda page: page.spots))
    overprint = where(lambda page: page.overprint)
    if overprint:
        so = f"{case.on(overprint)} has colors that overprint."
        yield from case.finding("overprint", so, pages=overprint)
    transparent = where(lambda page: page.transparent)
    if transparent:
        so = f"{case.on(transparent)} has transparency."
        yield from case.finding("transparency", so, pages=transparent)
    most = case.rules["ink"].target or 400
    inky = where(lambda page: (page.ink or 0) > most)
    if inky:
        percent = max(page.ink or 0 for page in case.facts.pages)
        so = f"{case.on(inky)} has up to {percent:.0f}% of ink. At most {most:.0f}% can dry."
        yield from case.finding("ink", so, pages=inky)


def check_file(case: Case) -> Iterator[Finding]:
    if case.facts.hidden_layers:
        so = f"Layers are hidden: {', '.join(case.facts.hidden_layers[:5])}."
        yield from case.finding("hidden layers", so)
    if case.facts.repaired:
        yield from case.finding("repaired", "This PDF was damaged, though viewers repair it.")
    if case.facts.taken_off:
        so = f"We took off what is not printed: {', '.join(case.facts.taken_off)}."
        yield from case.finding("taken off", so)
    if case.facts.not_checked and case.facts.version:
        so = f"We couldn't check {' and '.join(case.facts.not_checked)}."
        yield from case.finding("not measured", so)
    elif not case.facts.version:
        yield from case.finding("not measured", "This file came before we checked files.")
    so = "A die gives this its shape. We can't compare the size for you."
    yield from case.finding("template", so)


def check_mask_tones(case: Case) -> Iterator[Finding]:
    most = case.rules["mask tones"].target or 0
    gray = [number for number, page in case.numbered if (page.grays or 0) > most]
    if case.wanted.mask and gray:
        part = max(page.grays or 0 for page in case.facts.pages)
        so = f"{100 * part:.0f}% of this mask is neither pure black nor pure white."
        yield from case.finding("mask tones", so, pages=gray)
