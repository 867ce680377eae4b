"""What 4Over's codes mean, in the words of somebody who has never printed anything."""

import re
from functools import lru_cache

# The whole text, in lower case: (in a title, in a sentence)
_KNOWN = {
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
    "spuv": ("spot UV", "spot UV: gloss on the parts you choose"),
    "spot uv": ("spot UV", "spot UV: gloss on the parts you choose"),
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
    (r"\b(\d+)\s*PT\s*UC\b", r"\1 pt uncoated", r"\1 pt cardstock, uncoated"),
    (r"\b(\d+)\s*PT\.?\s+C2S\b", r"\1 pt", r"\1 pt cardstock, coated on both sides"),
    (r"\b(\d+)\s*PT\.?\s+C1S\b", r"\1 pt", r"\1 pt cardstock, coated on one side"),
    (r"\b(\d+)\s*PT\.?\s+Uncoated\b", r"\1 pt uncoated", r"\1 pt cardstock, uncoated"),
    (r"\b(\d+)\s*PT\b\.?$", r"\1 pt", r"\1 pt cardstock"),
    (r"\b(\d+)\s*PT\b\.?", r"\1 pt", r"\1 pt"),
    (r"\b(\d+)\s*GLC\b", r"\1 lb gloss cover", r"\1 lb gloss cover"),
    (r"\b(\d+)\s*GLB\b", r"\1 lb gloss book", r"\1 lb gloss book"),
    (r"\b(\d+)\s*UC\b", r"\1 lb uncoated", r"\1 lb uncoated text"),
    (r"\b(\d+)\s*(?:LBS?|#)(?!\w)\.?", r"\1 lb", r"\1 lb"),
    (r"\b(\d+)\s*(oz|mm|mil)\b", r"\1 \2", r"\1 \2"),
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
    "5": "full color and a fifth ink",
    "6": "full color and two more inks",
}
_COLORSPEC = re.compile(r"^\s*([0-6])/([0-6])(?!\d)(.*)$")
_KEEPS_ITS_CASE = re.compile(r"[A-Z]{2,}|[a-z][A-Z]|\d")
_PROPER = {"Coroplast", "Akuafoil", "Kraft", "Majestic"}


@lru_cache(maxsize=8192)
def words_for(code: str) -> str:
    """A code or name of 4Over's in plain words: AQ, 14PTUC, 4/4 (4 color both sides)."""
    return _said(code, sentence=True)


@lru_cache(maxsize=8192)
def short_words_for(code: str) -> str:
    """The same as short as a title wants it; "" for what a title need not say."""
    return _said(code, sentence=False)


def _said(code: str, *, sentence: bool) -> str:
    text = " ".join(code.split())
    if found := _COLORSPEC.match(text):
        return _colors(*found.groups())
    if known := _KNOWN.get(text.lower()):
        return known[sentence]
    for pattern, in_title, in_sentence in _CODES:
        text = pattern.sub(in_sentence if sentence else in_title, text)
    return " ".join(map(_quietly, text.split(" ")))


def _quietly(word: str) -> str:
    """Lower case, unless it is a name or a code."""
    bare = word.strip(".,()")
    return word if bare in _PROPER or _KEEPS_ITS_CASE.search(bare) else word.lower()


def _colors(front: str, back: str, rest: str) -> str:
    """4/4 is "Full color both sides", 4/0 "Full color front, blank back" (API 3.3)."""
    foil = front == "5" and "foil" in rest.lower()
    inks = "full color and foil" if foil else _INKS[front] or "blank"
    behind = _INKS[back] or "blank"
    words = f"{inks} both sides" if front == back else f"{inks} front, {behind} back"
    return words[0].upper() + words[1:]
