"""What the page asks for, in words: how large a file has to be, and how much is cut off."""

from typing import NamedTuple

from storefront.artwork.rules.lengths import size_words
from storefront.artwork.rules.wanted import Profile, Wanted

_EIGHTHS = {0.0625: '1/16"', 0.125: '1/8"'}


class AskedFor(NamedTuple):
    """Width x height in words; empty where there is no such rule."""

    profile: Profile
    finished: str = ""
    file: str = ""
    bleed: str = ""
    bleed_most: str = ""
    safe: str = ""
    either_way: bool = False  # nobody has said which side is the width


def asked_for(wanted: Wanted) -> AskedFor:
    if wanted.size is None or wanted.file_size is None:
        return AskedFor(wanted.profile)
    return AskedFor(
        profile=wanted.profile,
        finished=size_words(wanted.size),
        file=size_words(wanted.file_size),
        bleed=_fraction(wanted.bleed),
        bleed_most=_fraction(wanted.bleed_most),
        safe=_fraction(wanted.safe),
        either_way=not wanted.oriented and wanted.size.width != wanted.size.height,
    )


def _fraction(inches: float | None) -> str:
    return _EIGHTHS.get(inches, f'{inches:g}"') if inches else ""
