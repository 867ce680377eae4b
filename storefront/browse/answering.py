"""From the parts of a search question to products, and what was left out of it. Pure.

One word that no product has never empties the answer: it is left out, and the page says so.
A set of products is a number: its bits are the places of the products in a list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import Protocol

from storefront.browse.question import Part, part_of, words_of
from storefront.browse.synonyms import Phrase, Synonyms


class Has(Protocol):
    def having_any(self, ways: tuple[Phrase, ...]) -> int: ...


class WordIndex(Protocol):
    @property
    def titles(self) -> Has: ...
    @property
    def all(self) -> Has: ...
    @property
    def kinds(self) -> Has: ...
    @property
    def synonyms(self) -> Synonyms: ...
    def is_kind(self, phrase: Phrase) -> bool: ...
    def knows(self, term: str) -> bool: ...
    def nearest(self, phrase: Phrase) -> Phrase: ...


@dataclass(frozen=True)
class SearchAnswer:
    """The products, and how the question was taken."""

    ranked: list[int] = field(default_factory=list)  # sets that share none, the best first
    asked: list[Part] = field(default_factory=list)  # what they have
    unknown: list[str] = field(default_factory=list)  # nothing has it
    apart: list[str] = field(default_factory=list)  # others have it, but nothing has all
    near: list[str] = field(default_factory=list)  # nothing is called so; this comes near
    misspelled: list[tuple[str, str]] = field(default_factory=list)  # and what was probably meant
    in_feet: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was left out or taken for something else."""
        return not (self.unknown or self.apart or self.near or self.misspelled)

    @property
    def answered(self) -> str:
        """The parts that the products have, in the words that were typed."""
        return " ".join(part.said for part in self.asked)

    @property
    def total(self) -> int:
        return sum(map(int.bit_count, self.ranked))

    def places(self) -> Iterator[int]:
        """Of the products, in the order they are shown."""
        return chain.from_iterable(map(places_in, self.ranked))


def places_in(places: int) -> Iterator[int]:
    return (place for place, bit in enumerate(f"{places:b}"[::-1]) if bit == "1")


def answer(words: WordIndex, parts: list[Part]) -> SearchAnswer:
    result = SearchAnswer()
    having: list[int] = []
    left = list(parts)
    while left:
        asked = left.pop(0)
        part, places = _taken(words, asked, result)
        if places:
            result.asked.append(part)
            having.append(places)
        elif apart := words_of(asked, words.synonyms, words.knows):
            left[:0] = apart  # nothing is called so as a whole
        else:
            result.unknown.append(asked.said)
    if having:
        _keep_to_the_kind(words, result, having)
        both = reduce(and_, having) or _with_feet(words, result, having)
        while not both:
            _leave_one_out(words, result, having)
            both = reduce(and_, having)
        result.ranked.extend(_called_so_first(words, result, both))
    return result


def _taken(words: WordIndex, part: Part, result: SearchAnswer) -> tuple[Part, int]:
    """The products that have this part; where none has, those that come nearest, noted in the
    result."""
    if places := words.all.having_any(part.ways):
        return part, places
    others = [(result.in_feet, (part.in_feet,) if part.in_feet else ()), (result.near, part.near)]
    for said, ways in others:
        if ways and (places := words.all.having_any(ways)):
            said.append(part.said)
            return part._replace(ways=ways), places
    meant = () if part.listed else words.nearest(part.ways[0])
    if not meant or len(meant) < len(part.ways[0]):
        return part, 0
    other, places = _taken(words, part_of(meant, words.synonyms, words.knows), result)
    if places:
        result.misspelled.append((part.said, other.said))
    return other, places


def _keep_to_the_kind(words: WordIndex, result: SearchAnswer, having: list[int]) -> None:
    """Where nothing has all parts, take products of the kind that was named: folded business cards
    are business cards, folded or not, and no folders with room for a card."""
    kinds = [at for at, part in enumerate(result.asked) if any(map(words.is_kind, part.ways))]
    of_kind = [words.kinds.having_any(result.asked[at].ways) for at in kinds]
    theirs = reduce(and_, of_kind) if of_kind else 0
    if theirs and not theirs & reduce(and_, having):
        for at in kinds:
            having[at] = theirs


def _with_feet(words: WordIndex, result: SearchAnswer, having: list[int]) -> int:
    """A banner of 3x6 is one of three feet by six, where none has inches."""
    for at, part in enumerate(result.asked):
        if part.in_feet and part.said not in result.in_feet:
            ways = (part.in_feet,)
            others = [places for other, places in enumerate(having) if other != at]
            both = reduce(and_, others, in_feet := words.all.having_any(ways))
            if both:
                having[at], result.asked[at] = in_feet, part._replace(ways=ways)
                result.in_feet.append(part.said)
                return both
    return 0


def _leave_one_out(words: WordIndex, result: SearchAnswer, having: list[int]) -> None:
    """Leave out a size or a finish before the kind of thing; among these one without which
    something is left, and of those the one that the fewest titles have."""

    def worth_leaving(at: int) -> tuple[bool, bool, int]:
        rest = [places for other, places in enumerate(having) if other != at]
        return (
            words.is_kind(result.asked[at].ways[0]),
            not reduce(and_, rest, -1 if rest else 0),
            words.titles.having_any(result.asked[at].ways).bit_count(),
        )

    at = min(range(len(having)), key=worth_leaving)
    said = result.asked.pop(at).said
    having.pop(at)
    if said in result.near:  # it came near to something, and now does not count
        result.near.remove(said)
        result.unknown.append(said)
    else:
        result.apart.append(said)
    result.in_feet[:] = [one for one in result.in_feet if one != said]
    result.misspelled[:] = [one for one in result.misspelled if one[1] != said]


def _called_so_first(words: WordIndex, result: SearchAnswer, both: int) -> list[int]:
    """Those whose titles have all that was asked, then those whose titles have some of it."""
    titles = [words.titles.having_any(part.ways) for part in result.asked]
    called_so = reduce(and_, titles, both)
    partly = reduce(or_, titles) & both & ~called_so
    return [called_so, partly, both & ~called_so & ~partly]
