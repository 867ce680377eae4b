"""What became of an order: its jobs, the sets that were not taken, and the money (API 10)."""

from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from msgspec import Struct

from storefront.fourover.charge import Charge
from storefront.fourover.replies import reading
from storefront.fourover.replies.reading import Unreadable
from storefront.fourover.text import words

_LONGEST_ID = 64
# the parts of a charge, by the names in the breakdown of a job
_GOODS = ("product_price", "option_price", "turnaround_price")
_SHIPPING = ("shipping_price", "postage_price")
_TAX = ("product_tax", "shipping_tax", "postage_tax")


class Outcome(StrEnum):
    SUCCESS = "success"
    PARTLY = "partly"  # some sets were taken and must not be sent again


class AcceptedJob(Struct, frozen=True):
    job_id: str
    name: str  # the job_name we gave the set; "" in answers that leave it out


class FailedJob(Struct, frozen=True):
    """A set that 4Over did not take. It may have an id all the same, which proves no job."""

    name: str
    words: str


class OrderReply(Struct, frozen=True):
    outcome: Outcome
    jobs: tuple[AcceptedJob, ...]  # in the order of the answer, doubled ones too
    failures: tuple[FailedJob, ...]
    doubts: tuple[str, ...]  # about jobs that have an id, yet are said to have an error
    unreadable: int  # entries of job_ids without a job id
    reference: str  # our order_id, echoed; may be ""
    charged: Decimal | None  # dollars authorized on the card
    breakdown: Charge | None  # of them; None where the answer has none that can be read whole
    words: str  # all that 4Over said beside
    goods: dict[str, Decimal] = {}  # of each job, what was charged for it and its tax

    @property
    def job_ids(self) -> tuple[str, ...]:
        """Each once, in the order of the answer."""
        return reading.distinct(job.job_id for job in self.jobs)

    def one_job_for_each_of(self, sets: int) -> bool:
        """Whether it is plain which jobs these are: all taken, one id for each set, none twice."""
        if self.outcome is not Outcome.SUCCESS or self.doubts or self.unreadable:
            return False
        return len(self.jobs) == len(self.job_ids) == sets

    @classmethod
    def from_json(cls, data: dict[str, Any], outcome: Outcome) -> Self:
        jobs, doubts, unreadable = _jobs(data.get("job_ids"))
        failures = [_failure(error) for error in _listed(data.get("errors"))]
        payment = data.get("payment_response")
        payment = payment if isinstance(payment, dict) else {}
        if failures and jobs:
            outcome = Outcome.PARTLY
        return cls(
            outcome=outcome,
            jobs=tuple(jobs),
            failures=tuple(failures),
            doubts=tuple(doubts),
            unreadable=unreadable,
            reference=reading.text(data, "customer_order_id", longest=100),
            charged=reading.money_if_any(payment, "authorized_payment_amount"),
            breakdown=_breakdown(data.get("job_cost_breakdown")),
            words=words({"messages": [data.get("message"), data.get("messages")]}),
            goods=_goods_by_job(data.get("job_cost_breakdown")),
        )


def _jobs(job_ids: Any) -> tuple[list[AcceptedJob], list[str], int]:
    """The jobs, the doubts about them, and how many entries name none.

    Three shapes: {id: details}, [id], and [{"internal_id": id, ...}].
    """
    if isinstance(job_ids, dict):
        entries = [
            {**(details if isinstance(details, dict) else {}), "internal_id": job_id}
            for job_id, details in job_ids.items()
        ]
    else:
        entries = [
            entry if isinstance(entry, dict) else {"internal_id": entry}
            for entry in _listed(job_ids)
        ]
    jobs: list[AcceptedJob] = []
    doubts: list[str] = []
    for entry in entries:
        if job_id := _id(entry):
            jobs.append(AcceptedJob(job_id, reading.text(entry, "customer_job_id")))
            if not _fine(entry):
                doubts.append(f"{job_id}: {words(entry, 'no reason given')}")
    return jobs, doubts, len(entries) - len(jobs)


def _id(entry: dict[str, Any]) -> str:
    """Of a job; "" where nothing there can be one."""
    job_id = entry.get("internal_id") or entry.get("job_id")
    job_id = job_id.strip() if isinstance(job_id, str) else ""
    return job_id if len(job_id) <= _LONGEST_ID else ""


def _fine(entry: dict[str, Any]) -> bool:
    try:
        return 200 <= reading.count(entry, "status", otherwise=200) < 300
    except Unreadable:
        return reading.text(entry, "status").lower() in ("success", "ok")


def _breakdown(jobs: Any) -> Charge | None:
    """Of all jobs together. Half of it would look like a charge that is too small: what cannot be
    read makes it none."""
    entries = list(jobs.values()) if isinstance(jobs, dict) else _listed(jobs)
    try:
        goods, shipping, tax = (_sum(entries, names) for names in (_GOODS, _SHIPPING, _TAX))
        of_shipping = tax - _sum(entries, _TAX[:1])
    except Unreadable:
        return None
    return Charge(goods, shipping, tax, of_shipping) if entries else None


def _goods_by_job(jobs: Any) -> dict[str, Decimal]:
    """By the job's id. None of them where one cannot be read, or that is not said by job."""
    entries = jobs if isinstance(jobs, dict) else {}
    try:
        return {
            str(job_id): _sum([entry], _GOODS) + _sum([{"tax": 0, **entry}], ("tax", _TAX[0]))
            for job_id, entry in entries.items()
        }
    except (Unreadable, TypeError):
        return {}


def _sum(entries: list[Any], names: tuple[str, ...]) -> Decimal:
    """The first of the names must be there; the others count nothing where they are left out."""
    first, *others = names
    nothing = Decimal(0)
    amounts = []
    for entry in entries:
        job = reading.record(entry, "a job's breakdown")
        amounts.append(reading.money(job, first))
        amounts += [reading.money(job, name, otherwise=nothing) for name in others]
    return sum(amounts, nothing)


def _failure(error: Any) -> FailedJob:
    said = words(error, "no reason given")
    error = error if isinstance(error, dict) else {}
    return FailedJob(name=reading.text(error, "customer_job_id"), words=said)


def _listed(value: Any) -> list[Any]:
    """A list as it is, nothing as none, and a lone thing as a list of one."""
    if value in (None, "", {}):
        return []
    return value if isinstance(value, list) else [value]
