"""The ink on a drawn sheet: a plain design, or what such a thing is known by."""

from collections.abc import Callable

from storefront.drawings.shapes import Box, outline, rectangle
from storefront.drawings.subject import FOIL, Drawing

INK, GRAY, PALE = "#1c1e21", "#c9c5bc", "#f3f1ec"
ACCENT, DEEP, CYAN, MAGENTA, YELLOW = "#00627a", "#004a5d", "#00a3cc", "#d5006d", "#f4bd00"


def printed(drawing: Drawing, box: Box) -> str:
    """The ink on the sheet; it is cut off where the sheet is."""
    return _PRINTED.get(drawing.kind, _flat)(drawing, box)


def _flat(drawing: Drawing, box: Box) -> str:
    x, y, w, h, _ = box
    dot = box.small * 0.085
    wide = w >= h
    cx, cy = (x + w * 0.13, y + h * 0.3) if wide else (x + w * 0.25, y + h * 0.32)
    if w > 2.2 * h:
        cx = x + h * 0.38
    left = cx - dot
    band = "url(#m)" if FOIL in drawing.marks else ACCENT
    return (
        f'<path d="M{x:.1f} {y + h * 0.72:.1f}q{w * 0.3:.1f} {-h * 0.16:.1f} {w * 0.55:.1f} '
        f'{-h * 0.02:.1f}t{w * 0.46:.1f} {-h * 0.06:.1f}V{y + h + 1:.1f}H{x:.1f}z" '
        f'fill="{band}"/>'
        f'<path d="M{x:.1f} {y + h * 0.86:.1f}q{w * 0.32:.1f} {-h * 0.12:.1f} {w * 0.6:.1f} '
        f'{h * 0.01:.1f}t{w * 0.41:.1f} {-h * 0.05:.1f}V{y + h + 1:.1f}H{x:.1f}z" '
        f'fill="{DEEP}" fill-opacity=".55"/>'
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{dot:.1f}" fill="{CYAN}"/>'
        f'<circle cx="{cx + dot * 1.25:.1f}" cy="{cy:.1f}" r="{dot:.1f}" fill="{MAGENTA}" '
        'fill-opacity=".85"/>'
        + _lines(left + dot * 4.2 if wide else left, cy - dot * 0.75 if wide else cy + dot * 2.6,
                 (w * 0.34 if wide else w * 0.5), dot)
    )  # fmt: skip


def _lines(x: float, y: float, length: float, dot: float, many: int = 2) -> str:
    """Words, seen from too far away to be read."""
    thick = max(dot * 0.42, 1.6)
    return "".join(
        f'<path d="M{x:.1f} {y + n * dot * 1.4:.1f}h{length * (1 - 0.28 * (n % 2)):.1f}" '
        f'stroke="{GRAY}" stroke-width="{thick:.1f}" stroke-linecap="round"/>'
        for n in range(many)
    )


def _folded(drawing: Drawing, box: Box) -> str:
    """Panels side by side: the cover, then words, each with the shade of its fold."""
    x, y, w, h, _ = box
    ends = drawing.folds
    parts = []
    for n, (start, end) in enumerate(zip([0.0, *ends], [*ends, 1.0], strict=True)):
        left, wide = x + w * start, w * (end - start)
        if n == len(ends):
            parts.append(_flat(Drawing("flat", wide, h, marks=drawing.marks),
                               Box(left, y, wide, h, box.inch)))  # fmt: skip
        else:
            dot = box.small * 0.05
            color = (CYAN, MAGENTA, YELLOW)[n % 3]
            picture = rectangle(left + wide * 0.14, y + h * 0.1, wide * 0.72, h * 0.26, 2)
            parts.append(f'<path d="{picture}" fill="{color}" fill-opacity=".28"/>')
            parts.append(_lines(left + wide * 0.15, y + h * 0.47, wide * 0.68, dot, 6))
        if n % 2:
            shade = rectangle(left, y, wide, h, 0)
            parts.append(f'<path d="{shade}" fill="{INK}" fill-opacity=".045"/>')
    parts += [
        f'<path d="M{x + w * end:.1f} {y:.1f}v{h:.1f}" stroke="{INK}" stroke-opacity=".45" '
        'stroke-width="1.2" stroke-dasharray="5 4"/>'
        for end in ends
    ]
    return "".join(parts)


def _book(drawing: Drawing, box: Box) -> str:
    spine = min(box.w * 0.07, 14)
    staples = "".join(
        f'<path d="M{box.x + 3:.1f} {box.y + box.h * at:.1f}v{box.h * 0.07:.1f}" '
        f'stroke="{INK}" stroke-opacity=".5" stroke-width="1.6"/>'
        for at in (0.22, 0.7)
    )
    return (
        _flat(drawing, box)
        + f'<path d="{rectangle(box.x, box.y, spine, box.h, 0)}" fill="{INK}" fill-opacity=".09"/>'
        + staples
    )


def _pad(_drawing: Drawing, box: Box) -> str:
    x, y, w, h, _ = box
    dot = box.small * 0.06
    return (
        f'<path d="{rectangle(x, y, w, h * 0.13, 0)}" fill="{ACCENT}"/>'
        f'<circle cx="{x + w * 0.14:.1f}" cy="{y + h * 0.22:.1f}" r="{dot * 0.9:.1f}" '
        f'fill="{MAGENTA}"/>' + _ruled(x + w * 0.1, y + h * 0.34, w * 0.8, h * 0.56)
    )


def _ruled(x: float, y: float, w: float, h: float) -> str:
    return "".join(
        f'<path d="M{x:.1f} {y + h * n / 6:.1f}h{w:.1f}" stroke="{GRAY}"/>' for n in range(7)
    )


def _calendar(drawing: Drawing, box: Box) -> str:
    x, y, w, h, _ = box
    picture = Box(x, y, w, h * 0.52, box.inch)
    days = "".join(
        f'<circle cx="{x + w * (0.12 + 0.127 * column):.1f}" '
        f'cy="{y + h * (0.63 + 0.083 * row):.1f}" r="{box.small * 0.018:.1f}" '
        f'fill="{MAGENTA if column in (0, 6) else GRAY}"/>'
        for row in range(4)
        for column in range(7)
    )
    return _flat(drawing, picture) + days


def _envelope(_drawing: Drawing, box: Box) -> str:
    """Its back, as an envelope is known by its flap."""
    x, y, w, h, _ = box
    deep = min(h * 0.56, w * 0.4)
    flap = f"M{x:.1f} {y:.1f}L{x + w / 2:.1f} {y + deep:.1f}L{x + w:.1f} {y:.1f}z"
    return (
        f'<path d="M{x:.1f} {y + h:.1f}L{x + w * 0.42:.1f} {y + deep * 0.86:.1f}'
        f'M{x + w:.1f} {y + h:.1f}L{x + w * 0.58:.1f} {y + deep * 0.86:.1f}" '
        f'stroke="{GRAY}" stroke-width="1.2" fill="none"/>'
        f'<path d="{flap}" fill="{PALE}" stroke="{GRAY}" stroke-width="1.4"/>'
        f'<circle cx="{x + w / 2 - box.small * 0.035:.1f}" cy="{y + deep * 0.42:.1f}" '
        f'r="{box.small * 0.06:.1f}" fill="{CYAN}"/>'
        f'<circle cx="{x + w / 2 + box.small * 0.035:.1f}" cy="{y + deep * 0.42:.1f}" '
        f'r="{box.small * 0.06:.1f}" fill="{MAGENTA}" fill-opacity=".85"/>'
    )


def _sticker(drawing: Drawing, box: Box) -> str:
    """A white edge round the ink."""
    small = box.small
    edge = small * 0.07
    within = Box(box.x + edge, box.y + edge, box.w - 2 * edge, box.h - 2 * edge, box.inch)
    cx, cy = box.x + box.w / 2, box.y + box.h / 2
    return (
        f'<path d="{outline(drawing, within)}" fill="{ACCENT}"/>'
        f'<circle cx="{cx - small * 0.07:.1f}" cy="{cy - small * 0.08:.1f}" r="{small * 0.11:.1f}" '
        f'fill="{CYAN}"/>'
        f'<circle cx="{cx + small * 0.07:.1f}" cy="{cy - small * 0.08:.1f}" r="{small * 0.11:.1f}" '
        f'fill="{MAGENTA}" fill-opacity=".9"/>'
        f'<path d="M{cx - small * 0.18:.1f} {cy + small * 0.15:.1f}h{small * 0.36:.1f}" '
        f'stroke="#fff" stroke-width="{small * 0.05:.1f}" stroke-linecap="round"/>'
    )


def _banner(_drawing: Drawing, box: Box) -> str:
    x, y, w, h, _ = box
    cx, small = x + w / 2, box.small
    thick = small * 0.075
    hem = rectangle(x + 5, y + 5, w - 10, h - 10, 0)
    return (
        f'<path d="{rectangle(x, y, w, h * 0.34, 0)}" fill="{MAGENTA}"/>'
        f'<path d="{rectangle(x, y + h * 0.86, w, h * 0.15, 0)}" fill="{ACCENT}"/>'
        f'<path d="M{cx - w * 0.26:.1f} {y + h * 0.18:.1f}h{w * 0.52:.1f}" stroke="#fff" '
        f'stroke-width="{thick * 1.3:.1f}" stroke-linecap="round"/>'
        f'<path d="M{cx - w * 0.32:.1f} {y + h * 0.52:.1f}h{w * 0.64:.1f}'
        f'M{cx - w * 0.2:.1f} {y + h * 0.68:.1f}h{w * 0.4:.1f}" stroke="{GRAY}" '
        f'stroke-width="{thick:.1f}" stroke-linecap="round"/>'
        f'<path d="{hem}" fill="none" stroke="{INK}" stroke-opacity=".25" stroke-dasharray="3 3"/>'
    )


_PRINTED: dict[str, Callable[[Drawing, Box], str]] = {
    "fold": _folded,
    "book": _book,
    "pad": _pad,
    "calendar": _calendar,
    "envelope": _envelope,
    "sticker": _sticker,
    "banner": _banner,
}
