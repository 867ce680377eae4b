"""Nothing that staff or customers read of an item is not so, in every state."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import lxml.html
import pytest

from storefront.admin.labels import LABELS, label
from storefront.admin.orders.on_hold import ADVICE
from storefront.catalog.stages import Gate
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import (
    MOST_TRIES,
    CancellationState,
    Hold,
    ItemStatus,
    NewFiles,
    NewFilesState,
    Notice,
    NoticeKind,
    Order,
    Phase,
    PrintJob,
)
from storefront.orders.words import customer_words
from storefront.payments.models import Repayment
from tests.admin.states import (
    CONDITIONS,
    STOPPED,
    State,
    an_item_in,
    nothing,
    paused,
    states,
    unapproved,
    unpaid,
)
from tests.factories import (
    a_file,
    a_payment,
    a_product,
    a_refund,
    a_user,
    an_account,
    an_order,
)


@pytest.fixture
def order(app):
    """One order with an item in every state; the customer is signed in with the second."""
    found = an_order(items=0, account=an_account(tested_at=now()), user=a_user())
    printed, file = a_product(), a_file()
    for position, state in enumerate(states(), start=1):
        found.items.append(an_item_in(state, position, printed, file))
    db.session.commit()
    return found


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
    assert {state.cancellation for state in met} == {None, *CancellationState}
    assert {state.gate for state in met} == {None, *Gate}
    assert {state.job for state in met if state.stopped} == set(STOPPED)


@pytest.mark.parametrize("kind", LABELS)
def test_every_state_has_words_of_its_own(kind):
    named = [label(member) for member in kind]
    assert len(set(named)) == len(kind) == len(LABELS[kind])
    assert set(ADVICE) == set(Hold)


@pytest.mark.parametrize("hold", Hold)
def test_a_hold_is_called_the_same_on_every_page_for_staff(staff, hold):
    order = an_order(status=ItemStatus.HELD, item={"hold": hold})
    for page in ("/admin/", "/admin/held/", "/admin/orders/", f"/admin/orders/{order.number}"):
        assert label(hold) in staff.get(page).text, page


def test_every_state_has_words_for_customers(order):
    for item in order.items:
        assert customer_words(item).sentence.endswith(".")


def test_each_answer_of_each_filter_can_match(staff, order):
    order.cleared_at, order.payment_method = None, "on_account"
    payment = a_payment(order, amount=Decimal("0.01"), trouble="Another amount.")
    doubtful = Repayment(payment=payment, key="k-1", amount=Decimal("0.01"), asked_by="pat")
    db.session.add(doubtful)
    a_payment(other := an_order(), amount=Decimal("1000.00"))
    owing = an_order()
    a_refund(order.items[0])
    db.session.add(Notice(order=order, kind=NoticeKind.PLACED, tries=MOST_TRIES))
    job = PrintJob(job_id="Z990-001", item=order.items[0], set_number=9)
    db.session.add(NewFiles(job=job, state=NewFilesState.UNKNOWN, seal="", asked_by="pat"))
    db.session.commit()
    page = staff.get("/admin/orders/")
    selects = lxml.html.document_fromstring(page.text).xpath("//form[@class='filters']//select")
    asked = [(s.get("name"), o.get("value")) for s in selects for o in s.xpath(".//option[@value]")]
    assert len(asked) > len(ItemStatus) + len(Hold)
    for name, value in asked:
        if name != "environment" and value:
            found = staff.get(f"/admin/orders/?{name}={value}").text
            there = {"overpaid": other, "payment": owing}.get(value, order)
            assert f"/admin/orders/{there.number}" in found, (name, value)
