"""The end of an attempt: whoever wins the compare-and-swap on its phase moves the item, too.

An attempt can end late, when another one has the item. Then only its own row is closed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from sqlalchemy.orm.exc import StaleDataError

from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, OrderItem, Phase, PushAttempt
from storefront.orders.pushing import claiming

SENT = (Phase.SENDING, Phase.UNKNOWN)  # an answer wins over unknown, however late it comes
TRIES = 6  # at a row that somebody else changes at the same moment

Arguments = ParamSpec("Arguments")


@dataclass(frozen=True)
class Ended:
    """An attempt that has just ended, and what it has to do with its item."""

    attempt: PushAttempt
    item: OrderItem

    @property
    def on_its_own_item(self) -> bool:
        """The item is being pushed by this very attempt."""
        pushing = self.item.status == ItemStatus.PUSHING
        return pushing and self.item.push_owner == self.attempt.owner

    @property
    def ends_its_doubt(self) -> bool:
        """The item is held because nobody knew what became of this attempt, and of no other."""
        in_doubt = self.item.status == ItemStatus.HELD and self.item.hold == Hold.UNKNOWN
        return in_doubt and self.item.unresolved is None


def anew_if_changed(write: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Roll back and write again, a few times, if somebody changed the item at the same moment.

    Raises StaleDataError if that goes on.
    """

    @wraps(write)
    def tried(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        for left in reversed(range(TRIES)):
            db.session.rollback()
            try:
                write(*args, **kwargs)
            except StaleDataError:
                if not left:
                    raise
            else:
                return

    return tried


@contextmanager
def ending(
    attempt_id: int, was: tuple[Phase, ...], phase: Phase, note: str
) -> Iterator[Ended | None]:
    """End the attempt if it is in one of these phases, let the block write what follows for the
    item, and commit. None: it is in another phase, and nothing is to be written."""
    if not claiming.end(attempt_id, was, phase, note):
        db.session.rollback()
        yield None
        return
    attempt = db.session.get_one(PushAttempt, attempt_id)
    ended = Ended(attempt, attempt.item)
    own = ended.on_its_own_item
    yield ended
    if own:
        attempt.item.push_owner, attempt.item.push_until = "", None
    db.session.commit()
