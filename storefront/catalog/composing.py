"""Titles and texts made from a product's attributes by templates that admins edit. Pure.

A template is plain text with placeholders such as {size}. A part in square brackets is left out
where one of its placeholders has nothing to say: `{family}[, {size}]`. There is nothing else to
it, so a template can do no harm.
"""

import re
from collections.abc import Mapping

FIELDS = ("title", "lead", "text")
LONGEST = {"title": 300, "lead": 300, "text": 5000}

_ATTRIBUTES = {
    "family": "what it is: Business Cards",
    "things": "the same within a sentence: business cards",
    "size": 'such as 2" x 3.5"',
    "stock": "the paper, in plain words",
    "coating": "in plain words",
    "code": "4Over's product code",
}
_CHOICES = {
    "runsizes": "such as 100 to 10,000",
    "colors": "such as full color both sides",
    "finishing": "what can be added, such as round corners",
    "turnarounds": "such as 2–4 business days",
}
PLACEHOLDERS = {"title": _ATTRIBUTES, "lead": _ATTRIBUTES, "text": _ATTRIBUTES | _CHOICES}

BUILT_IN = {
    "title": "{family}[, {size}][, {stock}][, {coating}]",
    "lead": "[{size} ]{things}[ on {stock}][, with {coating}]. Printed to order.",
    "text": "[{size} ]{things}[ printed on {stock}][, with {coating}].\n\n"
    "[Order {runsizes}.][ Colors: {colors}.]\n\n"
    "[Options: {finishing}.]",
}

_PLACE = re.compile(r"\{(\w+)\}")
# not a link of Markdown, which goes on with its URL
_LINK = re.compile(r"\[[^\[\]]*\]\([^()\s]*\)|\\[\[\]]")  # of Markdown; or a bracket meant as one
_OPTIONAL = re.compile(r"\[([^\[\]{}]*(?:\{\w+\}[^\[\]{}]*)+)\](?!\()")


def compose(template: str, values: Mapping[str, str]) -> str:
    """The template with these values in their places."""

    def filled(part: re.Match[str]) -> str:
        return part[1] if all(values.get(name) for name in _PLACE.findall(part[1])) else ""

    said = _PLACE.sub(
        lambda place: values.get(place[1], place[0]), _OPTIONAL.sub(filled, template)
    ).strip(" ,")
    return said[:1].upper() + said[1:]


def faults_of(field: str, template: str) -> list[str]:
    """What a template says that we cannot fill in, in sentences for whoever wrote it."""
    faults = [
        f"There is no {{{name}}} in a {field}."
        for name in dict.fromkeys(_PLACE.findall(template))
        if name not in PLACEHOLDERS[field]
    ]
    if re.search(r"[{}]", _PLACE.sub("", template)):
        faults.append("A brace belongs to no placeholder.")
    if re.search(r"[\[\]]", _LINK.sub("", _OPTIONAL.sub("", template))):
        faults.append("A square bracket belongs to no part with a placeholder in it.")
    return faults


def listed(words: list[str]) -> str:
    """As one says it: round corners, scoring and bundling. Semicolons part what has commas."""
    *first, last = dict.fromkeys(filter(None, words)) or [""]
    if any(", " in one or " and " in one for one in (*first, last)):
        return "; ".join((*first, last))
    return f"{', '.join(first)} and {last}" if first else last


def plain(text: str) -> str:
    """4Over's words as Markdown that says just that."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!&])", r"\\\1", " ".join(text.split()))
