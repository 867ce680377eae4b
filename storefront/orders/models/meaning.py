"""What 4Over's status texts mean to this shop: what is known of them, and what admins say."""

from dataclasses import dataclass

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from storefront.database import Model, db, word_of
from storefront.fourover import statuses
from storefront.fourover.statuses import STOPS, JobPhase
from storefront.page_cache import SeenByVisitors, remembered

# What an admin may say of a text. Not that it was shipped, delivered or canceled: customers are
# told of these, and money is given back.
MAY_MEAN = (
    JobPhase.RECEIVED,
    JobPhase.PREPARING,
    JobPhase.PRINTING,
    JobPhase.PACKING,
    *STOPS,
)


class StatusMeaning(SeenByVisitors, Model):
    """What an admin says that a text means."""

    text: Mapped[str] = mapped_column(String(200), primary_key=True)  # by `statuses.plain`
    phase: Mapped[JobPhase] = mapped_column(word_of(JobPhase))
    words: Mapped[str] = mapped_column(String(300), default="")  # to the customer; empty: ours


@dataclass(frozen=True)
class Meaning:
    phase: JobPhase
    words: str = ""  # to the customer, of the shop's own


def meaning_of(status: str) -> Meaning:
    """Of a text that a job shows: the shop's own, else what is known of how it begins."""
    own = remembered("status meanings", _own).get(statuses.plain(status))
    return own or Meaning(statuses.phase_of(status))


def phase_of(status: str) -> JobPhase:
    return meaning_of(status).phase


def may_be_said(status: str) -> bool:
    """Whether an admin may say what it means: not of the texts that end a job."""
    return statuses.phase_of(status) in (*MAY_MEAN, JobPhase.IN_PROGRESS)


def _own() -> dict[str, Meaning]:
    with db.session.no_autoflush:
        rows = db.session.execute(
            select(StatusMeaning.text, StatusMeaning.phase, StatusMeaning.words)
        ).all()
    return {text: Meaning(phase, words) for text, phase, words in rows}
