"""What is drilled, sewn or cut into a piece because it was chosen so, in words. Pure."""

import re
from collections.abc import Iterable

from storefront.artwork import words

# what a question is about, in 4Over's words
_MADE = re.compile(
    r"\b(?:drill|holes?\b|grommet|eyelet|pole|hem|slits?\b|perf|scor|window)", re.IGNORECASE
)
_SEWN = re.compile(r"\bpole", re.IGNORECASE)
_DECLINES = re.compile(r"\s*(?:no|none|without)\b", re.IGNORECASE)


def made_into(choices: Iterable[tuple[str, str]]) -> str:
    """What a customer reads beside the proof, of questions with their answers; empty: nothing."""
    made = [
        (asked, answer)
        for asked, answer in choices
        if _MADE.search(asked) and not _DECLINES.match(answer)
    ]
    if not made:
        return ""
    said = "; ".join(f"{asked}: {answer}" for asked, answer in made)
    sewn = any(_SEWN.search(asked) for asked, _ in made)
    return words.MADE_INTO.format(said=said) + (words.POCKETS if sewn else "")
