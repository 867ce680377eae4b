"""Nothing that staff or customers read of an item is not so: every state, held against each rule.

The states are made from the enums themselves, so one that is added later is in here by itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import product

import lxml.html
import pytest

from storefront.admin.labels import LABELS, label
from storefront.admin.orders.held import ADVICE
from storefront.artwork.models import ArtworkSlot
from storefront.catalog.stages import Gate
from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import needs_a_person, shipped
from storefront.orders.models import (
    MOST_TRIES,
    OWN_MOVES,
    TAKEN,
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    JobStatus,
    Notice,
    NoticeKind,
    Order,
    OrderItem,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.words import customer_words
from storefront.payments.models import PaymentStatus
from storefront.sandbox.statuses import UNHEARD_OF
from tests.factories import (
    R500,
    STANDARD,
    TWO_SIDES,
    a_file,
    a_payment,
    a_product,
    a_user,
    an_account,
    an_order,
    stages,
    with_settings,
)
from tests.fourover.test_statuses import ALL as STATUSES

# What 4Over and the network really say; it may stand behind Details only.
TECHNICAL = "POST /orders has no answer: ConnectionError"
ANSWER = b'{"status": "error", "message": "Internal Server Error"}'

STOPPED = [text for text, _ in STATUSES if needs_a_person(text)]
SENT_OFF = [text for text, _ in STATUSES if shipped(text)]
DOUBT = (Hold.UNKNOWN, Hold.UNMAPPED, Hold.PARTLY)


@dataclass(frozen=True)
class State:
    """Where an item stands, and what was tried and wished. `hold` only if it is held."""

    status: ItemStatus
    hold: Hold | None = None
    phase: Phase | None = None
    wish: CancellationState | None = None
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
        seen = self.wish == CancellationState.SEEN
        return self.phase in phases and seen <= (self.status == ItemStatus.CANCELLED)


def states():
    """Each place with each phase, and with each wish."""
    holds = [(ItemStatus.HELD, hold) for hold in Hold]
    places = [(status, None) for status in ItemStatus if status != ItemStatus.HELD] + holds
    for (status, hold), phase, wish in product(places, [None, *Phase], [None, *CancellationState]):
        state = State(status, hold, phase, wish)
        if state.can_be:
            yield state
    yield from (State(ItemStatus.WAITING, gate=gate) for gate in Gate)
    for text in (*STOPPED, UNHEARD_OF):
        yield State(ItemStatus.IN_PRODUCTION, phase=Phase.ACCEPTED, job=text)
    for text in (*STOPPED, *SENT_OFF):
        yield State(ItemStatus.HELD, Hold.PARTLY, Phase.PARTLY, job=text)
    for status, wish in product(ItemStatus, [None, CancellationState.REFUSED]):
        if (state := State(status, wish=wish, own=True)).can_be:
            yield state


def an_item_in(state: State, position: int, printed, file) -> OrderItem:
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
    waits_for_files = state.status == ItemStatus.WAITING and state.gate in (None, Gate.FILES)
    item.slots.append(ArtworkSlot(code="fr", label="Front", file=None if waits_for_files else file))
    if state.gate is not None:
        item.stages = stages(state.gate, internal="Step", customer="A step is left")
    if state.phase is not None:
        attempt = PushAttempt(number=1, owner="me", phase=state.phase, card="Visa ending in 4242")
        attempt.note, attempt.http_status, attempt.answer = TECHNICAL, 500, ANSWER
        attempt.payload = {"order_id": "1"}
        attempt.sent_at = now() if state.was_sent else None
        attempt.amount = Decimal("33.33")
        item.attempts.append(attempt)
    if state.phase in TAKEN:
        item.note = "4Over accepted it." if state.status == ItemStatus.IN_PRODUCTION else ""
        history = [JobStatus(status=state.job, date_set="12/01/2026 10:00 AM")]
        job = PrintJob(job_id=f"Z{position}-001", status=state.job, history=history)
        item.print_jobs.append(job)
    if state.wish is not None:
        item.cancellations.append(Cancellation(asked_by="pat", reason="No.", state=state.wish))
    return item


@pytest.fixture
def order(app):
    """One order with an item in every state; the customer is signed in with the second."""
    found = an_order(items=0, account=an_account(tested_at=now()), user=a_user())
    printed, file = a_product(), a_file()
    for position, state in enumerate(states(), start=1):
        found.items.append(an_item_in(state, position, printed, file))
    db.session.commit()
    return found


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


def waits(state: State) -> bool:
    return state.status == ItemStatus.WAITING and not state.own


def not_there(state: State) -> bool:
    return waits(state) or state.status == ItemStatus.READY


def sections(page: str, path: str) -> list[str]:
    """What is read of each item, without what stands behind Details and in forms' fields."""
    root = lxml.html.document_fromstring(page)
    for details in root.xpath("//details[starts-with(normalize-space(summary), 'Details')]"):
        summary = details.find("summary")
        details.clear()
        details.append(summary)
    return [" ".join(part.text_content().split()) for part in root.xpath(path)]


@dataclass(frozen=True)
class Rule:
    """Where `said` stands on a page, `so` has to be true of the state and the condition."""

    said: str
    so: Callable[[State, Callable[[Order], None]], bool]


def never(_: State, __: object) -> bool:
    return False


FOR_ALL = [
    Rule(r"\b(GET|POST|PUT|DELETE) /|\bHTTP\b|\bJSON\b|[{}]|Traceback", never),
    Rule(r"\b[A-Z]\w+(Error|Exception|Timeout)\b|\b[A-Z]\w+\.[A-Z_]{3,}\b|\bNone\b", never),
    Rule(r"(?i)\bpush|\bworkers?\b|\bqueue\b|breaker|\bcancell(?!ation)", never),
    Rule(r"\b(unmapped|dearer|unconfirmed|pushing|credentials|under cost:|partly:)\b", never),
    Rule(
        r"(?<!job )\b(is|was) canceled\b(?! only| at once)|\bCanceled\b",
        lambda state, _: state.status == ItemStatus.CANCELLED,
    ),
]
FOR_STAFF = [
    *FOR_ALL,
    Rule(r"will be (sent|pushed)|goes to 4Over", never),
    Rule(
        "Send now",
        lambda state, shop: (
            state.status == ItemStatus.READY and shop not in (paused, unpaid, unapproved)
        ),
    ),
    Rule(
        r"next to be sent|within a few minutes",
        lambda state, shop: state.status == ItemStatus.READY and shop is nothing,
    ),
    Rule("sending is on hold", lambda state, shop: shop is paused),
    Rule("never sent to 4Over|4Over never had it", lambda state, _: not state.was_sent),
    Rule(r"\$33\.33(?!, plus 4Over's tax)|(?<!about )\$33\.33", never),
    Rule("To be charged", lambda state, _: not state.may_be_there and not state.own),
    Rule("Possibly charged", lambda state, _: state.phase in (Phase.SENDING, Phase.UNKNOWN)),
    Rule(
        "Send again|Agree and send",
        lambda state, _: state.status == ItemStatus.HELD,
    ),
    Rule(
        "4Over does not have it",
        lambda state, _: state.phase in (Phase.UNKNOWN, Phase.REFUSED),
    ),
    Rule("4Over", lambda state, _: not state.own),
    Rule("Stopped at 4Over", lambda state, _: state.stopped),
    Rule("has left 4Over", lambda state, _: state.sent_off),
    Rule("Business Cards In production|4Over accepted it", lambda state, _: not state.stopped),
    Rule("Probably too late", lambda state, _: state.job == "On Press" or state.sent_off),
    Rule("customer has none|own card", never),
    Rule("not paid yet", lambda state, shop: not_there(state) and shop is unpaid),
    Rule("is on account, and nobody", lambda state, shop: not_there(state) and shop is unapproved),
    Rule("(?i)by the customer|customer approved", lambda state, _: state.gate == Gate.CUSTOMER),
    Rule(r"[Aa]pproval by staff|Approve\b", lambda state, _: state.gate == Gate.STAFF),
    Rule("(?i)release", lambda state, _: state.gate == Gate.RELEASE),
    Rule("A step is left", never),
]
FOR_CUSTOMERS = [
    *FOR_ALL,
    Rule(r"(?i)4over|\bcost\b|declined|refused|rejected|failed|unknown", never),
    Rule("on its way to you", lambda state, _: state.status == ItemStatus.SHIPPED),
    Rule("was delivered", lambda state, _: state.status == ItemStatus.DELIVERED),
    Rule("Being canceled", lambda state, _: state.status == ItemStatus.CANCELLING),
    Rule("Waiting for payment", lambda state, shop: state.gate == Gate.PAYMENT and shop is unpaid),
    Rule(
        "Waiting for approval",
        lambda state, shop: state.gate == Gate.PAYMENT and shop is unapproved,
    ),
    Rule("Waiting for your approval|Approve", lambda state, _: state.gate == Gate.CUSTOMER),
    Rule(
        "Waiting for files",
        lambda state, _: waits(state) and state.gate in (None, Gate.FILES),
    ),
    Rule("Step", never),
    Rule(
        "has received your order|is in production",
        lambda state, _: state.status == ItemStatus.IN_PRODUCTION and not state.stopped,
    ),
    Rule(
        "There is a problem with your job",
        lambda state, _: state.stopped and state.status == ItemStatus.IN_PRODUCTION,
    ),
]


def broken(rules: list[Rule], found: list[str], shop: Callable[[Order], None]) -> list[str]:
    """What is said of a state that is not so."""
    all_states = list(states())
    assert len(found) == len(all_states)
    return [
        f"{state}: “{text[max(0, said.start() - 60) : said.end() + 60]}”"
        for state, text in zip(all_states, found, strict=True)
        for rule in rules
        for said in [re.search(rule.said, text)]
        if said and not rule.so(state, shop)
    ]


@pytest.mark.parametrize("shop", CONDITIONS, ids=lambda shop: shop.__name__)
def test_staff_read_nothing_of_an_item_that_is_not_so(staff, order, shop):
    shop(order)
    db.session.commit()
    page = staff.get(f"/admin/orders/{order.number}")
    found = sections(page.text, "//section[starts-with(@id, 'item-')]")
    assert not (wrong := broken(FOR_STAFF, found, shop)), "\n".join(wrong[:40])


@pytest.mark.parametrize("shop", CONDITIONS, ids=lambda shop: shop.__name__)
def test_customers_read_nothing_of_an_item_that_is_not_so(browser, order, shop):
    shop(order)
    db.session.commit()
    browser.login(db.session.get(type(a_user()), order.user_id))
    page = browser.get(f"/orders/{order.number}")
    found = sections(page.text, "//section[starts-with(@aria-labelledby, 'item-')]")
    assert not (wrong := broken(FOR_CUSTOMERS, found, shop)), "\n".join(wrong[:40])


def test_the_control_a_rule_finds_what_is_not_so(staff, order):
    """The page of a shop that sends, held against one that is on hold: it is noticed."""
    page = staff.get(f"/admin/orders/{order.number}")
    found = sections(page.text, "//section[starts-with(@id, 'item-')]")
    assert broken(FOR_STAFF, found, paused)
    assert broken([Rule("ConnectionError", never)], [page.text] * len(found), nothing)


def test_every_state_is_among_them():
    met = list(states())
    assert {state.status for state in met} == set(ItemStatus)
    assert {state.hold for state in met} == {None, *Hold}
    assert {state.phase for state in met} == {None, *Phase}
    assert {state.wish for state in met} == {None, *CancellationState}
    assert {state.gate for state in met} == {None, *Gate}
    assert {state.job for state in met if state.stopped} == set(STOPPED)


@pytest.mark.parametrize("kind", LABELS)
def test_every_state_has_words_of_its_own(kind):
    named = [label(member) for member in kind]
    assert len(set(named)) == len(kind) == len(LABELS[kind])
    assert set(ADVICE) == set(Hold)


@pytest.mark.parametrize("hold", Hold)
def test_a_hold_is_called_the_same_on_every_page_for_staff(order, staff, hold):
    item = order.items[0]
    item.status, item.hold, item.note = ItemStatus.HELD, hold, ""
    db.session.commit()
    for page in ("/admin/", "/admin/held/", "/admin/orders/", f"/admin/orders/{order.number}"):
        assert label(hold) in staff.get(page).text, page


def test_every_state_has_words_for_customers(order):
    for item in order.items:
        assert customer_words(item).sentence.endswith(".")


def test_each_answer_of_each_filter_can_match(staff, order):
    order.cleared_at, order.payment_method = None, "on_account"
    a_payment(order, PaymentStatus.DUE)
    db.session.add(Notice(order=order, kind=NoticeKind.PLACED, tries=MOST_TRIES))
    db.session.commit()
    page = staff.get("/admin/orders/")
    selects = lxml.html.document_fromstring(page.text).xpath("//form[@class='filters']//select")
    asked = [(s.get("name"), o.get("value")) for s in selects for o in s.xpath(".//option[@value]")]
    assert len(asked) > len(ItemStatus) + len(Hold)
    for name, value in asked:
        if name != "environment" and value:
            found = staff.get(f"/admin/orders/?{name}={value}").text
            assert f"/admin/orders/{order.number}" in found, (name, value)
