"""The change report: what applying a snapshot would change, and whether an admin must agree."""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

LISTED = 200  # of each kind in the report; the counts are always whole
WORST = 20
EXAMPLES = 5  # of what is kept aside for one cause

_LISTS = ("added", "changed", "gone", "back", "unpriceable", "quarantined")
_STEPS = (
    (Decimal("-0.50"), "down more than 50%"),
    (Decimal("-0.20"), "down 20 to 50%"),
    (Decimal("-0.05"), "down 5 to 20%"),
    (Decimal(0), "down up to 5%"),
    (Decimal("0.05"), "up to 5% up"),
    (Decimal("0.20"), "up 5 to 20%"),
    (Decimal("0.50"), "up 20 to 50%"),
)
# What differs between two products that are kept aside for the same cause.
_ITS_OWN = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b|(?<!\w)-?\d[\d.,]*(?:e[+-]?\d+)?\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Brake:
    """An admin decides about a snapshot that changes more than this; in percent."""

    gone: int = 5  # of the products on offer would be withdrawn
    moved: int = 10  # of them would have a lowest cost moved by more than `far`
    far: int = 20


@dataclass(frozen=True)
class PriceMove:
    code: str
    old: str  # the lowest cost, exact
    new: str
    percent: int


@dataclass
class Changes:
    """The change report. Lists hold product codes."""

    brake: Brake = field(default_factory=Brake)
    products: int = 0  # in the snapshot
    before: int = 0  # products on offer until now
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    unpriceable: list[str] = field(default_factory=list)  # could be sold until now, but not so
    quarantined: list[tuple[str, str]] = field(default_factory=list)  # code, reason
    unchanged: int = 0
    moved_far: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    worst: list[PriceMove] = field(default_factory=list)

    def price(self, code: str, old: Decimal | None, new: Decimal | None) -> None:
        """Note what becomes of the lowest cost of a product that stays on offer."""
        if not old or not new or old == new:
            return
        move = (new - old) / old
        self.moved_far += abs(move) * 100 > self.brake.far
        self.moves[_step(move)] += 1
        self.worst.append(PriceMove(code, str(old), str(new), round(move * 100)))
        if len(self.worst) > 20 * WORST:
            self._keep_the_worst()

    @property
    def brakes(self) -> list[str]:
        """Why an admin should look first; none for a first catalog, which takes nothing away."""
        reasons, brake = [], self.brake
        withdrawn = len(self.gone) + len(self.unpriceable)
        if withdrawn * 100 > self.before * brake.gone:
            reasons.append(
                f"{withdrawn:,} of {self.before:,} products would be withdrawn "
                f"(more than {brake.gone}%)."
            )
        if self.moved_far * 100 > self.before * brake.moved:
            reasons.append(
                f"{self.moved_far:,} of {self.before:,} prices "
                f"would move by more than {brake.far}%."
            )
        return reasons

    @property
    def causes(self) -> list[tuple[str, int, list[str]]]:
        """Why products are kept aside: each cause with how many, and a few of their codes."""
        together: dict[str, list[str]] = {}
        for code, reason in self.quarantined:
            together.setdefault(_cause(code, reason), []).append(code)
        groups = sorted(together.items(), key=lambda item: -len(item[1]))
        return [(cause, len(codes), codes[:EXAMPLES]) for cause, codes in groups[:WORST]]

    @property
    def counts(self) -> dict[str, int]:
        counted = {name: len(getattr(self, name)) for name in _LISTS}
        return {"products": self.products, **counted, "unchanged": self.unchanged}

    @property
    def details(self) -> dict[str, Any]:
        """The lists, shortened, and what became of the prices."""
        self._keep_the_worst()
        return {
            **{name: getattr(self, name)[:LISTED] for name in _LISTS},
            "before": self.before,
            "moved_far": self.moved_far,
            "moves": {step: self.moves[step] for step in _all_steps() if self.moves[step]},
            "worst": [asdict(move) for move in self.worst],
            "brakes": self.brakes,
            "causes": self.causes,
        }

    def _keep_the_worst(self) -> None:
        self.worst = sorted(self.worst, key=lambda move: -abs(move.percent))[:WORST]


def _cause(code: str, reason: str) -> str:
    """The reason without what belongs to this one product."""
    said = reason.removeprefix(code).lstrip(":, ") or reason
    return _ITS_OWN.sub("…", said)


def _step(move: Decimal) -> str:
    for limit, words in _STEPS:
        if move < limit:
            return words
    return "up more than 50%"


def _all_steps() -> list[str]:
    return [*(words for _, words in _STEPS), "up more than 50%"]
