"""Which files a selection needs: 4Over says it, and where it does not, rules of thumb (API 9)."""

import enum
import re
from collections.abc import Iterator

from storefront.artwork.words import LABELS
from storefront.catalog.spec import Kind
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError
from storefront.quotes.selection import Selection

Slots = list[tuple[str, str]]  # (4Over's reason code, what to call it)


class SaidBy(enum.StrEnum):
    """Who said which files are needed."""

    FOUROVER = "4over"
    RULES = "rules"  # of our own, where 4Over could not be asked
    NOBODY = ""  # an own product needs none


ORDER = list(LABELS)


def required_slots(client: FourOver, selection: Selection) -> tuple[Slots, SaidBy]:
    """The slots, and who said so.

    Call it with no transaction open. Never raises: an order can be held later for a file, but a
    customer shall not wait for one answer about files.
    """
    try:
        wanted = client.requirements(selection.spec.uuid, selection.all_option_uuids)
    except FourOverError:
        wanted = ()
    if not wanted:
        return by_rules(selection), SaidBy.RULES
    slots = {one.code: _label(one.code, one.label) for one in wanted}
    return sorted(slots.items(), key=_place), SaidBy.FOUROVER


def by_rules(selection: Selection) -> Slots:
    """What the table of API 9.2 makes of the colors, the coating and the finishing."""
    wanted = set(_codes(selection))
    return [(code, LABELS[code]) for code in ORDER if code in wanted]


def _codes(selection: Selection) -> Iterator[str]:
    spec = selection.spec
    front, back = _figures(selection)
    finishing = [f"{group.name} {option.label}" for group, option in selection.options]
    said = " | ".join([spec.description, spec.named(Kind.COATING), *finishing]).lower()

    if re.search(r"booklet|catalog|calendar|magazine", said):
        yield "multipagepdf"
        if re.search(r"separate cover|plus cover", said):
            yield "cvr"
    elif "lenticular" in said:
        yield from ("l1", "l2", "l3")
        yield from ["bk"] * bool(back)
    elif re.search(r"\bbox(es)?\b", said):
        yield "out"
        yield from ["in"] * bool(back)
    else:
        yield "fr"
        yield from ["bk"] * bool(back)

    if re.search(r"spot ?uv|raised ?uv", said):
        yield from _sides(said, r"(?:spot|raised) ?uv", "fm", "bm")
    if front >= 5 or back >= 5:
        yield from ["ffm"] * (front >= 5) + ["bfm"] * (back >= 5)
    elif re.search(r"foil", said):
        yield from _sides(said, "foil", "ffm", "bfm")
    if re.search(r"die.?cut|custom shape", said):
        yield "cm"


def _figures(selection: Selection) -> tuple[int, int]:
    """How many colors are on the front and on the back: 4/0, or 5/1 (4/1 with Foil on Front)."""
    match = re.search(r"(\d+)\s*/\s*(\d+)", selection.colors)
    return (int(match[1]), int(match[2])) if match else (4, 0)


def _sides(said: str, what: str, front: str, back: str) -> list[str]:
    """On which side it is, where the words say so; else on the front."""
    near = " ".join(re.findall(rf"{what}[^|,]*", said))
    on_back = "back" in near or "both" in near
    on_front = "front" in near or "both" in near or not on_back
    return [front] * on_front + [back] * on_back


def _label(code: str, theirs: str) -> str:
    return LABELS.get(code) or theirs[:120] or code


def _place(slot: tuple[str, str]) -> tuple[int, str]:
    code = slot[0]
    return (ORDER.index(code) if code in ORDER else len(ORDER), code)
