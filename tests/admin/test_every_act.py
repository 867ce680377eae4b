"""What a page offers is done, and what it does not offer is refused: each act, in every state."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count, product

import lxml.html
import pytest
from sqlalchemy import select

from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, Order, Phase, PrintJob
from storefront.orders.stages import seal_of
from storefront.payments.correcting import correct
from storefront.payments.ledger import settle, waive
from storefront.payments.models import Payment, Refund, RefundSide, Repayment
from storefront.payments.opening import open_refunds
from tests.admin.states import (
    DOUBT,
    State,
    an_item_in,
    nothing,
    paused,
    states,
    unapproved,
    unpaid,
    without_account,
)
from tests.factories import a_file, a_payment, a_product, a_refund, an_account, an_order

JOB = "On Press"  # what 4Over says of a print job decides about no act
# Each act on an item, with what its form would bring if the page had one.
FORMS = {
    "pushes": {},
    "cost-agreement": {"cost": "36.10"},
    "file-request": {"job": "Z9-1"},
    "new-files": {"new": "1", "taken": "yes"},
    "price-question": {"cost": "36.10", "extra": "5.00"},
    "jobs": {},
    "absence": {},
    "cancellation": {},
    "cancellation-confirmation": {},
    "set-cancellation": {"set": "1"},
    "set-cancellation-confirmation": {"set": "1"},
    "approval": {"stage": "1"},
    "progress": {"to": "shipped"},
}
numbers = count(1)


def long_ago(order: Order) -> None:
    """Nothing that was sent can arrive any more."""
    for attempt in order.items[0].attempts:
        attempt.sent_at = attempt.sent_at and now() - timedelta(hours=1)


@pytest.fixture
def placed(app, fourover):
    """A maker of orders with one item, in such a state, of a shop in such a condition."""
    account, printed, file = an_account(tested_at=now()), a_product(), a_file()

    def place(state: State, shop=nothing) -> Order:
        order = an_order(items=0, account=account)
        order.items.append(an_item_in(state, next(numbers), printed, file))
        fourover.has_history(_job_id(order), "New")
        shop(order)
        db.session.commit()
        return order

    return place


def _job_id(order: Order) -> str:
    return f"Z9-{order.items[0].position}"


def written(order: Order) -> dict[str, str]:
    """What staff type."""
    return {"reason": "I looked.", "job_ids": _job_id(order)}


def forms(page: str, address: str) -> dict[str, dict[str, str]]:
    """What is offered there, with the fields of each form as they stand on the page."""
    root = lxml.html.document_fromstring(page)
    return {
        form.action.removeprefix(address): dict(form.form_values())
        for form in root.forms
        if form.method == "POST" and form.action.startswith(address)
    }


def wrong(staff, placed, state: State, shop, instead=None) -> list[str]:
    """The acts whose guard is of another opinion than the page, or than what it shows `instead`."""
    order = placed(state, shop)
    item = order.items[0]
    page, address = f"/admin/orders/{order.number}", f"/items/{item.position}/"
    shown = forms(staff.get(page).text, page + address) if instead is None else instead
    found = []
    for act in FORMS.keys() - shown.keys():
        fields = FORMS[act] | {"files": seal_of(item)} | written(order)
        status = staff.post(f"{page}{address}{act}", data=fields).status_code
        if status != 409:
            found.append(f"{state}, {shop.__name__}: {act} is not offered, and answers {status}")
    for act, fields in shown.items():
        order = placed(state, shop)
        at = f"/admin/orders/{order.number}/items/{order.items[0].position}/{act}"
        status = staff.post(at, data=fields | written(order)).status_code
        if status != 302:
            found.append(f"{state}, {shop.__name__}: {act} is offered, and answers {status}")
    return found


def told_apart() -> list[State]:
    """One of all states that differ only in what decides about no act: a job's text; and where a
    cancellation was asked for, what was tried, and why it is held beside that."""
    kinds = {}
    for state in states():
        if state.job == JOB and (
            not state.cancellation or state.hold in (None, Hold.REFUSED, *DOUBT)
        ):
            tried = state.phase if state.cancellation is None else None
            kinds.setdefault(replace(state, phase=tried), state)
    return list(kinds.values())


@pytest.mark.parametrize("status", ItemStatus)
def test_what_is_offered_for_an_item_is_done_and_nothing_else(staff, queue, placed, status):
    mine = [state for state in told_apart() if state.status == status]
    assert [line for state in mine for line in wrong(staff, placed, state, long_ago)] == []


def ready(state: State) -> bool:
    return state.status == ItemStatus.READY and state.cancellation is None


# Each condition, with the states in which it decides about an act.
CONDITIONS = {
    nothing: lambda state: state.hold == Hold.UNKNOWN,
    paused: ready,
    unpaid: lambda state: ready(state) or state.gate is not None,
    unapproved: lambda state: ready(state) or state.gate is not None,
    without_account: lambda state: state.hold in DOUBT and state.cancellation is None,
}


@pytest.mark.parametrize("shop", CONDITIONS, ids=lambda shop: shop.__name__)
def test_nor_in_any_condition_of_the_shop(staff, queue, placed, shop):
    met = [state for state in told_apart() if CONDITIONS[shop](state)]
    assert met
    assert [line for state in met for line in wrong(staff, placed, state, shop)] == []


def test_the_control_a_page_that_offers_too_much_or_too_little_is_noticed(staff, queue, placed):
    ready, shipped = State(ItemStatus.READY), State(ItemStatus.SHIPPED, phase=Phase.ACCEPTED)
    assert "is not offered, and answers 302" in str(wrong(staff, placed, ready, nothing, {}))
    too_much = {"cancellation": {}}
    assert "is offered, and answers 409" in str(wrong(staff, placed, shipped, nothing, too_much))


def test_what_is_offered_for_an_order_is_done_and_nothing_else(staff, queue):
    """Approving it on account, releasing it, what is paid of it, and asking 4Over about it."""
    told = {}
    acts = ("account-approval", "status-checks", "clearance", "payments/{}/correction",
            "payments/{}/look", "overpayment")  # fmt: skip
    for path, status, cleared, (amount, provider) in product(
        acts,
        (ItemStatus.WAITING, ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLED),
        (None, now()),
        (("50.00", None), ("66.80", None), ("56.80", "ch_1")),
    ):
        order = an_order(status=status, cleared_at=cleared)
        reference = provider and f"{provider}{order.id}"
        trouble = "Another amount." if provider else ""
        money = {"amount": Decimal(amount), "reference": reference, "trouble": trouble}
        act = path.format(a_payment(order, **money).id)
        order.items[0].print_jobs.append(PrintJob(job_id=f"Z{order.id}-901"))
        db.session.commit()
        page = f"/admin/orders/{order.number}/"
        shown = forms(staff.get(page[:-1]).text, page)
        typed = {"amount": "10.00", "reason": "A friend.", "how": "Check"}
        answer = staff.post(page + act, data=shown.get(act, {}) | typed)
        expected = (302,) if act in shown else (409, 422)
        assert answer.status_code in expected, (status, cleared, money, act)
        told.setdefault(path, set()).add(act in shown)
    assert all(offered == {True, False} for offered in told.values()), told


def paid_back(line: Refund) -> None:
    settle(line, line.expected, method="Check", by="pat")


def taken_back(line: Refund) -> None:
    paid_back(line)
    correct(line, by="pat", reason="Mistyped.")


def asked_for(line: Refund) -> None:
    """By a provider, which has not answered."""
    payment = db.session.scalar(select(Payment).filter_by(order_id=line.item.order_id))
    asked = {"key": f"k{line.id}", "amount": line.expected, "asked_by": "pat"}
    if payment and line.side == RefundSide.CUSTOMER:
        db.session.add(Repayment(payment_id=payment.id, refund_id=line.id, **asked))


@pytest.mark.parametrize("side", RefundSide)
@pytest.mark.parametrize("paid", [True, False])
@pytest.mark.parametrize(
    "become",
    [
        lambda line: None,
        asked_for,
        lambda line: waive(line, by="pat", note="No."),
        paid_back,
        taken_back,
    ],
    ids=["open", "in doubt", "waived", "settled", "taken back"],
)
def test_what_is_offered_for_a_refund_is_done_and_nothing_else(staff, side, paid, become):
    """What is refused is answered with the whole page, so what it says to do can be done there."""

    def a_line() -> Refund:
        order = an_order(status=ItemStatus.CANCELLED)
        order.items[0].print_jobs.append(PrintJob(job_id=f"Z{order.id}-901"))
        if paid or become in (paid_back, taken_back):
            a_payment(order)
        sides = {line.side: line for line in open_refunds(order.items[0])}
        line = sides.get(side) or a_refund(order.items[0])
        db.session.commit()
        become(line)
        db.session.commit()
        return line

    typed = {"method": "Check", "amount": "1.00"}
    typed |= {f"{act}-reason": "So." for act in ("waive", "dispute", "correct")}
    for act in ("settlement", "waiver", "dispute", "correction"):
        page = f"/admin/refunds/{a_line().id}/"
        shown = forms(staff.get(page[:-1]).text, page)
        answer = staff.post(page + act, data=shown.get(act, {}) | typed)
        assert answer.status_code == (302 if act in shown else 409), act
        if answer.status_code == 409:
            assert shown.keys() <= forms(answer.text, page).keys()
