"""The rules as a value: for a profile, what each one measures against and what follows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.artwork.rules.findings import Level


@dataclass(frozen=True)
class RuleSetting:
    """One row for one profile."""

    level: Level
    target: float | None = None  # what is wanted: dpi, percent of ink, inches
    tolerance: float = 0.0  # how far from it is still good


@dataclass(frozen=True)
class RuleBook:
    """All rows of one profile, with what the shop has set for a category or a product."""

    edition: str  # which rules these are, such as 1.7: each change makes the next
    settings: Mapping[str, RuleSetting]  # by the rule's name

    def __getitem__(self, rule: str) -> RuleSetting:
        return self.settings.get(rule, RuleSetting(Level.OFF))
