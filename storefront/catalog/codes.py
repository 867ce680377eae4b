"""What 4Over's codes mean, in the words of somebody who has never printed anything. Pure."""

import re
from collections.abc import Mapping
from functools import lru_cache

from storefront.catalog.choice_words import option_in_words, turnaround_in_words

# The whole text, in lower case: (in a title, in a sentence)
KNOWN = {
    "uv": ("UV gloss", "glossy UV coating"),
    "full uv": ("UV gloss", "glossy UV coating"),
    "uvfr": ("UV gloss front", "glossy UV coating on the front"),
    "aq": ("aqueous", "aqueous coating"),
    "aqueous": ("aqueous", "aqueous coating"),
    "uc": ("uncoated", "no coating"),
    "uncoated": ("uncoated", "no coating"),
    "none": ("", "no coating"),
    "no coating": ("", "no coating"),
    "n/a": ("", ""),
    "matte": ("matte", "matte finish"),
    "matt": ("matte", "matte finish"),
    "matte dull finish": ("matte", "matte finish"),
    "dull": ("dull matte", "dull matte finish"),
    "silk": ("silk", "silk lamination"),
    "suede": ("suede", "soft suede lamination"),
    "soft touch": ("soft touch", "soft touch lamination"),
    "spuv": ("spot UV", "spot UV, gloss on parts of the print"),
    "spot uv": ("spot UV", "spot UV, gloss on parts of the print"),
    "akfo": ("Akuafoil", "Akuafoil, a metallic foil under the print"),
    "akuafoil": ("Akuafoil", "Akuafoil, a metallic foil under the print"),
    "foil": ("foil", "metallic foil"),
    "gl": ("gloss laminated", "gloss lamination"),
    "gloss lam": ("gloss laminated", "gloss lamination"),
    "gloss lamination": ("gloss laminated", "gloss lamination"),
    "matte lamination": ("matte laminated", "matte lamination"),
    "gloss": ("gloss", "gloss finish"),
    "cnp": ("crack-and-peel", "adhesive paper with a crack-and-peel back"),
    "crack 'n' peel": ("crack-and-peel", "adhesive paper with a crack-and-peel back"),
}

# Codes inside a text, applied one after the other: (pattern, in a title, in a sentence)
_PATTERNS = [
    (r"\b(\d+)\s*PT\s*UC\b", r"\1 pt uncoated", r"uncoated \1 pt cardstock"),
    (r"\b(\d+)\s*PT\.?\s+C2S\b", r"\1 pt", r"\1 pt cardstock coated on both sides"),
    (r"\b(\d+)\s*PT\.?\s+C1S\b", r"\1 pt", r"\1 pt cardstock coated on one side"),
    (r"\b(\d+)\s*PT\.?\s+Uncoated\b", r"\1 pt uncoated", r"uncoated \1 pt cardstock"),
    (r"\b(\d+)\s*PT\b\.?$", r"\1 pt", r"\1 pt cardstock"),
    (r"\b(\d+)\s*PT\b\.?", r"\1 pt", r"\1 pt"),
    (r"\b(\d+)\s*GLC\b", r"\1 lb gloss cover", r"\1 lb gloss cover"),
    (r"\b(\d+)\s*GLB\b", r"\1 lb gloss book", r"\1 lb gloss book"),
    (r"\b(\d+)\s*UC\b", r"\1 lb uncoated", r"\1 lb uncoated text"),
    (r"\b(\d+)\s*(?:LBS?|#)(?!\w)\.?", r"\1 lb", r"\1 lb"),
    (r"\b(\d+)\s*(oz|mm|mil)\b", r"\1 \2", r"\1 \2"),
    (r"\bE-?Flute\b", "E-flute", "E-flute cardboard"),
    (r"\bBOPP\b", "BOPP", "BOPP film"),
    (r"^0?40 Aluminum\b", '0.040" aluminum', '0.040" aluminum'),
    (r"\bC2S\b", "coated", "coated on both sides"),
    (r"\bC1S\b", "coated one side", "coated on one side"),
    (r"\bAQ\b", "aqueous", "aqueous coating"),
    (r"\bUVFR\b", "UV front", "UV coating on the front"),
]
_CODES = [(re.compile(code, re.IGNORECASE), short, long) for code, short, long in _PATTERNS]

_INKS = {
    "0": "",
    "1": "black",
    "2": "two colors",
    "3": "three colors",
    "4": "full color",
    "5": "full color + one more ink",
    "6": "full color + two more inks",
}
_COLORSPEC = re.compile(r"^\s*([0-6])/([0-6])(?!\d)(.*)$")
_KEEPS_ITS_CASE = re.compile(r"[A-Z]{2,}|[a-z][A-Z]|\d")
_PROPER = {"Coroplast", "Akuafoil", "Kraft", "Majestic", "E-flute"}
_PAPER = re.compile(r"\d+ lb(?: (?:gloss|matte|silk|white|uncoated|cover|book|text))+")


class Dictionary:
    """What we know of codes, and above it what an admin wrote: code to (in a title, in a sentence).

    A word of theirs counts for the code alone, and for the code where it stands in a longer text.
    """

    def __init__(self, own: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.own = {_key(code): words for code, words in (own or {}).items() if _key(code)}
        longest_first = sorted(self.own, key=len, reverse=True)
        codes = "|".join(re.escape(code).replace(r"\ ", r"\s+") for code in longest_first)
        self._inside = (
            re.compile(rf"(?<![\w/])({codes})(?![\w/])", re.IGNORECASE) if codes else None
        )

    def sentence(self, code: str) -> str:
        """A code or name of 4Over's in plain words: AQ, 14PTUC, 4/4 (4 color both sides)."""
        return _said(self, code, True)

    def short(self, code: str) -> str:
        """The same as short as a title wants it; "" for what a title need not say."""
        return _said(self, code, False)

    def option(self, name: str) -> str:
        """An option by its name in plain words, unless an admin knows better ones."""
        own = self.own.get(_key(name)) if self.own else None
        return own[1] if own else option_in_words(name)

    def turnaround(self, label: str) -> str:
        """How soon it is ready, by 4Over's name for a turnaround, unless an admin knows better."""
        own = self.own.get(_key(label)) if self.own else None
        return own[1] if own else turnaround_in_words(label)

    def say(self, code: str, *, sentence: bool) -> str:
        text = " ".join(code.split())
        if own := self.own.get(_key(text)):
            return own[sentence]
        if match := _COLORSPEC.match(text):
            front, back, _ = match.groups()
            own = self.own.get(f"{front}/{back}")
            return own[sentence] if own else _colors(*match.groups())
        if known := KNOWN.get(text.lower()):
            return known[sentence]
        if self._inside is None:
            return _translated(text, sentence)
        pieces = self._inside.split(text)  # every second one is a code of theirs
        said = [
            self.own[_key(piece)][sentence] if place % 2 else _translated(piece, sentence)
            for place, piece in enumerate(pieces)
        ]
        return " ".join("".join(said).split())


@lru_cache(maxsize=16384)
def _said(dictionary: Dictionary, code: str, sentence: bool) -> str:
    return dictionary.say(code, sentence=sentence)


def _key(code: str) -> str:
    return " ".join(code.lower().split())


def _translated(text: str, sentence: bool) -> str:
    for pattern, in_title, in_sentence in _CODES:
        text = pattern.sub(in_sentence if sentence else in_title, text)
    said = " ".join(map(_quietly, text.split(" ")))
    return f"{said} paper" if sentence and _PAPER.fullmatch(said) else said


@lru_cache(maxsize=4096)
def within_a_sentence(name: str) -> str:
    """Business Cards as one says it within a sentence: business cards."""
    return " ".join(map(_quietly, name.split()))


def _quietly(word: str) -> str:
    """Lower case, unless it is a name or a code."""
    bare = word.strip(".,()")
    return word if bare in _PROPER or _KEEPS_ITS_CASE.search(bare) else word.lower()


def _colors(front: str, back: str, rest: str) -> str:
    """4/4 is "Full color both sides", 4/0 "Full color front, blank back" (API 3.3)."""
    foil = front == "5" and "foil" in rest.lower()
    inks = "full color + foil" if foil else _INKS[front] or "blank"
    behind = _INKS[back] or "blank"
    words = f"{inks} both sides" if front == back else f"{inks} front, {behind} back"
    return words[0].upper() + words[1:]
