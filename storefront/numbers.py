"""Numbers as people type them: $36.22, 1,234.50 and 9.45 % are understood, and written plainly."""

import re
from dataclasses import dataclass
from decimal import Decimal

from storefront.text import one_line

LONGEST = 40  # characters of a number that anybody means
_TYPED = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?", re.ASCII)


class NoSuchNumber(ValueError):
    """It is none of the numbers asked for; the text says which those are."""


@dataclass(frozen=True)
class Numbers:
    """The numbers that may be given: from which to which, and with how many digits behind the
    point. The sign of what they count, $ or %, may stand beside them."""

    least: int
    most: int
    sign: str = ""
    places: int = 0

    def read(self, text: str) -> Decimal:
        """Raises NoSuchNumber."""
        plain = one_line(text[: LONGEST + 1]).replace("−", "-").replace("\xa0", " ")
        if self.sign == "$":
            plain = re.sub(r"^([+-]?)\s*\$\s*", r"\1", plain)
        elif self.sign:
            plain = plain.removesuffix(self.sign).rstrip()
        whole = _TYPED.fullmatch(plain) and any(letter.isdecimal() for letter in plain)
        if len(text) > LONGEST or not whole:
            raise NoSuchNumber(self.sentence)
        number = Decimal(plain.replace(",", ""))
        behind = plain.partition(".")[2].rstrip("0")
        if not self.least <= number <= self.most or len(behind) > self.places:
            raise NoSuchNumber(self.sentence)
        return number

    def write(self, number: Decimal | int) -> str:
        """All its digits, and two behind the point of an amount, as `read` takes them."""
        digits = f"{number:f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        behind = len(digits.partition(".")[2])
        return f"{number:.2f}" if self.sign == "$" and behind < 2 else digits

    @property
    def sentence(self) -> str:
        """What to enter instead of what is none of them."""
        least, most = (self._shown(bound) for bound in (self.least, self.most))
        if self.sign == "$":
            return f"Enter an amount from {least} to {most}, such as 36.22."
        if self.sign:
            example = ", such as 8.875" if self.places else ", without a fraction"
            return f"Enter a percentage from {least} to {most}{example}."
        return f"Enter a whole number from {least} to {most}."

    def _shown(self, bound: int) -> str:
        return f"{'-' if bound < 0 else ''}{'$' if self.sign == '$' else ''}{abs(bound):,}"


def amounts(least: int = 0, most: int = 1_000_000) -> Numbers:
    """Dollars, in whole cents."""
    return Numbers(least, most, "$", 2)


def percentages(least: int = 0, most: int = 100, places: int = 6) -> Numbers:
    return Numbers(least, most, "%", places)


PLACES = Numbers(-10_000, 10_000)
"""Where something stands in a list: smaller numbers come first."""


def percent(number: Decimal | int) -> str:
    """8.875%"""
    return f"{percentages().write(number)}%"
