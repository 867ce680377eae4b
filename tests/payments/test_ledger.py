"""What a cancelled item leaves owing, on both sides."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.models import ItemStatus, Phase, PrintJob, PushAttempt
from storefront.payments.ledger import AlreadyClosed, BadAmount, NothingDue, settle, waive
from storefront.payments.models import Payment, Refund, RefundSide, RefundStatus
from storefront.payments.opening import open_refunds
from tests.factories import a_payment, a_refund, an_order
from tests.neighbors import mine


@pytest.fixture
def item(app):
    """Taxed 8 % on goods and shipping."""
    item = {"cost": Decimal("32.0049"), "tax": Decimal("4.54")}
    order = an_order(tax=Decimal("4.54"), total=Decimal("61.34"), item=item)
    order.items[0].status = ItemStatus.CANCELLED
    a_payment(order)
    return order.items[0]


@pytest.fixture
def printed(item):
    """4Over made a job of it."""
    item.print_jobs.append(PrintJob(job_id="Z100-001"))
    db.session.commit()
    return item


def by_side(item):
    return {refund.side: refund for refund in open_refunds(item)}


def test_4over_owes_what_it_was_to_be_paid_and_the_shop_what_the_customer_paid(printed):
    lines = by_side(printed)

    assert lines[RefundSide.FOUROVER].expected == Decimal("44.00")  # 32.0049 + 12.00
    assert lines[RefundSide.CUSTOMER].expected == Decimal("61.34")
    db.session.commit()
    assert {line.status for line in lines.values()} == {RefundStatus.OPEN}


def test_4over_owes_the_tax_of_its_own_that_it_quoted(printed):
    printed.partner_tax = Decimal("2.96")
    assert by_side(printed)[RefundSide.FOUROVER].expected == Decimal("46.96")  # 44.00 + 2.96


def test_4over_owes_what_somebody_agreed_to_where_that_was_dearer(printed):
    printed.accepted_cost = Decimal("35.50")
    assert by_side(printed)[RefundSide.FOUROVER].expected == Decimal("47.50")  # 35.50 + 12.00


def test_4over_owes_what_it_took_where_it_said_so(printed):
    tries = (Phase.REFUSED, None), (Phase.ACCEPTED, Decimal("46.52"))
    for number, (phase, charged) in enumerate(tries, 1):
        attempt = PushAttempt(number=number, owner="test", phase=phase, charged=charged)
        printed.attempts.append(attempt)
    db.session.commit()

    assert by_side(printed)[RefundSide.FOUROVER].expected == Decimal("46.52")  # with its tax


def test_opening_twice_opens_once(printed):
    open_refunds(printed)
    db.session.commit()
    open_refunds(printed)
    db.session.commit()

    assert mine(Refund).count() == 2


def test_4over_owes_nothing_for_what_it_never_had(item):
    assert list(by_side(item)) == [RefundSide.CUSTOMER]


def test_settling_notes_what_was_really_given_back_and_by_whom(printed):
    line = by_side(printed)[RefundSide.FOUROVER]
    db.session.commit()

    settle(line, Decimal("34.00"), method="credit note 17", by="pat@shop.example", note="fee")
    db.session.commit()

    assert line.status == RefundStatus.SETTLED
    assert (line.amount, line.method, line.note) == (Decimal("34.00"), "credit note 17", "fee")
    assert line.settled_by == "pat@shop.example"
    assert line.settled_at


def test_a_line_is_closed_once(printed):
    line = by_side(printed)[RefundSide.CUSTOMER]
    db.session.commit()
    settle(line, Decimal("61.34"), method="card", by="pat@shop.example")
    db.session.commit()

    with pytest.raises(AlreadyClosed):
        settle(line, Decimal("61.34"), method="card", by="kim@shop.example")
    with pytest.raises(AlreadyClosed):
        waive(line, by="kim@shop.example", note="done")
    assert line.settled_by == "pat@shop.example"


def test_waiving_needs_words_and_keeps_them(printed):
    line = by_side(printed)[RefundSide.FOUROVER]
    db.session.commit()

    waive(line, by="pat@shop.example", note="never charged")
    db.session.commit()

    assert (line.status, line.note, line.amount) == (RefundStatus.WAIVED, "never charged", None)


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "61.35", "NaN"])
def test_an_amount_that_cannot_be_is_refused(printed, amount):
    line = by_side(printed)[RefundSide.CUSTOMER]
    db.session.commit()

    with pytest.raises(BadAmount):
        settle(line, Decimal(amount), method="card", by="pat@shop.example")


def test_nothing_is_given_back_of_what_nobody_paid(printed):
    mine(Payment).delete()
    line = a_refund(printed)

    with pytest.raises(NothingDue, match="No payment is recorded"):
        settle(line, Decimal("61.34"), method="card", by="pat@shop.example")
    assert line.status == RefundStatus.OPEN
