"""Finding a row by whatever people type of it: `O'Brien` for `O’Brien`, a phone in any spelling.

What a row is found by is kept with letters and digits only, one word for each of its fields. A
question is cut at its spaces and written the same way; then each part must be somewhere in it, or
another way to write that part: Street and St, Fifth and 5th.
Both databases compare the same, since neither is asked about case, accents or signs.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from storefront.text import clean

LONGEST = 200  # of a question
MOST_PARTS = 12

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "ʼ": ""}
)
# what is said before a number: order #1042, Order no. 1042, phone 555 0188
_SAID_BEFORE = re.compile(
    r"\b(?:(?:order|item|job|reference|ref|number|no|phone|tel|zip)\b[\s.:#-]*)+(?=\S*\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<!\w)(?:\+?1[\s./-]*)?\(?(\d{3})\)?[\s./-]*(\d{3})[\s./-]*(\d{4})(?!\w)", re.ASCII
)

_WAYS_TO_WRITE = """
    street st|avenue ave av|boulevard blvd|road rd|drive dr|lane ln|court ct|place pl|square sq
    circle cir|terrace ter|parkway pkwy|highway hwy|expressway expy|trail trl|route rte|center ctr
    heights hts|north n|south s|east e|west w|northeast ne|northwest nw|southeast se|southwest sw
    suite ste|apartment apt|building bldg|floor fl|room rm|saint st|fort ft|mount mt
    company co|incorporated inc|corporation corp
    first 1st|second 2nd|third 3rd|fourth 4th|fifth 5th|sixth 6th|seventh 7th|eighth 8th|ninth 9th
    tenth 10th|eleventh 11th|twelfth 12th
"""
_SAME: dict[str, set[str]] = {}
for _ways in re.split(r"[|\n]", _WAYS_TO_WRITE):
    for _way in _ways.split():
        _SAME.setdefault(_way, set()).update(_ways.split())
SAYS_LITTLE = {
    "a", "an", "and", "at", "by", "caller", "for", "from", "in", "mr", "mrs", "ms", "my", "name",
    "of", "on", "or", "order", "orders", "our", "please", "said", "says", "that", "the", "their",
    "this", "to", "under", "was", "with",
}  # fmt: skip
_OWN = re.compile("['’`]s$", re.IGNORECASE)  # O'Brien's order
_ZIP_AND_FOUR = re.compile(r"(\d{5})-?\d{4}", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))", re.ASCII)  # order 1,042


def squeezed(text: str) -> str:
    """Its letters and digits in lower case, without accents: Conor O’Brien is conorobrien."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalnum())


def words_of(fields: Iterable[str]) -> str:
    """What a row with these fields is found by."""
    return "".join(f" {word}" for word in map(squeezed, fields) if word)


def without_what_is_said_before(question: str) -> str:
    plain = _THOUSANDS.sub("", clean(question, LONGEST)).rstrip(".,;:!? ")
    return _SAID_BEFORE.sub("", plain)


def mentions(column: Any, question: str) -> ColumnElement[bool]:
    """Whether the words in this column have all parts of the question; a question without any
    letter or digit is found nowhere."""
    whole_phones = _PHONE.sub(r" \1\2\3 ", without_what_is_said_before(question))
    parts = dict.fromkeys(filter(None, map(_part, whole_phones.split())))
    told = [part for part in parts if part not in SAYS_LITTLE] or list(parts)
    plain = any(part not in _SAME for part in told)
    # what tells the most first: the others are then looked for in few
    told = sorted(told[:MOST_PARTS], key=lambda part: part in _SAME)
    asked = [or_(*(column.like(f"%{way}%") for way in _ways_of(part, plain))) for part in told]
    return and_(*asked) if asked else false()


def _part(said: str) -> str:
    if match := _ZIP_AND_FOUR.fullmatch(said):
        return match[1]  # of some addresses no more is known
    return squeezed(_OWN.sub("", said))


def _ways_of(part: str, plain: bool) -> list[str]:
    """How it may stand there: no way that has another in it. Letters and digits alone: nothing in
    them means anything to LIKE. One or two letters are nearly everywhere, and are looked for only
    if another part is `plain`."""
    ways = {way for way in _SAME.get(part, ()) if plain or len(way) > 2} | {part}
    return sorted(way for way in ways if not any(way != other and other in way for other in ways))
