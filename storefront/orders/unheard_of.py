"""Status texts of 4Over: which there were, and those that nobody has put into words yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storefront.database import db
from storefront.fourover.statuses import JobPhase, plain
from storefront.orders.models import JobStatus, NoticeKind, OrderItem, PrintJob, StatusMeaning
from storefront.orders.models.meaning import phase_of
from storefront.orders.notices import owe_once, which_of
from storefront.settings import shop_settings


@dataclass(frozen=True)
class SeenStatus:
    """A text as 4Over wrote it, of all jobs together."""

    text: str
    times: int
    last_at: datetime

    @property
    def unknown(self) -> bool:
        return phase_of(self.text) == JobPhase.IN_PROGRESS


def seen_statuses() -> list[SeenStatus]:
    """Every text that was ever seen, those first that nobody knows, then the latest first."""
    rows = db.session.execute(
        select(JobStatus.status, func.count(), func.max(JobStatus.seen_at)).group_by(
            JobStatus.status
        )
    ).all()
    merged: dict[str, SeenStatus] = {}
    for text, times, last_at in rows:
        same = merged.get(plain(text), SeenStatus(text, 0, last_at))
        merged[plain(text)] = SeenStatus(text, same.times + times, max(same.last_at, last_at))
    latest = sorted(merged.values(), key=lambda seen: seen.last_at, reverse=True)
    return sorted(latest, key=lambda seen: not seen.unknown)


def tell_shop(item: OrderItem) -> None:
    """Owe the shop one mail for each text that is new to it, whichever order it is seen on first.
    None while the shop has no address. The caller commits."""
    if not shop_settings().shop_email:
        return
    for status in sorted({job.status for job in item.print_jobs if job.status}):
        if phase_of(status) == JobPhase.IN_PROGRESS:
            owe_once(item.order, NoticeKind.UNHEARD_OF, which_of([plain(status)]))


def say(text: str, phase: JobPhase, words: str) -> None:
    """Keep what an admin says that it means, and let jobs that stand there be what that is. The
    caller commits."""
    db.session.merge(StatusMeaning(text=plain(text), phase=phase, words=words))
    _see_anew(text)


def forget(meaning: StatusMeaning) -> None:
    """It means again what the shop knows of it. The caller commits."""
    text = meaning.text
    db.session.delete(meaning)
    _see_anew(text)


def _see_anew(text: str) -> None:
    db.session.flush()
    spelled = [one for one in db.session.scalars(select(PrintJob.status).distinct())
               if plain(one) == plain(text)]  # fmt: skip
    for job in db.session.scalars(select(PrintJob).where(PrintJob.status.in_(spelled))):
        job.status = job.status  # notes whether it stands still there
