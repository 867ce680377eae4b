"""Noticing that the database is older than what was done: a restored backup, or a copy.

Two things lie beside the database and are not restored with it: a file that names the database
this instance belongs to, and the push journal. If either disagrees with the database, or the folder
was copied together with it, pushing is paused until a person has looked; and what the journal knows
was sent is held item by item: taking the pause off sends none of it again. Where what lies beside
the database may be as old as it is, numbers that may have been given since are left out.
"""

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from storefront import belonging
from storefront.audit import AuditEntry, record
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.orders import series
from storefront.orders.pushing.journal import Sent
from storefront.orders.pushing.unrecorded import hold_unrecorded
from storefront.settings import save_setting

PAUSED = "put sending on hold"
SAID = "Somebody said that a backup was restored."
COPY = (
    "The instance folder and its database are a copy, or were restored or moved together. "
    "Go on only if no other shop still works with the original."
)


def why_paused() -> str:
    """Why the shop put sending on hold by itself; nothing if a person has set it since."""
    by_hand = (AuditEntry.action == "settings changed") & or_(
        AuditEntry.subject == "pushing_paused", AuditEntry.detail.contains("Sending on hold")
    )
    switched = select(AuditEntry).where(or_(AuditEntry.action == PAUSED, by_hand))
    last = db.session.scalar(switched.order_by(AuditEntry.id.desc()).limit(1))
    return last.detail if last and last.action == PAUSED else ""


def pause_if_restored(*, said: bool = False) -> list[str]:
    """Pause pushing if this database does not know what this instance has done, or if it is `said`
    that a backup was restored. Commits.

    Returns why, in words; nothing if all is well. Said once: resuming lasts.
    """
    lost = hold_unrecorded()
    end_transaction()  # whose turn it is writes, and must not wait for who waits for a turn
    with belonging.by_turns(config().instance_path):  # the shop's processes start together
        try:
            return _pause(lost, said)
        except IntegrityError:  # another machine, starting at this moment, was quicker to write it
            db.session.rollback()
            return _pause(lost, said)


def _pause(lost: list[Sent], said: bool = False) -> list[str]:
    instance = config().instance_path
    beside = _mismatches(belonging.owner(instance), belonging.database_id())
    copied = not beside and belonging.is_copy(instance)
    reasons = [SAID] if said else []
    reasons += [f"{sent.item} was sent to 4Over, but is missing here." for sent in lost]
    reasons += beside
    if copied and not reasons:
        reasons = [COPY]
    if said or beside or copied:
        series.leave_out(also_if_in_use=said or copied)
    if reasons:
        save_setting("pushing_paused", True)
        record("shop", PAUSED, "restored database", " ".join(reasons))
        belonging.give_up_store()
    named = belonging.given_id()
    db.session.commit()
    belonging.mark(instance, named)  # a person was told
    return reasons


def _mismatches(owner: str, database: str) -> list[str]:
    """Why database and instance folder are not those that were in use together; nothing if they
    were, or if both are new."""
    if owner == database:
        return []
    if database:
        return ["This database was in use with another instance folder."]
    return ["This instance folder was in use with another database."]
