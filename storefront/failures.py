"""What broke off in the background: recorded until it has worked, so that staff know of all of it.

What ends as it should in trouble (an order held, a sync that failed, a mail given up) is kept where
it belongs. This is for the rest: an error that nobody thought of.
"""

import functools
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from storefront.clock import now
from storefront.database import Model, db, end_transaction

log = logging.getLogger(__name__)

TOLD_FOR = timedelta(days=7)  # since it happened last
KEPT_FOR = timedelta(days=30)


class JobFailure(Model):
    """A job that ended in an error, by its name and what it was about."""

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    about: Mapped[str] = mapped_column(String(80), primary_key=True)  # an id, or nothing
    times: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(default=now)
    last_at: Mapped[datetime] = mapped_column(default=now)
    error: Mapped[str] = mapped_column(String(120), default="")  # its kind; the log has the rest
    told_until: Mapped[datetime | None]  # where that is longer than of others


def records_failure(job: Callable[..., None]) -> Callable[..., None]:
    """Have a job's errors recorded, and forgotten once it has worked. They still go on. Commits."""

    @functools.wraps(job)
    def recorded(*ids: int) -> None:
        about = " ".join(map(str, ids))
        try:
            job(*ids)
        except Exception as trouble:
            db.session.rollback()
            record(job.__name__, about, trouble)
            raise
        forget(job.__name__, about)

    return recorded


def lately() -> Sequence[JobFailure]:
    """What failed in the last days, or is told longer, and has not worked since: the last first."""
    since, longer = JobFailure.last_at > now() - TOLD_FOR, JobFailure.told_until > now()
    recent = select(JobFailure).where(since | longer).order_by(JobFailure.last_at.desc())
    return db.session.scalars(recent).all()


def forget_old() -> None:
    """What nobody is told of any more, because it was not tried again. The caller commits."""
    told = JobFailure.told_until.is_not(None) & (JobFailure.told_until > now())
    db.session.execute(delete(JobFailure).where(JobFailure.last_at < now() - KEPT_FOR, ~told))


def record(
    job: str, about: str, trouble: Exception, *, error: str = "", until: datetime | None = None
) -> None:
    """Staff see it on their first page: its kind, or the `error` that the log names. For some days,
    and `until` then if that is longer. Commits."""
    about = about[:80]
    try:
        failure = db.session.get(JobFailure, (job, about)) or JobFailure(
            job=job, about=about, times=0, first_at=now()
        )
        failure.times, failure.last_at = failure.times + 1, now()
        failure.error, failure.told_until = (error or type(trouble).__name__)[:120], until
        db.session.add(failure)
        db.session.commit()
    except SQLAlchemyError as worse:
        db.session.rollback()
        log.error(
            "%s %s failed, and it could not be recorded: %s", job, about, type(worse).__name__
        )


def is_new(job: str, about: str, within: timedelta) -> bool:
    """Whether it was not recorded in the time that just passed. Ends the transaction."""
    last = db.session.scalar(
        select(JobFailure.last_at).where(JobFailure.job == job, JobFailure.about == about[:80])
    )
    end_transaction()
    return last is None or not now() - within < last <= now()


def forget(job: str, about: str) -> None:
    """It has worked. Commits."""
    about = about[:80]
    mine = (JobFailure.job == job) & (JobFailure.about == about)
    if db.session.scalar(select(JobFailure.times).where(mine)) is not None:
        db.session.execute(delete(JobFailure).where(mine))
        db.session.commit()
    else:
        end_transaction()
