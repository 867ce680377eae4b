"""Comparing what a file is with what is wanted. Pure."""

from collections.abc import Callable, Iterator

from storefront.artwork.inspection.facts import Facts
from storefront.artwork.rules.findings import Finding
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.wanted import Wanted


def judge(facts: Facts, wanted: Wanted, rules: RuleBook) -> list[Finding]:
    """What of the file is not as it is wanted, the gravest first. What was not measured is not
    held against it."""
    checks: list[Callable[[Facts, Wanted, RuleBook], Iterator[Finding]]] = []
    return [finding for check in checks for finding in check(facts, wanted, rules)]
