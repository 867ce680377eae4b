"""Who may speak for an item: the one whose compare-and-swap on the attempt's phase succeeds.

An attempt can end late, when its item is long in other hands. Then its own row is closed and the
item is left to whoever has it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm.exc import StaleDataError

from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, OrderItem, Phase, PushAttempt
from storefront.orders.pushing import claiming

SENT = (Phase.SENDING, Phase.UNKNOWN)  # late truth wins over unknown
TRIES = 6  # at a row that somebody else changes at the same moment


@dataclass(frozen=True)
class Said:
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


def said(
    attempt_id: int,
    was: tuple[Phase, ...],
    phase: Phase,
    note: str,
    write: Callable[[Said], None],
) -> None:
    """End the attempt if it is in one of these phases, write what follows for the item, commit.

    Done anew if somebody changed the item at the same moment.
    """
    for again in reversed(range(TRIES)):
        db.session.rollback()
        if not claiming.end(attempt_id, was, phase, note):
            db.session.rollback()
            return
        attempt = db.session.get_one(PushAttempt, attempt_id)
        verdict = Said(attempt, attempt.item)
        own = verdict.on_its_own_item
        try:
            write(verdict)
            if own:
                attempt.item.push_owner, attempt.item.push_until = "", None
            db.session.commit()
            return
        except StaleDataError:
            if not again:
                raise
