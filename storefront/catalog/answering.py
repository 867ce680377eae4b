"""From the parts of a question to products: as much of it as there is, and what was left out.

Pure. Never is the whole answer empty because of one word: what nothing has is left out and said.
"""

from dataclasses import dataclass, field
from typing import Protocol

from storefront.catalog.question import Part
from storefront.catalog.synonyms import Phrase


class Has(Protocol):
    def having_any(self, ways: tuple[Phrase, ...]) -> set[int]: ...


class Words(Protocol):
    @property
    def ids(self) -> list[int]: ...
    @property
    def titles(self) -> Has: ...
    @property
    def all(self) -> Has: ...
    def is_kind(self, phrase: Phrase) -> bool: ...
    def nearest(self, phrase: Phrase) -> Phrase: ...


@dataclass(frozen=True)
class Answer:
    """The products, the first ones first, and how the question was taken."""

    ids: list[int]
    asked: list[Part] = field(default_factory=list)  # what they have
    unknown: list[str] = field(default_factory=list)  # nothing has it
    apart: list[str] = field(default_factory=list)  # others have it, but nothing has all
    near: list[str] = field(default_factory=list)  # nothing is called so; this comes near
    misspelled: list[str] = field(default_factory=list)
    in_feet: list[str] = field(default_factory=list)

    @property
    def kept(self) -> str:
        """What is answered, in the person's words."""
        return " ".join(part.said for part in self.asked)


def answer(words: Words, parts: list[Part]) -> Answer:
    found = Answer([])
    having: list[set[int]] = []
    for asked in parts:
        part, places = _taken(words, asked, found)
        if places:
            found.asked.append(part)
            having.append(places)
        else:
            found.unknown.append(asked.said)
    if having:
        both = set.intersection(*having) or _with_feet(words, found, having)
        while not both:
            _leave_one_out(words, found, having)
            both = set.intersection(*having)
        found.ids.extend(words.ids[place] for place in _called_so_first(words, found, both))
    return found


def _taken(words: Words, part: Part, found: Answer) -> tuple[Part, set[int]]:
    """What has this part; if nothing has, then what comes nearest to it, which is said."""
    if places := words.all.having_any(part.ways):
        return part, places
    others = [(found.in_feet, (part.in_feet,) if part.in_feet else ()), (found.near, part.near)]
    if not part.listed:
        meant = words.nearest(part.ways[0])
        others.append((found.misspelled, (meant,) if len(meant) == len(part.ways[0]) else ()))
    for said, ways in others:
        if ways and (places := words.all.having_any(ways)):
            said.append(part.said)
            return part._replace(ways=ways), places
    return part, set()


def _with_feet(words: Words, found: Answer, having: list[set[int]]) -> set[int]:
    """A banner of 3x6 is one of three feet by six, where none has inches."""
    for at, part in enumerate(found.asked):
        if part.in_feet and part.said not in found.in_feet:
            ways = (part.in_feet,)
            others = [places for other, places in enumerate(having) if other != at]
            both = set.intersection(words.all.having_any(ways), *others)
            if both:
                having[at], found.asked[at] = words.all.having_any(ways), part._replace(ways=ways)
                found.in_feet.append(part.said)
                return both
    return set()


def _leave_one_out(words: Words, found: Answer, having: list[set[int]]) -> None:
    """Rather a size or a finish than the kind of thing; among such the one without which there is
    something, and the one that titles say least of."""

    def worth_leaving(at: int) -> tuple[bool, bool, int]:
        rest = [places for other, places in enumerate(having) if other != at]
        return (
            words.is_kind(found.asked[at].ways[0]),
            not (rest and set.intersection(*rest)),
            len(words.titles.having_any(found.asked[at].ways)),
        )

    at = min(range(len(having)), key=worth_leaving)
    found.apart.append(found.asked.pop(at).said)
    having.pop(at)


def _called_so_first(words: Words, found: Answer, places: set[int]) -> list[int]:
    """Those whose titles have all that was asked, then those whose titles have some of it."""
    titles = [words.titles.having_any(part.ways) for part in found.asked]
    called_so = set.intersection(places, *titles)
    partly = places.intersection(set[int]().union(*titles)) - called_so
    rest = places - called_so - partly
    return [*sorted(called_so), *sorted(partly), *sorted(rest)]
