"""Other words for what the shop offers: what people type, and what it is called here.

Admins edit the list as one text. In each line stands what people type, words for the same thing
separated by commas; then `=` and what is called so here, or `~` and what comes near to it, should
the shop have nothing that is called so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from storefront.catalog.models import SynonymList
from storefront.catalog.search_words import terms_in
from storefront.database import db

Phrase = tuple[str, ...]

LONGEST, MOST_LINES = 20_000, 500
TO_BEGIN_WITH = """\
flier, leaflet, handbill, circular = flyer
pamphlet, folded flyer = brochure
lawn sign, garden sign, campaign sign, political sign, election sign, bandit sign = yard sign
name card, visiting card, calling card, biz card = business card
trifold, letter fold, c fold = tri fold
bifold, bi fold, folded in half = half fold
accordion fold, zfold = z fold
gatefold = gate fold
rounded corner, rounded = round corner
thick, extra thick, heavy, sturdy = 16pt, 18pt, 24pt, 32pt, 10mm
glossy, shiny = gloss, uv
two sided, 2 sided, double sided, 2 sides, two sides, front and back = both sides
one sided, 1 sided, single sided = blank back
metallic = foil, akuafoil
pull up banner, roll up banner, pop up banner = retractable banner
decal = sticker
bumper sticker = bumper sticker, sticker
catalogue = catalog
programme = program
aluminium, metal sign = aluminum
corrugated sign, coroplast sign = coroplast
pocket folder = presentation folder
doorknob hanger, door knob hanger = door hanger
mailer = postcard, mailer
tee, t shirt = t-shirt
#10, business envelope, letter envelope = 4.125x9.5
#9 = 3.875x8.875
a2 envelope = 4.375x5.75 envelope
a6 envelope = 4.75x6.5 envelope
a7 envelope = 5.25x7.25 envelope
letter size = 8.5x11
legal size = 8.5x14
tabloid, ledger size = 11x17
half sheet, half letter = 5.5x8.5
menu ~ brochure, flyer
letterhead, stationery ~ envelope, flyer
rack card ~ door hanger, postcard
poster ~ flyer, rigid sign
magnet, magnetic ~ sticker
invitation, invite, greeting card ~ announcement card, postcard
bookmark, ticket, hang tag ~ business card
notepad ~ booklet
magazine, newsletter ~ booklet, catalog
flag ~ banner
"""


@dataclass(frozen=True)
class Synonyms:
    """What else each phrase may be called, and what comes near to it."""

    same: dict[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    near: dict[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """What people may ask for in a single word."""
        return [phrase[0] for phrase in (*self.same, *self.near) if len(phrase) == 1]

    @property
    def longest(self) -> int:
        return max(map(len, (*self.same, *self.near)), default=0)


def synonyms() -> Synonyms:
    """The present ones: an admin's, else ours to begin with. One statement."""
    return read(own_list() or TO_BEGIN_WITH)


def own_list() -> str:
    """What an admin wrote, empty where nobody did."""
    row = db.session.get(SynonymList, 1)
    return row.lines if row else ""


def without_empty_lines(text: str) -> str:
    """The list as it is kept: nothing at all if it is the one to begin with."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "" if lines == TO_BEGIN_WITH.splitlines() else "\n".join(lines)


def keep_list(lines: str) -> None:
    """From now on the search knows these. The caller commits."""
    db.session.merge(SynonymList(id=1, lines=lines))


@lru_cache(maxsize=8)
def read(text: str) -> Synonyms:
    """What the lines say; one that says nothing is passed over."""
    made = Synonyms()
    for sign, asked, meant in _lines(text):
        known = made.same if sign == "=" else made.near
        for phrase in asked:
            known[phrase] = tuple(dict.fromkeys((*known.get(phrase, ()), *meant)))
        for phrase in meant:
            if len(phrase) > 1:  # what belongs together, whoever says it
                made.same.setdefault(phrase, ())
    return made


def faults_of(text: str) -> list[str]:
    """What is wrong with which line, for whoever wrote it."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return [f"These are {len(lines)} lines; at most {MOST_LINES} are read."]
    write = "write it as “leaflet = flyer” or “menu ~ brochure”, with one such sign."
    return [
        f"Line {number}, “{line.strip()[:60]}”: {write}"
        for number, line in enumerate(lines, start=1)
        if line.strip() and not list(_lines(line))
    ]


def _lines(text: str) -> Iterator[tuple[str, list[Phrase], list[Phrase]]]:
    for line in text.splitlines():
        if line.count("=") + line.count("~") != 1:
            continue  # a = b = c could mean anything
        sign = "=" if "=" in line else "~"
        asked, _, meant = (_phrases(side) for side in line.partition(sign))
        if asked and meant:
            yield sign, asked, meant


def _phrases(text: str) -> list[Phrase]:
    return [tuple(terms) for part in text.split(",") if (terms := terms_in(part))]
