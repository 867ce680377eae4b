"""What is behind a drawn sheet and what lies on it: stakes, pages, grommets, a turned corner."""

from collections.abc import Iterator

from storefront.drawings.ink import GRAY, INK, PALE, YELLOW
from storefront.drawings.shapes import Box, hole_of, rectangle, slant
from storefront.drawings.subject import TWO_SIDES, Drawing

_EVERY = 24.0  # inches from grommet to grommet


def behind(drawing: Drawing, box: Box) -> str:
    """What is farther away than the sheet."""
    if drawing.kind == "yard":
        foot = box.bottom + 34
        return "".join(
            f'<path d="M{box.x + box.w * at:.1f} {box.bottom - 4:.1f}V{foot:.1f}" '
            f'stroke="{GRAY}" stroke-width="3" stroke-linecap="round"/>'
            for at in (0.36, 0.64)
        )
    if drawing.kind == "box":
        return _box_sides(drawing, box)
    if drawing.kind in ("book", "pad", "calendar"):
        return "".join(
            _sheet(rectangle(box.x + n * 2.2, box.y + n * 2.2, box.w, box.h, 1.5), "#fff")
            for n in (3, 2, 1)
        )
    if drawing.kind == "folder":
        within = rectangle(box.x + box.w * 0.08, box.y - 9, box.w * 0.86, box.h * 0.9, 1)
        return _sheet(within, "#fff")
    return ""


def on_top(drawing: Drawing, box: Box) -> str:
    """What is nearer than the sheet."""
    parts = list(_grommets(drawing, box)) if drawing.kind == "banner" else []
    if drawing.kind == "calendar":
        step = max(box.w / 16, 9)
        count = int((box.w - step) / step)
        first = box.x + (box.w - (count - 1) * step) / 2
        parts += [
            f'<path d="M{first + n * step:.1f} {box.y - 5:.1f}v12" stroke="{INK}" '
            'stroke-opacity=".55" stroke-width="2.2" stroke-linecap="round"/>'
            for n in range(count)
        ]
    if drawing.kind == "hanger":
        y, hole = hole_of(box)
        parts.append(
            f'<path d="M{box.x + box.w / 2 + hole * 0.8:.1f} {y - hole * 0.6:.1f}'
            f'L{box.right:.1f} {box.y + 4:.1f}" stroke="{INK}" stroke-opacity=".3" '
            'stroke-width="1.5"/>'
        )
    if TWO_SIDES in drawing.marks and drawing.kind in ("flat", "hanger", "tag"):
        parts.append(_curl(box))
    return "".join(parts)


def _grommets(drawing: Drawing, box: Box) -> Iterator[str]:
    """In the corners, and between them along the longer sides."""
    inset = 9.0
    gaps = min(max(round(drawing.width / _EVERY), 1), 10)
    span = box.w - 2 * inset
    for n in range(gaps + 1):
        for y in (box.y + inset, box.bottom - inset):
            x = box.x + inset + span * n / gaps
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="{PALE}" stroke="#8a8780" '
                'stroke-width="2.4"/>'
            )


def _curl(box: Box) -> str:
    """The lower right corner turned up, as the back is printed too."""
    c = min(box.small * 0.2, 34)
    x, y = box.right, box.bottom
    return (
        f'<path d="M{x - c:.1f} {y + 0.8:.1f}L{x + 0.8:.1f} {y - c:.1f}V{y + 0.8:.1f}z" '
        f'fill="{PALE}"/>'
        f'<path d="M{x - c:.1f} {y:.1f}L{x:.1f} {y - c:.1f}q{-c * 0.62:.1f} {-c * 0.02:.1f} '
        f"{-c * 0.86:.1f} {c * 0.14:.1f}q{c * 0.04:.1f} {c * 0.5:.1f} {-c * 0.14:.1f} "
        f'{c * 0.86:.1f}z" fill="{YELLOW}"/>'
        f'<path d="M{x - c:.1f} {y:.1f}L{x:.1f} {y - c:.1f}" stroke="{INK}" stroke-opacity=".2"/>'
    )


def _box_sides(drawing: Drawing, box: Box) -> str:
    over = slant(drawing) * box.inch
    top = f"M{box.x:.1f} {box.y:.1f}l{over:.1f} {-over:.1f}h{box.w:.1f}l{-over:.1f} {over:.1f}z"
    side = (
        f"M{box.right:.1f} {box.y:.1f}l{over:.1f} {-over:.1f}v{box.h:.1f}l{-over:.1f} {over:.1f}z"
    )
    return _sheet(top, "#fff") + _sheet(side, "#e4e1da")


def _sheet(path: str, color: str) -> str:
    return f'<path d="{path}" fill="{color}" stroke="{INK}" stroke-opacity=".22"/>'
