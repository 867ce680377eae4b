"""What a drawing of a product shows, read from what is said of it. Pure.

A drawing is named by all that is in it, so its address alone is enough to make it again: nothing
is stored, and a list of products needs neither a query nor a spec for its pictures.
"""

import re
from dataclasses import dataclass, replace

LEAST, MOST = 0.1, 2000.0  # inches of a side that can be drawn

# Which kind of thing has which word in its name; the last word that is known counts.
_WORDS = {
    "fold": "brochure folded greeting",
    "hanger": "hanger",
    "tag": "tag",
    "book": "booklet catalog magazine program newsletter book",
    "pad": "notepad pad ncr form",
    "calendar": "calendar",
    "banner": "banner flag backdrop canvas",
    "yard": "yard",
    "board": "sign board coroplast acrylic aluminum",
    "sticker": "sticker label decal cling magnet coaster roll",
    "envelope": "envelope",
    "folder": "folder",
    "box": "box",
    "flat": "card postcard flyer poster letterhead bookmark menu ticket invitation announcement",
}
KINDS = tuple(_WORDS)
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_UPRIGHT = {"hanger", "tag", "book", "pad", "calendar", "folder"}
_STANDS = re.compile(
    r"\b(?:flyer|poster|bookmark|rack|letterhead|menu|retract\w*|roll[- ]?up|feather|flag)",
    re.IGNORECASE,
)

# Marks: a letter for each thing that can be seen of it.
ROUND, DIE_CUT, CORNERS, HOLE, TWO_SIDES = "o", "d", "r", "h", "b"
SHINES, UNCOATED, KRAFT, FOIL = "s", "u", "k", "m"
FOLDS = {  # about where, as parts of the longer side
    "2": (1 / 2,),  # half fold
    "3": (1 / 3, 2 / 3),  # tri-fold
    "4": (1 / 4, 3 / 4),  # gate fold
    "5": (1 / 4, 1 / 2, 3 / 4),  # four panels
}
_READ = [
    (ROUND, r"\b(?:circles?|circular|oval|round)\b(?![- ]*corner)"),
    (DIE_CUT, r"\bdie[- ]?cut|\bcustom shape"),
    (CORNERS, r"\bround(?:ed)?[- ]+corner"),
    (HOLE, r"\bdrill|\bwith hole|\b\d holes?\b"),
    ("2", r"\bhalf[- ]?fold|\bgreeting|\bfold(?:ed)? in half"),
    ("3", r"\btri[- ]?fold|\bz[- ]?fold|\bletter fold|\bc[- ]?fold"),
    ("4", r"\bgate[- ]?fold"),
    ("5", r"\baccordion|\b4[- ]panel|\bdouble parallel"),
    (SHINES, r"\buv\b|\bgloss|\baq\b|\blaminat"),
    (UNCOATED, r"\buncoated|\buc\b|\d+pt\s?uc\b|\blinen"),
    (KRAFT, r"\bkraft"),
    (FOIL, r"\bfoil|\bakuafoil|\bakfo\b|\bmetallic"),
]
_MARKS = [(mark, re.compile(pattern, re.IGNORECASE)) for mark, pattern in _READ]
_NAME = re.compile(r"([a-z]+)-([\d.]{1,8})x([\d.]{1,8})(?:x([\d.]{1,8}))?(?:-([a-z2-5]{1,12}))?")


@dataclass(frozen=True)
class Drawing:
    """A kind of thing, its sides in inches as it lies or stands, and what can be seen of it."""

    kind: str
    width: float
    height: float
    depth: float = 0.0
    marks: str = ""  # letters in alphabetical order

    @property
    def sides(self) -> tuple[float, ...]:
        return (self.width, self.height, self.depth)[: 3 if self.depth else 2]

    @property
    def name(self) -> str:
        name = f"{self.kind}-{'x'.join(f'{side:g}' for side in self.sides)}"
        return f"{name}-{self.marks}" if self.marks else name

    @property
    def folds(self) -> tuple[float, ...]:
        """About where it is folded, as parts of its longer side."""
        return next((FOLDS[mark] for mark in self.marks if mark in FOLDS), ())


def drawn(
    family: str, sides: tuple[float, ...], text: str, *, two_sides: bool = False
) -> Drawing | None:
    """From the sides in inches, and from all that is said of the thing. None if they cannot be
    drawn, or are not known."""
    if not sides or not all(LEAST <= side <= MOST for side in sides):
        return None
    drawing = _drawn(family, sides, text)
    marks = {*drawing.marks, *(TWO_SIDES if two_sides else "")}
    return replace(drawing, marks="".join(sorted(marks)))


def marks_in(text: str) -> set[str]:
    """What a text says can be seen of it."""
    return {mark for mark, pattern in _MARKS if pattern.search(text)}


def parse(name: str) -> Drawing | None:
    """The drawing of that name, if it is one, and written just as we would."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    kind, *sides, marks = match.groups()
    try:
        width, height, depth = (float(side or 0) for side in sides)
    except ValueError:
        return None
    drawing = Drawing(kind, width, height, depth, marks or "")
    drawable = all(LEAST <= side <= MOST for side in (width, height, depth or 1))
    letters = {mark for mark, _ in _READ} | {TWO_SIDES}
    in_order = "".join(sorted(set(drawing.marks) & letters)) == drawing.marks
    return drawing if kind in KINDS and drawable and in_order and drawing.name == name else None


def _drawn(family: str, sides: tuple[float, ...], text: str) -> Drawing:
    marks = marks_in(text)
    if UNCOATED in marks:
        marks.discard(SHINES)
    for fold in sorted(marks & set(FOLDS))[1:]:
        marks.discard(fold)
    kind = "box" if len(sides) > 2 else _kind(family) or _kind(text) or "flat"
    if kind == "flat" and marks & set(FOLDS):
        kind = "fold"
    if kind == "fold" and not marks & set(FOLDS):
        marks.add("3")
    if kind not in ("fold", "flat"):
        marks -= set(FOLDS)
    short, long = sorted(sides[:2])
    upright = kind in _UPRIGHT or bool(_STANDS.search(text))
    width, height = (short, long) if upright else (long, short)
    depth = sides[2] if len(sides) > 2 else 0.0
    sides = round(width, 3), round(height, 3), round(depth, 3)
    return Drawing(kind, *sides, "".join(sorted(marks)))


def _kind(name: str) -> str:
    for word in reversed(re.findall(r"[a-z]+", name.lower())):  # "Table Tent Cards" are cards
        if kind := _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s")):
            return "yard" if kind == "board" and "yard" in name.lower() else kind
    return ""
