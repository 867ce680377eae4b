"""What a canceled item leaves owing has its line in the ledger, once; the database finds the orders
of which something has none."""

from decimal import Decimal

import pytest

from storefront.clock import now
from storefront.database import db
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    ItemStatus,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.payments.models import RefundSide, RefundStatus
from storefront.payments.opening import (
    customers_lines,
    missing,
    next_turn,
    open_cancelled,
    open_missing,
    open_refunds,
)
from storefront.payments.owing import lines_of_order
from tests.factories import a_payment, a_refund, a_user, an_order

PAT = "pat@shop.example"
FOUROVER = RefundSide.FOUROVER
TEN = Decimal("10.00")


@pytest.fixture
def item(app):
    """Nothing is paid for it. 4Over made a job of it, for $44.00, and it is canceled."""
    (item,) = an_order(status=ItemStatus.CANCELLED).items
    item.print_jobs.append(PrintJob(job_id="Z100-001"))
    db.session.commit()
    return item


def owned(order):
    order.account.owner_id = a_user().id


def asked(item, state):
    item.cancellations.append(Cancellation(asked_by=PAT, reason="x", state=state))


def tried(item, phase, charged):
    charged = None if charged is None else Decimal(charged)
    item.attempts.append(PushAttempt(number=1, owner="me", phase=phase, charged=charged))


def without_jobs(item):
    db.session.delete(item.print_jobs[0])


def one_set_gone(item):
    """Sets of $10.00 were canceled alone."""
    item.status, item.less_charge, item.less = ItemStatus.IN_PRODUCTION, TEN, Decimal("14.00")


def set_then_all_gone(item):
    item.less_charge = TEN
    a_refund(item, FOUROVER, expected=TEN)


SITUATIONS = {
    "as it is": (lambda item: None, "44.00"),
    "4Over never had it": (without_jobs, None),
    "it is made": (lambda item: setattr(item, "status", ItemStatus.IN_PRODUCTION), None),
    "the customer's own account was charged": (lambda item: owned(item.order), None),
    "its account is gone": (lambda item: setattr(item.order, "account", None), "44.00"),
    "4Over has not let it go": (lambda item: asked(item, CancellationState.AGREED), None),
    "4Over has let it go": (lambda item: asked(item, CancellationState.SEEN), "44.00"),
    "4Over named another sum": (lambda item: tried(item, Phase.ACCEPTED, "46.52"), "46.52"),
    "4Over took nothing": (lambda item: tried(item, Phase.ACCEPTED, "0.00"), None),
    "4Over named no sum": (lambda item: tried(item, Phase.ACCEPTED, None), "44.00"),
    "4Over refused it": (lambda item: tried(item, Phase.REFUSED, None), "44.00"),
    "it has its line": (lambda item: a_refund(item, FOUROVER), None),
    "a customer has a line": (a_refund, "44.00"),
    "one of its sets is canceled": (one_set_gone, "10.00"),
    "the rest is canceled after a set": (set_then_all_gone, "34.00"),
}


@pytest.mark.parametrize("what", SITUATIONS)
def test_the_sweep_finds_what_4over_owes_and_only_that(item, what):
    happens, due = SITUATIONS[what]
    happens(item)
    db.session.commit()
    before = set(lines_of_order(item.order))
    assert (item.order_id in missing()) == (due is not None)
    for _ in range(2):
        open_missing(item.order)
        db.session.commit()
        opened = [line for line in lines_of_order(item.order) if line not in before]
        assert [(line.side, line.expected) for line in opened] == (
            [(FOUROVER, Decimal(due))] if due else []
        )
        assert item.order_id not in missing()


@pytest.mark.parametrize("own", [False, True])
def test_of_sets_of_the_customer_s_own_account_4over_owes_the_shop_nothing(item, own):
    one_set_gone(item)
    if own:
        owned(item.order)
    db.session.commit()
    assert (item.order_id in missing()) == (not own)
    assert len(open_refunds(item)) == (not own)


def test_what_is_canceled_and_was_paid_is_found_until_it_has_its_line(app):
    order = an_order(items=2)
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()
    assert order.id not in missing()
    a_payment(order)
    assert order.id in missing()
    open_cancelled(order)
    db.session.commit()
    assert order.id not in missing()
    (line,) = lines_of_order(order)
    assert (line.item, line.side, line.expected) == (
        order.items[0],
        RefundSide.CUSTOMER,
        Decimal("56.80"),
    )


def test_what_4over_owes_takes_nothing_from_what_the_customer_is_owed(item):
    theirs = a_refund(item, FOUROVER, expected=Decimal("44.00"))
    a_payment(item.order)
    (ours,) = (line for line in open_refunds(item) if line is not theirs)
    assert (ours.side, ours.turn, ours.expected) == (RefundSide.CUSTOMER, 0, Decimal("56.80"))


def test_what_is_asked_to_be_canceled_with_a_refund_is_open(app):
    order = an_order(status=ItemStatus.CANCELLED)
    asked(order.items[0], CancellationState.SEEN)
    a_payment(order)
    (line,) = open_refunds(order.items[0])
    assert (line.status, line.settled_at, line.note) == (RefundStatus.OPEN, None, "")


def test_each_side_counts_its_own_lines(item):
    theirs = [a_refund(item, FOUROVER, turn=turn) for turn in range(3)]
    assert customers_lines(item) == []
    assert next_turn(theirs, RefundSide.CUSTOMER) == 0
    assert next_turn(theirs, FOUROVER) == 3
    ours = [a_refund(item, turn=turn, opened_at=now()) for turn in (1, 0)]
    assert customers_lines(item) == ours[::-1]
