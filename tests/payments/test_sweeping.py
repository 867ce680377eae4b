"""The sweep looks at what has something to open, each order by itself; what fails stops nothing."""

import random
import time
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.failures import JobFailure
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    ItemStatus,
    Order,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.payments import opening
from storefront.payments.alone import alone_with
from storefront.payments.goodwill import grant
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.ledger import settle, waive
from storefront.payments.models import Refund, RefundSide
from storefront.payments.opening import open_refunds
from storefront.payments.owing import lines_of_order, owed
from storefront.payments.receiving import receive, receive_for_several
from storefront.payments.statement import unpaid
from tests.factories import a_payment, an_order
from tests.neighbors import mine
from tests.quotes.counting import statements

PAT = "pat@shop.example"


def cancel(item, **more):
    item.status, item.moved_at = ItemStatus.CANCELLED, now()
    db.session.commit()


class TestWhatHasNothingToOpen:
    """It is for ever: there are more of it with every year."""

    def canceled_before_it_was_paid(self):
        order = an_order(items=2)
        cancel(order.items[0])
        a_payment(order, amount=Decimal("56.80"))

    def paid_in_part(self):
        order = an_order()
        a_payment(order, amount=Decimal("20.00"))
        cancel(order.items[0])

    def not_charged_by_4over(self):
        item = an_order().items[0]
        item.print_jobs.append(PrintJob(job_id=f"Z-{item.id}"))
        nothing = Decimal("0.00")
        item.attempts.append(
            PushAttempt(number=1, owner="w", phase=Phase.ACCEPTED, sent_at=now(), charged=nothing)
        )
        cancel(item)

    def credited_whole_before(self):
        order = an_order()
        a_payment(order)
        give_invoice(order)
        grant(order, order.total, item=order.items[0], by=PAT, reason="All of it was creased")
        cancel(order.items[0])

    def waits_for_more_money(self):
        order = an_order(items=2)
        order.items[0].extra_due = True
        db.session.commit()

    @pytest.mark.parametrize(
        "finished",
        [
            canceled_before_it_was_paid,
            paid_in_part,
            not_charged_by_4over,
            credited_whole_before,
            waits_for_more_money,
        ],
        ids=lambda finished: finished.__name__.replace("_", " "),
    )
    def test_takes_no_statement_of_the_sweep(self, app, queue, finished):
        ran = []
        for count in (1, 19):
            for _ in range(count):
                finished(self)
            queue.run(jobs.sweep)  # what it leaves to open is opened once
            queue.jobs.clear()
            with statements() as asked:
                queue.run(jobs.sweep)
            ran.append(len(asked))
        assert ran[0] == ran[1]

    def test_the_control_what_has_something_takes_some(self, app, queue):
        with statements() as asked:
            queue.run(jobs.open_refunds)
        order = an_order()
        a_payment(order)
        cancel(order.items[0])
        with statements() as asked_of_one:
            queue.run(jobs.open_refunds)
        assert len(asked_of_one) > len(asked)
        assert owed(order)

    def test_nor_does_it_one_after_each_item_that_is_tracked(self, app, queue, fourover):
        """The sweep sees to it a minute later."""
        order = an_order()
        a_payment(order)
        cancel(order.items[0])
        queue.run(jobs.track_order_item, order.items[0].id)
        assert mine(Refund).all() == []


def in_any_state(any_):
    """An order that somebody paid, granted, canceled, gave back and waived of, in any order."""
    order = an_order(items=2)
    for n in range(any_.randint(1, 6)):
        item = any_.choice(order.items)
        line = any_.choice([*(one for one in lines_of_order(order) if one.open), None])
        amount = Decimal(any_.choice(["0.01", "20.00", "56.80", "113.60"]))
        act = any_.choice(["pay", "grant", "cancel", "print", "ask", "open", "settle", "waive"])
        if act == "pay":
            a_payment(order, amount=amount)
        elif act == "grant" and item.status != ItemStatus.CANCELLED and amount < item.total:
            db.session.add(
                Refund(item=item, side=RefundSide.CUSTOMER, goodwill="late", expected=amount,
                       turn=opening.next_turn(lines_of_order(order), RefundSide.CUSTOMER))
            )  # fmt: skip
        elif act == "cancel":
            item.status = ItemStatus.CANCELLED
        elif act == "print":
            item.print_jobs.append(PrintJob(job_id=f"Z{item.id}-{n}", set_number=n))
            item.cost = any_.choice([item.cost, None])
        elif act == "ask":
            state = any_.choice(list(CancellationState))
            item.cancellations.append(Cancellation(asked_by=PAT, reason="No.", state=state))
        elif act == "open" and item.status == ItemStatus.CANCELLED:
            open_refunds(item)
        elif act == "waive" and line:
            waive(line, by=PAT, note="Never mind.")
        elif act == "settle" and line and owed(order).get(line):
            part = min(amount, owed(order)[line])
            settle(line, part, method="Check", by=PAT)
        db.session.commit()
    return order


@pytest.mark.parametrize("seed", range(60))
def test_the_database_finds_what_the_ledger_would_open(app, seed):
    order = in_any_state(random.Random(seed))
    found = order.id in opening.missing()

    lines = len(lines_of_order(order))
    opening.open_missing(order)
    assert found == (len(lines_of_order(order)) > lines)
    db.session.commit()
    assert order.id not in opening.missing()


@contextmanager
def fails(*words):
    """The database refuses a statement in which all these words are."""

    def refuse(connection, cursor, statement, *rest):
        if all(word in statement for word in words):
            raise RuntimeError("an error that nobody thought of")

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


class TestWhatFails:
    @pytest.fixture
    def ready(self, app):
        return an_order(status=ItemStatus.READY).items[0]

    @pytest.mark.parametrize(
        "words",
        [
            ("SELECT", "WHERE order_item.extra_due"),
            ("SELECT push_attempt.id",),
            ("SELECT", "FROM notice"),
            ("SELECT", "FROM invoice"),
        ],
        ids=["higher prices", "what was interrupted", "mails", "refunds"],
    )
    def test_of_the_sweep_stops_no_other_part_and_is_told(self, ready, queue, words, caplog):
        order = an_order()
        a_payment(order)
        cancel(order.items[0])
        with fails(*words), pytest.raises(RuntimeError):
            queue.run(jobs.sweep)

        assert (jobs.push_order_item, ready.id) in queue.jobs
        assert bool(owed(order)) == ("FROM invoice" not in words)
        assert mine(JobFailure).filter_by(job="sweep").count() == 1
        assert "do_part" in caplog.text

    def test_of_one_order_stops_no_other_order(self, app, queue, caplog):
        orders = [an_order() for _ in range(2)]
        for order in orders:
            a_payment(order)
            cancel(order.items[0])
        worst = orders[0].items[0].id

        def refuse(_mapper, _connection, refund):
            if refund.item_id == worst or refund.item.id == worst:
                raise RuntimeError("an error that nobody thought of")

        event.listen(Refund, "before_insert", refuse)
        try:
            queue.run(jobs.open_refunds)
        finally:
            event.remove(Refund, "before_insert", refuse)

        assert [bool(owed(order)) for order in orders] == [False, True]
        assert f"_open_refunds_of({orders[0].id}) failed: RuntimeError" in caplog.text
        assert mine(JobFailure).filter_by(job="_open_refunds_of").count() == 1


@pytest.mark.postgresql  # in SQLite only one writes at a time
class TestLocks:
    """Somebody has the second order, and then wants an invoice's number, or the first order."""

    @pytest.fixture
    def ids(self, app):
        several = [an_order(cleared_at=None, items=2).id for _ in range(2)]
        return [*several, an_order().id]

    def circle(self, at_once, ids, act, wants):
        def both(name, barrier):
            first, second, other = (db.session.get(Order, id_) for id_ in ids)
            db.session.rollback()
            if name == "one":
                barrier.wait()
                act(first, second)
            else:
                alone_with(second)
                barrier.wait()
                until_somebody_waits()
                alone_with(first) if wants == "the first" else give_invoice(other)
            db.session.commit()

        at_once(both)

    def transfer(self, first, second):
        """Named in an order of their own."""
        parts = {second: Decimal("113.60"), first: Decimal("113.60")}
        receive_for_several(parts, by=PAT, note="", key="k")

    def one_after_the_other(self, first, second):
        receive(first, Decimal("113.60"), by=PAT)
        receive(second, Decimal("113.60"), by=PAT)

    def sweep(self, first, second):
        assert jobs.open_refunds() == []

    def sweep_in_one(self, first, second):
        for order in (first, second):
            opening.open_missing(order)
            correct_invoice(order)

    def test_a_transfer_for_several_waits_for_nobody_in_a_circle(self, at_once, ids):
        self.circle(at_once, ids, self.transfer, "a number")
        assert [unpaid(db.session.get(Order, id_)) for id_ in ids[:2]] == [0, 0]

    def test_nor_do_two_that_name_the_orders_otherwise(self, at_once, ids):
        ids[0], ids[1] = ids[1], ids[0]  # who wants both asks for the lower first
        self.circle(at_once, [*sorted(ids[:2], reverse=True), ids[2]], self.transfer, "a number")

    def test_the_control_one_after_the_other_they_do(self, at_once, ids):
        with pytest.raises(OperationalError, match="deadlock"):
            self.circle(at_once, ids, self.one_after_the_other, "a number")

    @pytest.fixture
    def invoiced(self, ids):
        for id_ in ids[:2]:
            order = db.session.get(Order, id_)
            receive(order, order.total, by=PAT)
            cancel(order.items[0])
        return ids

    @pytest.mark.parametrize("wants", ["a number", "the first"])
    def test_the_sweep_waits_for_nobody_in_a_circle(self, at_once, invoiced, wants):
        self.circle(at_once, invoiced, self.sweep, wants)
        assert mine(Refund).count() == 2

    @pytest.mark.parametrize("wants", ["a number", "the first"])
    def test_the_control_all_orders_in_one_transaction_do(self, at_once, invoiced, wants):
        with pytest.raises(OperationalError, match="deadlock"):
            self.circle(at_once, invoiced, self.sweep_in_one, wants)


def until_somebody_waits():
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    begun = time.monotonic()
    while not db.session.scalar(waiting):
        assert time.monotonic() - begun < 8, "nobody waits"
        time.sleep(0.02)
