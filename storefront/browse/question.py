"""A search question, split into parts: each a word or a phrase, with the ways to find it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from storefront.browse.synonyms import Phrase, Synonyms
from storefront.catalog.search_words import stem, telling_words

_SIZE = re.compile(r"\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)+")
MOST_FEET = 20  # of a side; larger numbers are inches


class Part(NamedTuple):
    """A word or a phrase of the question, and the ways in which a product may have it."""

    said: str
    ways: tuple[Phrase, ...]
    near: tuple[Phrase, ...] = ()  # what comes near where nothing has it
    listed: bool = False  # the synonyms know it: it is no mistake in spelling

    @property
    def in_feet(self) -> Phrase | None:
        """Of a bare size such as 3x6: the same in feet, written in inches."""
        (*_, word) = self.ways[0]
        if len(self.ways[0]) > 1 or not _SIZE.fullmatch(word):
            return None
        sides = [float(side) for side in word.split("x")]
        return ("x".join(f"{side * 12:g}" for side in sides),) if max(sides) <= MOST_FEET else None


def parts_of(question: str, synonyms: Synonyms, known: Callable[[str], bool]) -> list[Part]:
    """Its parts. A phrase of the synonyms is one part. `known` says whether any product has a
    word."""
    said = telling_words(question)
    parts: list[Part] = []
    start = 0
    while start < len(said):
        part, many = _part(said[start:], synonyms, known)
        parts.append(part)
        start += many
    return parts


def _part(
    said: tuple[str, ...], synonyms: Synonyms, known: Callable[[str], bool]
) -> tuple[Part, int]:
    """The first part, and of how many words it is."""
    stems = tuple(map(stem, said))
    for many in range(min(synonyms.longest, len(said)), 0, -1):
        phrase = stems[:many]
        if phrase in synonyms.same or phrase in synonyms.near:
            ways = (phrase, *synonyms.same.get(phrase, ()))
            return Part(_shown(said[:many]), ways, synonyms.near.get(phrase, ()), True), many
    if len(said) > 1 and known(joined := said[0] + stems[1]) and joined.isalpha():
        return Part(_shown(said[:2]), (stems[:2], (joined,)), (), True), 2  # post card
    return Part(_shown(said[:1]), (stems[:1], *_apart(stems[0], known))), 1


def part_of(phrase: Phrase, synonyms: Synonyms, known: Callable[[str], bool]) -> Part:
    """The phrase as one part, if the synonyms know it; otherwise its first word."""
    return _part(phrase, synonyms, known)[0]


def words_of(part: Part, synonyms: Synonyms, known: Callable[[str], bool]) -> list[Part]:
    """Each of its words as a part of its own; none where it is but one."""
    words = part.said.split()
    return [part_of((word,), synonyms, known) for word in words] if len(words) > 1 else []


def _apart(word: str, known: Callable[[str], bool]) -> list[Phrase]:
    """Other ways to read an unknown word: two words written as one (doorhanger), or without its
    ending (folded)."""
    if not word.isalpha() or known(word):
        return []
    done = re.fullmatch(r"(\w{4,})(?:ed|ing)", word)
    if done and known(done[1]):
        return [(done[1],)]
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return [pair for pair in halves if all(map(known, pair))]


def _shown(words: tuple[str, ...]) -> str:
    return " ".join(re.sub(r"^no(?=\d+$)", "#", word) for word in words)
