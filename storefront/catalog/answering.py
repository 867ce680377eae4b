"""From the parts of a question to products: as much of it as there is, and what was left out.

Pure. Never is the whole answer empty because of one word: what nothing has is left out and said.
"""

from dataclasses import dataclass, field
from typing import Protocol

from storefront.catalog.question import Part, part_of, words_of
from storefront.catalog.synonyms import Phrase, Synonyms


class Has(Protocol):
    def having_any(self, ways: tuple[Phrase, ...]) -> set[int]: ...


class Words(Protocol):
    @property
    def ids(self) -> list[int]: ...
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
class Answer:
    """The products, the first ones first, and how the question was taken."""

    ids: list[int]
    asked: list[Part] = field(default_factory=list)  # what they have
    unknown: list[str] = field(default_factory=list)  # nothing has it
    apart: list[str] = field(default_factory=list)  # others have it, but nothing has all
    near: list[str] = field(default_factory=list)  # nothing is called so; this comes near
    misspelled: list[tuple[str, str]] = field(default_factory=list)  # and what was probably meant
    in_feet: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether there is all that was asked for, as it was said."""
        return not (self.unknown or self.apart or self.near or self.misspelled)

    @property
    def kept(self) -> str:
        """What is answered, in the person's words."""
        return " ".join(part.said for part in self.asked)


def answer(words: Words, parts: list[Part]) -> Answer:
    found = Answer([])
    having: list[set[int]] = []
    left = list(parts)
    while left:
        asked = left.pop(0)
        part, places = _taken(words, asked, found)
        if places:
            found.asked.append(part)
            having.append(places)
        elif apart := words_of(asked, words.synonyms, words.knows):
            left[:0] = apart  # nothing is called so as a whole
        else:
            found.unknown.append(asked.said)
    if having:
        _keep_to_the_kind(words, found, having)
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
    for said, ways in others:
        if ways and (places := words.all.having_any(ways)):
            said.append(part.said)
            return part._replace(ways=ways), places
    meant = () if part.listed else words.nearest(part.ways[0])
    if not meant or len(meant) < len(part.ways[0]):
        return part, set()
    other, places = _taken(words, part_of(meant, words.synonyms, words.knows), found)
    if places:
        found.misspelled.append((part.said, other.said))
    return other, places


def _keep_to_the_kind(words: Words, found: Answer, having: list[set[int]]) -> None:
    """Folded business cards are business cards, folded or not: no folders with room for a card."""
    kinds = [at for at, part in enumerate(found.asked) if any(map(words.is_kind, part.ways))]
    of_kind = [words.kinds.having_any(found.asked[at].ways) for at in kinds]
    theirs = set.intersection(*of_kind) if of_kind else set()
    all_of_it = set.intersection(*having)
    if theirs and theirs.isdisjoint(all_of_it):
        for at in kinds:
            having[at] = theirs


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
    said = found.asked.pop(at).said
    having.pop(at)
    if said in found.near:  # it came near to something, and now does not count
        found.near.remove(said)
        found.unknown.append(said)
    else:
        found.apart.append(said)
    found.in_feet[:] = [one for one in found.in_feet if one != said]
    found.misspelled[:] = [one for one in found.misspelled if one[1] != said]


def _called_so_first(words: Words, found: Answer, places: set[int]) -> list[int]:
    """Those whose titles have all that was asked, then those whose titles have some of it."""
    titles = [words.titles.having_any(part.ways) for part in found.asked]
    called_so = set.intersection(places, *titles)
    partly = places.intersection(set[int]().union(*titles)) - called_so
    rest = places - called_so - partly
    return [*sorted(called_so), *sorted(partly), *sorted(rest)]
