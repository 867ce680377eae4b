"""An item's state in words a customer understands: only what is known, never more."""

from dataclasses import dataclass, replace
from datetime import datetime

from storefront.catalog.stages import Gate
from storefront.fourover.statuses import STOPS, JobPhase, waits_for_first_files
from storefront.orders.files_words import of_new_files
from storefront.orders.models import Cleared, Hold, ItemStatus, OrderItem
from storefront.orders.models.meaning import meaning_of
from storefront.orders.stages import stage_now


@dataclass(frozen=True)
class Stage:
    label: str
    tone: str  # info, good, warn, bad or "": as the badge's
    sentence: str


@dataclass(frozen=True)
class TimelineLine:
    """One line of an item's timeline."""

    at: datetime
    text: str
    note: str = ""
    tone: str = ""


RECEIVED = Stage("Received", "info", "Your order is placed. We are preparing it for print.")
ACCEPTED = Stage("Received", "info", "Our print facility has received your order.")
CONFIRMING = Stage(
    "Received", "info", "Your order is placed. We are confirming it with our print facility."
)
CHECKING = Stage("Checking files", "info", "Your files are being checked.")
PRINTING = Stage("In production", "info", "It is in production at our print facility.")
FINISHING = Stage("Finishing", "info", "It is printed, and is being cut, finished and packed.")
APPROVING = Stage(
    "Waiting for approval",
    "info",
    "We review your order before we print it. You don't need to do anything.",
)
EXTRA_FIRST = Stage(
    "Waiting for payment",
    "warn",
    "We print it once enough of your order is paid, or once we have reviewed it and agreed.",
)
WAITING_FOR = {
    Gate.FILES: Stage("Waiting for files", "warn", "We can start once we have all your files."),
    Gate.PAYMENT: Stage("Waiting for payment", "warn", "We will start as soon as it is paid for."),
    Gate.CUSTOMER: Stage(
        "Waiting for your approval",
        "warn",
        "Please look at your files and approve them. We print them just as they are.",
    ),
    Gate.STAFF: Stage("Received", "info", "We are checking your order."),
    Gate.RELEASE: Stage("Received", "info", "Your order is placed. We are preparing it."),
}
TO_CHECK = Stage("Please check your files", "warn", "Please look at what we saw in them.")
NEEDS_US = Stage(
    "Needs attention",
    "warn",
    "There is a problem with your job, so it may arrive later. Our staff are told, and will write "
    "to you if they need anything from you.",
)
NEEDS_FILES = Stage(
    "Needs other files",
    "warn",
    "There is a problem with your job, so it may arrive later. Our print facility can't print the "
    "files it has: please send us other ones.",
)
NEW_FILES = Stage("New files received", "info", "")
REPRINTED = Stage(
    "Being printed again",
    "warn",
    "There is a problem with your job, so it may arrive later. Our print facility prints it again.",
)
AT_THE_FACILITY = Stage("In progress", "info", "Our print facility is working on it.")

ASKED = Stage(
    "Waiting for your answer",
    "warn",
    "The price of this item has gone up since you ordered it. Please tell us whether to go ahead.",
)

_IN_PRODUCTION = {
    JobPhase.RECEIVED: CHECKING,
    **dict.fromkeys(STOPS, NEEDS_US),
    JobPhase.FILES: NEEDS_FILES,
    JobPhase.REPRINT: REPRINTED,
    JobPhase.PREPARING: PRINTING,
    JobPhase.PRINTING: PRINTING,
    JobPhase.PACKING: FINISHING,
    JobPhase.ON_THE_WAY: FINISHING,
}

_STAGES = {
    ItemStatus.READY: RECEIVED,
    ItemStatus.PUSHING: RECEIVED,
    ItemStatus.SHIPPED: Stage("Shipped", "good", "It is on its way to you."),
    ItemStatus.DELIVERED: Stage("Delivered", "good", "It was delivered."),
    ItemStatus.CANCELLING: Stage(
        "Being canceled",
        "warn",
        "We are canceling it, and waiting for the last confirmation.",
    ),
    ItemStatus.CANCELLED: Stage("Canceled", "", "It will not be printed."),
}

_KEPT_FROM_THE_CUSTOMER = (
    Hold.ABSENT,
    Hold.UNKNOWN,
    Hold.UNMAPPED,
    Hold.UNREACHABLE,
    Hold.CREDENTIALS,
    Hold.CARD,
    Hold.DAILY_LIMIT,
    Hold.UNDER_COST,
    Hold.DISPUTED,
)


def stage_of(status: ItemStatus) -> Stage:
    """Of a status that says all by itself."""
    return _STAGES[status]


def customer_words(item: OrderItem, number: int = 0) -> Stage:
    """Where an item stands, or one of its sets that 4Over has, for the person who ordered it."""
    if number:
        return _slowest(item, number)
    if item.status == ItemStatus.WAITING:
        return _waiting(item)
    if item.status == ItemStatus.HELD:
        return CONFIRMING if item.hold in _KEPT_FROM_THE_CUSTOMER else _held(item)
    if item.status == ItemStatus.IN_PRODUCTION:
        if not item.is_partners:
            return Stage("Being prepared", "info", "We are getting it ready.")
        return _slowest(item)
    return _STAGES[item.status]


def _waiting(item: OrderItem) -> Stage:
    if not item.is_partners:
        return Stage("Received", "info", "Your order is placed. We are getting it ready.")
    stage = stage_now(item)
    if stage is None:
        return WAITING_FOR[Gate.STAFF]
    if stage.gate == Gate.PAYMENT and item.order.waits_for_approval:
        return APPROVING
    if stage.gate == Gate.PAYMENT and item.order.cleared_how == Cleared.ON_ACCOUNT:
        return EXTRA_FIRST
    words = WAITING_FOR[stage.gate]
    if stage.gate == Gate.FILES and all(slot.file_id for slot in item.slots):
        return TO_CHECK
    if not stage.customer:
        return words
    end = "" if stage.customer.endswith((".", "!", "?", "…")) else "."
    return replace(words, sentence=f"{stage.customer}{end}")


def _held(item: OrderItem) -> Stage:
    if item.question is not None and item.question.open:
        return ASKED
    if item.hold == Hold.ARTWORK:
        return Stage("Needs attention", "warn", "There is a question about your files.")
    return Stage("Needs attention", "warn", "We are looking into it and will write to you.")


def _slowest(item: OrderItem, number: int = 0) -> Stage:
    """Of several sets, the one that is least far; or of the jobs of one."""
    jobs = item.jobs_of(number) if number else item.jobs_left
    standing_still = [job for job in item.stopped_jobs if job in jobs]
    stopped = [job.status for job in standing_still if not job.files_came]
    if standing_still and not stopped:
        return replace(NEW_FILES, sentence=of_new_files(standing_still[0]))
    statuses = stopped or [job.status for job in jobs if job.status]
    if not statuses:
        return ACCEPTED
    order = [*STOPS, *_IN_PRODUCTION, JobPhase.IN_PROGRESS, *JobPhase]
    slowest = min(statuses, key=lambda status: order.index(meaning_of(status).phase))
    stage = _stage_of(slowest, first=not stopped) or AT_THE_FACILITY
    words = meaning_of(slowest).words
    return replace(stage, sentence=words) if words else stage


def _stage_of(status: str, *, first: bool = True) -> Stage | None:
    """What a print job's status is called; None for one that nobody has told us about, and for
    those that end a job, which the item's own say. `first`: waiting for files is how it begins."""
    if first and waits_for_first_files(status):
        return CHECKING
    return _IN_PRODUCTION.get(meaning_of(status).phase)


_EVENTS = {
    ItemStatus.READY: "Being prepared for print",
    ItemStatus.IN_PRODUCTION: "Received by our print facility",
    ItemStatus.SHIPPED: "Shipped",
    ItemStatus.DELIVERED: "Delivered",
    ItemStatus.CANCELLING: "Being canceled",
    ItemStatus.CANCELLED: "Canceled",
}


def timeline(item: OrderItem) -> list[TimelineLine]:
    """What happened, oldest first: our own moves, and 4Over's history in its stages."""
    lines = [TimelineLine(item.order.placed_at, "Order placed")]
    for event in item.events:
        text = _EVENTS.get(event.became)
        if event.became == ItemStatus.IN_PRODUCTION and not item.is_partners:
            text = "Being prepared"
        again = event.became == ItemStatus.READY and event.was == ItemStatus.PUSHING
        if text and not again:
            lines.append(TimelineLine(event.at, text))
    lines += [
        TimelineLine(passing.passed_at, "Files approved", tone="good")
        for passing in item.stages
        if passing.gate == Gate.CUSTOMER and passing.passed_at
    ]
    lines += [
        TimelineLine(one.settled_at, f"Canceled ({item.called(one.set_number)})")
        for one in (item.set_cancellations if item.sets > 1 else ())
        if one.seen and one.settled_at
    ]
    for job in item.print_jobs:
        stages = set()
        for entry in job.history:
            stage = _stage_of(entry.status)
            if stage and stage.label not in stages:
                stages.add(stage.label)
                which = f" ({item.called(job.set_number)})" if item.sets > 1 else ""
                lines.append(TimelineLine(entry.seen_at, stage.label + which, tone=stage.tone))
    return sorted(lines, key=lambda line: line.at)
