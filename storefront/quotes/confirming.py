"""Costs that only 4Over knows: asked while somebody chooses, by one caller at a time, and
cached."""

import threading
import time
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal

from flask import current_app

from storefront.config import config
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError, Unreachable
from storefront.fourover.payloads import Choice
from storefront.quotes.live import ask_cost

AGAIN = 3.0  # seconds before somebody else asks about what 4Over did not answer
REMEMBERED = 2000  # choices

Key = tuple[str, Choice]  # whose cost, and of what


@dataclass
class _Answers:
    """The cache of one process; each process asks 4Over for itself."""

    answers: dict[Key, tuple[float, Decimal | FourOverError]] = field(default_factory=dict)
    asking: dict[Key, threading.Lock] = field(default_factory=dict)

    def fresh(self, key: Key) -> Decimal | FourOverError | None:
        until, answer = self.answers.get(key, (0.0, None))
        return answer if time.monotonic() < until else None

    def keep(self, key: Key, answer: Decimal | FourOverError) -> None:
        seconds = AGAIN if isinstance(answer, FourOverError) else config().quote_cache_seconds
        at = time.monotonic()
        self.answers[key] = at + seconds, answer
        known = list(self.answers.items())
        for place, (old, (until, _)) in enumerate(known):
            if until <= at or place < len(known) - REMEMBERED:
                self.answers.pop(old, None)
        for other, turn in list(self.asking.items()):
            if other not in self.answers and not turn.locked():
                self.asking.pop(other, None)


def confirm_cost(client: FourOver, account: str, choice: Choice) -> Decimal:
    """The cost, at most QUOTE_CACHE_SECONDS old. Of several callers at once only one asks 4Over.

    `account` is the fingerprint of whose costs they are. Call it with no transaction open. Raises
    Refused, Unreachable or Unclear, as `ask_cost` does.
    """
    answers, key = _answers(), (account, choice.priced)
    turn = answers.asking.setdefault(key, threading.Lock())
    if not turn.acquire(timeout=config().page_timeout_seconds):
        raise Unreachable("somebody else still asks the same")
    try:
        answer = answers.fresh(key)
        if answer is None:
            answer = _asked(client, choice)
            answers.keep(key, answer)
    finally:
        turn.release()
    if isinstance(answer, FourOverError):
        raise copy(answer)
    return answer


def known_cost(account: str, choice: Choice) -> Decimal | None:
    """The same from the cache; None if it is not there. Asks nobody."""
    answer = _answers().fresh((account, choice.priced))
    return answer if isinstance(answer, Decimal) else None


def _answers() -> _Answers:
    answers: _Answers = current_app.extensions.setdefault("confirmed costs", _Answers())
    return answers


def _asked(client: FourOver, choice: Choice) -> Decimal | FourOverError:
    try:
        return ask_cost(client, choice)
    except FourOverError as trouble:
        return copy(trouble)  # never raised: it leads to no client and no key
