"""Finding a row by whatever people type of it: `O'Brien` for `O’Brien`, a phone in any spelling.

What a row is found by is kept with letters and digits only, one word for each of its fields. A
question is cut at its spaces and written the same way; then each part must be somewhere in it.
Both databases compare the same, since neither is asked about case, accents or signs.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, false

from storefront.text import clean

LONGEST = 200  # of a question
MOST_PARTS = 12

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})
# what is said before a number: order #1042, Order no. 1042, phone 555 0188
_SAID_BEFORE = re.compile(
    r"\b(?:(?:order|item|job|reference|ref|number|no|phone|tel|zip)\b[\s.:#]*)+(?=\S*\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<!\w)(?:\+?1[\s./-]*)?\(?(\d{3})\)?[\s./-]*(\d{3})[\s./-]*(\d{4})(?!\w)", re.ASCII
)


def squeezed(text: str) -> str:
    """Its letters and digits in lower case, without accents: Conor O’Brien is conorobrien."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalnum())


def words_of(fields: Iterable[str]) -> str:
    """What a row with these fields is found by."""
    return "".join(f" {word}" for word in map(squeezed, fields) if word)


def without_what_is_said_before(question: str) -> str:
    return _SAID_BEFORE.sub("", clean(question, LONGEST))


def mentions(column: Any, question: str) -> ColumnElement[bool]:
    """Whether the words in this column have all parts of the question; a question without any
    letter or digit is found nowhere."""
    whole_phones = _PHONE.sub(r" \1\2\3 ", without_what_is_said_before(question))
    parts = dict.fromkeys(filter(None, map(squeezed, whole_phones.split())))
    # letters and digits alone: nothing in them means anything to LIKE
    asked = [column.like(f"%{part}%") for part in list(parts)[:MOST_PARTS]]
    return and_(*asked) if asked else false()
