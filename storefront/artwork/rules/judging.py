"""Comparing what a file is with what is wanted. Pure."""

from storefront.artwork.inspection.facts import Facts
from storefront.artwork.rules.case import Case
from storefront.artwork.rules.checks_of_content import (
    check_effects,
    check_file,
    check_mask_tones,
    check_pixels,
)
from storefront.artwork.rules.checks_of_pages import (
    check_empty,
    check_fold,
    check_mask_size,
    check_pages,
    check_sides,
)
from storefront.artwork.rules.checks_of_size import check_bleed, check_safe, check_size
from storefront.artwork.rules.findings import Finding, Level
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.wanted import Wanted

CHECKS = (
    check_pages, check_size, check_mask_tones, check_mask_size, check_pixels, check_bleed,
    check_safe, check_empty, check_sides, check_effects, check_fold, check_file,
)  # fmt: skip
_GRAVEST_FIRST = list(Level)


def judge(facts: Facts, wanted: Wanted, rules: RuleBook) -> list[Finding]:
    """What of the file is not as it is wanted, the gravest first; one finding for each rule. What
    was not measured is not held against it."""
    findings = [found for check in CHECKS for found in check(Case(facts, wanted, rules))]
    return sorted(findings, key=lambda found: _GRAVEST_FIRST.index(found.level))
