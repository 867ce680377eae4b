"""The table of rules: for each kind of print what is measured against what, and what follows.

What a shop sets differently for a category or a product is in `overrides`. Whoever changes a line
here raises EDITION: what customers said yes to is asked again.
"""

from collections.abc import Mapping

from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.rulebook import RuleSetting
from storefront.artwork.rules.wanted import Profile

EDITION = 1
BLEED = 0.0625  # inches a side that 4Over asks for (API 9.1)
BLEED_MOST = 0.125  # ... and that are cut off just as well
SAFE = 0.0625

BLOCK, WARN, TELL, OFF = Level.BLOCK, Level.WARN, Level.TELL, Level.OFF

_EVERYWHERE: Mapping[str, RuleSetting] = {
    "pages": RuleSetting(BLOCK),
    "size": RuleSetting(BLOCK, tolerance=0.02),  # inches
    "fit": RuleSetting(WARN, tolerance=0.015),  # of the proportions
    "turned": RuleSetting(WARN),
    "bleed": RuleSetting(WARN, BLEED, tolerance=0.015),  # inches a side
    "safe": RuleSetting(WARN, SAFE, tolerance=0.015),  # inches from the cut
    "far too few pixels": RuleSetting(BLOCK, 100),  # dpi
    "few pixels": RuleSetting(WARN, 250, tolerance=0.5),  # dpi
    "rgb": RuleSetting(TELL),
    "fonts": RuleSetting(WARN),
    "spots": RuleSetting(WARN),
    "overprint": RuleSetting(WARN),
    "transparency": RuleSetting(WARN),
    "ink": RuleSetting(WARN, 390),  # percent
    "empty page": RuleSetting(WARN),
    "hidden layers": RuleSetting(WARN),
    "sides differ": RuleSetting(WARN),
    "fold": RuleSetting(TELL, 0.0625),  # inches from it
    "repaired": RuleSetting(TELL),
    "taken off": RuleSetting(TELL),
    "template": RuleSetting(OFF),
    "not measured": RuleSetting(TELL),
    "mask tones": RuleSetting(OFF, 0.01),  # the part that is gray
    "mask size": RuleSetting(OFF, tolerance=0.02),  # inches
}
_OTHERWISE: Mapping[Profile, Mapping[str, RuleSetting]] = {
    Profile.SHEET: {},
    Profile.BOOKLET: {},
    Profile.LARGE: {
        "size": RuleSetting(BLOCK, tolerance=0.25),
        "fit": RuleSetting(TELL, tolerance=0.02),  # made at a tenth of the size, as is usual
        "bleed": RuleSetting(OFF),
        "safe": RuleSetting(OFF),
        "far too few pixels": RuleSetting(BLOCK, 25),
        "few pixels": RuleSetting(WARN, 72, tolerance=0.5),
        "rgb": RuleSetting(OFF),
    },
    Profile.TEMPLATE: {
        "template": RuleSetting(WARN),
        "size": RuleSetting(OFF),
        "fit": RuleSetting(OFF),
        "turned": RuleSetting(OFF),
        "bleed": RuleSetting(OFF),
        "safe": RuleSetting(OFF),
        "sides differ": RuleSetting(OFF),
    },
    Profile.MASK: {
        "mask tones": RuleSetting(BLOCK, 0.01),
        "mask size": RuleSetting(BLOCK, tolerance=0.02),
        "bleed": RuleSetting(OFF),
        "safe": RuleSetting(OFF),
        "rgb": RuleSetting(OFF),
        "empty page": RuleSetting(BLOCK),
        "transparency": RuleSetting(OFF),
        "sides differ": RuleSetting(OFF),
    },
    Profile.OTHER: {
        "size": RuleSetting(OFF),
        "fit": RuleSetting(OFF),
        "turned": RuleSetting(OFF),
        "bleed": RuleSetting(OFF),
        "safe": RuleSetting(OFF),
    },
}
RULES = tuple(_EVERYWHERE)


def settings_of(profile: Profile) -> Mapping[str, RuleSetting]:
    return {**_EVERYWHERE, **_OTHERWISE[profile]}
