"""One file beside what is wanted of it, by which rules: what each check looks at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storefront import lengths
from storefront.artwork.inspection.facts import Area, Facts, FilePage
from storefront.artwork.rules.findings import Finding, Level, Mending
from storefront.artwork.rules.page_words import page_words
from storefront.artwork.rules.rulebook import RuleBook
from storefront.artwork.rules.texts import TEXTS
from storefront.artwork.rules.wanted import Wanted


@dataclass(frozen=True)
class Case:
    facts: Facts
    wanted: Wanted
    rules: RuleBook

    @property
    def numbered(self) -> list[tuple[int, FilePage]]:
        """Its pages with their numbers, from 1."""
        return list(enumerate(self.facts.pages, start=1))

    def on(self, pages: list[int]) -> str:
        """Which pages, at the beginning of a sentence."""
        return page_words(pages, self.facts.count)

    def finding(
        self,
        rule: str,
        so: str,
        *,
        why: str = "",  # where it is not that of the rule
        pages: Iterable[int] = (),
        areas: Iterable[tuple[int, Area]] = (),
        mendings: Iterable[Mending] = (),
    ) -> Iterator[Finding]:
        """Of the rule's level and texts; none where the rule is off."""
        level, text = self.rules[rule].level, TEXTS[rule]
        if level != Level.OFF:
            yield Finding(
                rule=rule,
                level=level,
                so=so,
                why=why or text.why,
                mend=tuple((program, self._filled(how)) for program, how in text.mend),
                number=text.number,
                pages=tuple(pages),
                areas=tuple(areas)[:40],
                mendings=tuple(mendings),
            )

    def _filled(self, how: str) -> str:
        bleed = self.wanted.bleed or 0.0
        return (
            how.replace("{bleed}", lengths.length(bleed))
            .replace("{typed}", lengths.plain(bleed))
            .replace("{both}", lengths.length(2 * bleed))
        )
