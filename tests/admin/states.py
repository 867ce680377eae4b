"""Every state that an item can be in, made from the enums themselves: one that is added later is
among them by itself."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import product

from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.catalog.models import Product
from storefront.catalog.stages import Gate
from storefront.clock import now
from storefront.fourover.statuses import needs_a_person, shipped
from storefront.orders.models import (
    OWN_MOVES,
    TAKEN,
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    JobStatus,
    Order,
    OrderItem,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.sandbox.statuses import UNHEARD_OF
from tests.factories import R500, STANDARD, TWO_SIDES, a_charge, stages, with_settings
from tests.fourover.test_statuses import ALL as STATUSES

# What 4Over and the network really say; it may stand behind Details only.
TECHNICAL = "POST /orders has no answer: ConnectionError"
ANSWER = b'{"status": "error", "message": "Internal Server Error"}'

STOPPED = [text for text, _ in STATUSES if needs_a_person(text)]
SENT_OFF = [text for text, _ in STATUSES if shipped(text)]
DOUBT = (Hold.UNKNOWN, Hold.UNMAPPED, Hold.PARTLY)


@dataclass(frozen=True)
class State:
    """Where an item stands, what was tried, what was asked back. `hold` only if it is held."""

    status: ItemStatus
    hold: Hold | None = None
    phase: Phase | None = None
    cancellation: CancellationState | None = None
    own: bool = False
    gate: Gate | None = None  # the one stage of its workflow
    job: str = "On Press"  # what 4Over says of its print job

    @property
    def stopped(self) -> bool:
        at_fourover = self.status in (ItemStatus.IN_PRODUCTION, ItemStatus.HELD)
        return at_fourover and needs_a_person(self.job)

    @property
    def sent_off(self) -> bool:
        return self.status == ItemStatus.HELD and shipped(self.job)

    @property
    def may_be_there(self) -> bool:
        """Whether 4Over has it, or may have."""
        return self.phase in (*TAKEN, Phase.SENDING, Phase.UNKNOWN)

    @property
    def was_sent(self) -> bool:
        """Whether 4Over got it, whatever it said."""
        return self.may_be_there or self.phase == Phase.REFUSED

    @property
    def can_be(self) -> bool:
        """Left out is what the protocol of pushing and cancelling never makes."""
        if self.own:
            known = {*OWN_MOVES, *(to for moves in OWN_MOVES.values() for to in moves)}
            return self.status in known and self.phase is None and self.hold is None
        if self.gate is not None and self.status != ItemStatus.WAITING:
            return False
        phases = {
            ItemStatus.WAITING: {None},
            ItemStatus.READY: {None, Phase.NOT_SENT, Phase.REFUSED},
            ItemStatus.PUSHING: {Phase.PREPARING, Phase.SENDING},
            ItemStatus.CANCELLED: {None, Phase.NOT_SENT, Phase.REFUSED, *TAKEN},
        }.get(self.status, set(TAKEN))
        if self.status == ItemStatus.HELD:
            phases = {Phase.NOT_SENT, Phase.REFUSED}
            if self.hold in DOUBT:
                phases = {Phase.UNKNOWN} if self.hold == Hold.UNKNOWN else set(TAKEN)
        seen = self.cancellation == CancellationState.SEEN
        ends = (None, CancellationState.SEEN, CancellationState.REFUSED)
        left = self.status in (ItemStatus.SHIPPED, ItemStatus.DELIVERED)
        if left and self.cancellation not in ends:
            return False
        return self.phase in phases and seen <= (self.status == ItemStatus.CANCELLED)


def states():
    """Each place with each phase, and with each cancellation."""
    holds = [(ItemStatus.HELD, hold) for hold in Hold]
    places = [(status, None) for status in ItemStatus if status != ItemStatus.HELD] + holds
    for (status, hold), phase, cancellation in product(
        places, [None, *Phase], [None, *CancellationState]
    ):
        state = State(status, hold, phase, cancellation)
        if state.can_be:
            yield state
    yield from (State(ItemStatus.WAITING, gate=gate) for gate in Gate)
    for text in (*STOPPED, UNHEARD_OF):
        yield State(ItemStatus.IN_PRODUCTION, phase=Phase.ACCEPTED, job=text)
    for text in (*STOPPED, *SENT_OFF):
        yield State(ItemStatus.HELD, Hold.PARTLY, Phase.PARTLY, job=text)
    for status, cancellation in product(ItemStatus, [None, CancellationState.REFUSED]):
        if (state := State(status, cancellation=cancellation, own=True)).can_be:
            yield state


def an_item_in(state: State, position: int, printed: Product, file: ArtworkFile) -> OrderItem:
    values = {"title": "Business Cards", "price": Decimal("44.80"), "cost": Decimal("32.00")}
    if not state.own:
        values |= {
            "product_id": printed.id,
            "product_uuid": printed.uuid,
            "runsize_uuid": R500,
            "colorspec_uuid": TWO_SIDES,
            "turnaround_uuid": STANDARD,
            "runsize": 500,
        }
    item = OrderItem(position=position, status=state.status, hold=state.hold, **values)
    item.asked_cost = Decimal("36.10") if state.hold in (Hold.DEARER, Hold.ASKED) else None
    waits_for_files = state.status == ItemStatus.WAITING and state.gate in (None, Gate.FILES)
    item.slots.append(ArtworkSlot(code="fr", label="Front", file=None if waits_for_files else file))
    if state.gate is not None:
        item.stages = stages(state.gate, internal="Step", customer="A step is left")
    if state.phase is not None:
        attempt = PushAttempt(number=1, owner="me", phase=state.phase, card="Visa ending in 4242")
        attempt.note, attempt.http_status, attempt.answer = TECHNICAL, 500, ANSWER
        attempt.payload = {"order_id": "1"}
        attempt.sent_at = now() if state.was_sent else None
        attempt.expected = a_charge("33.33")
        item.attempts.append(attempt)
    if state.phase in TAKEN:
        item.note = "4Over accepted it." if state.status == ItemStatus.IN_PRODUCTION else ""
        history = [JobStatus(status=state.job, date_set="12/01/2026 10:00 AM")]
        attached = now() - timedelta(hours=3)
        job = PrintJob(
            job_id=f"Z{position}-001",
            files_attached_at=attached,
            status=state.job,
            history=history,
        )
        item.print_jobs.append(job)
    if state.cancellation is not None:
        item.cancellations.append(
            Cancellation(asked_by="pat", reason="No.", state=state.cancellation)
        )
    return item


def nothing(order: Order) -> None:
    pass


def paused(order: Order) -> None:
    with_settings(pushing_paused=True)


def resting(order: Order) -> None:
    order.account.breaker_opened_at = now()
    order.account.breaker_reason = "4Over did not answer."


def elsewhere(order: Order) -> None:
    with_settings(send_orders_as_test=False)


def put_off(order: Order) -> None:
    for item in order.items:
        item.push_after = now() + timedelta(hours=1)


def without_account(order: Order) -> None:
    order.account_id = None


def unpaid(order: Order) -> None:
    order.cleared_at, order.payment_method = None, "by check"


def unapproved(order: Order) -> None:
    order.cleared_at = None


CONDITIONS = [
    nothing,
    paused,
    resting,
    elsewhere,
    put_off,
    without_account,
    unpaid,
    unapproved,
]
