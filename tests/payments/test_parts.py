"""Money given back in parts leaves the rest open; what is disputed stays listed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.correcting import correct
from storefront.payments.ledger import (
    AlreadyClosed,
    BadAmount,
    MoreThanExpected,
    dispute,
    lines_of,
    settle,
    waive,
)
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.opening import open_refunds
from storefront.payments.owing import by_age, owed
from storefront.payments.receiving import receive
from storefront.payments.statement import statement_of
from tests.factories import a_payment, an_order
from tests.neighbors import mine

PAT, KIM = "pat@shop.example", "kim@shop.example"


@pytest.fixture
def order(app):
    """Two items of $56.80, both paid."""
    order = an_order(items=2)
    a_payment(order)
    return order


@pytest.fixture
def line(order):
    """One of them is canceled."""
    order.items[0].status = ItemStatus.CANCELLED
    (line,) = open_refunds(order.items[0])
    line.opened_at = now() - timedelta(days=40)
    db.session.commit()
    return line


def give(line, amount, **more):
    rest = settle(line, Decimal(amount), **({"method": "Card", "by": PAT} | more))
    db.session.commit()
    return rest


def told(line):
    return [(one.status.value, one.expected, one.amount) for one in lines_of(line)]


def test_a_part_is_closed_and_the_rest_is_open_since_the_same_day(line):
    rest = give(line, "10.00")

    assert told(line) == [
        ("settled", Decimal("10.00"), Decimal("10.00")),
        ("open", Decimal("46.80"), None),
    ]
    assert rest.opened_at == line.opened_at
    assert owed(line.item.order) == {rest: Decimal("46.80")}
    assert statement_of(line.item.order).sentences == [
        "$10.00 was refunded.",
        "$46.80 will be refunded.",
    ]
    assert give(rest, "46.80") is None
    assert statement_of(line.item.order).sentences == ["$56.80 was refunded."]


def test_more_than_is_left_asks_and_names_the_numbers(line):
    rest = give(line, "10.00")

    words = (
        r"more than the \$46.80 owed. With the \$10.00 of before it would be \$60.00, of \$56.80 "
    )
    with pytest.raises(MoreThanExpected, match=words):
        give(rest, "50.00")
    assert give(rest, "50.00", agreed=Decimal("50.00")) is None
    assert told(line)[1] == ("settled", Decimal("46.80"), Decimal("50.00"))


def test_a_part_is_taken_back_though_it_is_not_the_last(line):
    rest = give(line, "10.00")
    assert correct(line, by=KIM, reason="It bounced.").id == rest.id
    db.session.commit()

    assert told(line) == [
        ("settled", Decimal("10.00"), Decimal("10.00")),
        ("open", Decimal("56.80"), None),
        ("correction", Decimal("-10.00"), Decimal("-10.00")),
    ]


def test_who_comes_second_reads_that_it_is_closed(line):
    """The row that they have in hand says that it is open still."""
    theirs = update(Refund).where(Refund.id == line.id).values(status="settled", settled_by=KIM)
    db.session.execute(theirs.execution_options(synchronize_session=False))
    assert line.open  # the control: who asks this row is told the wrong thing

    with pytest.raises(AlreadyClosed):
        give(line, "56.80")


class TestAboveWhatWasPaid:
    """Two lines of one order, of which only one can be paid."""

    @pytest.fixture
    def two(self, order, line):
        order.items[1].status = ItemStatus.CANCELLED
        other = open_refunds(order.items[1])[0]
        db.session.commit()
        return line.id, other.id

    def test_two_at_once_give_no_more_than_was_paid(self, at_once, order, two):
        def give_much(name, barrier):
            refund = db.session.get(Refund, two[name == "one"])
            db.session.rollback()
            barrier.wait()
            much = Decimal("80.00")
            try:
                settle(refund, much, method="Card", by=name, agreed=much)
            except BadAmount as trouble:
                db.session.rollback()
                return str(trouble)
            db.session.commit()
            return ""

        assert sorted(at_once(give_much)) == [
            "",
            "At most $33.60 can be refunded: so much of what was paid is left.",
        ]
        assert statement_of(order).refunded == Decimal("80.00")

    def test_looking_what_is_left_and_then_writing_would_give_more(self, at_once, order, two):
        """The control: without being alone with the order."""

        def naive(name, barrier):
            refund = db.session.get(Refund, two[name == "one"])
            bill = statement_of(refund.item.order)
            enough = bill.paid - bill.refunded >= Decimal("80.00")
            db.session.rollback()
            barrier.wait()
            if enough:
                given = {"status": RefundStatus.SETTLED, "amount": Decimal("80.00")}
                db.session.query(Refund).filter_by(id=refund.id).update(given)
                db.session.commit()
            return enough

        assert at_once(naive) == [True, True]
        assert statement_of(order).refunded == Decimal("160.00")


class TestByAProvider:
    def test_its_refund_is_recorded_once_whoever_comes_first(self, line):
        rest = give(line, "10.00", reference="re_1")

        with pytest.raises(AlreadyClosed, match="already recorded"):
            give(rest, "10.00", reference="re_1", method="webhook")
        db.session.rollback()
        give(rest, "5.00", reference="re_2")
        assert statement_of(line.item.order).refunded == Decimal("15.00")

    def test_button_and_webhook_at_once_record_one(self, at_once, line):
        line_id = line.id

        def record(name, barrier):
            refund = db.session.get(Refund, line_id)
            db.session.rollback()
            barrier.wait()
            try:
                settle(refund, Decimal("10.00"), method="Card", by=name, reference="re_1")
            except AlreadyClosed:
                db.session.rollback()
                return False
            db.session.commit()
            return True

        assert sorted(at_once(record)) == [False, True]
        assert mine(Refund).filter_by(reference="re_1").count() == 1

    def test_without_its_id_two_parts_would_be_recorded(self, line):
        """The control."""
        give(give(line, "10.00"), "10.00")
        assert statement_of(line.item.order).refunded == Decimal("20.00")


class TestDisputed:
    def test_it_stays_open_with_all_that_is_said(self, line):
        dispute(line, by=PAT, note="They say it was printed.")
        db.session.commit()
        since = line.disputed_at
        dispute(line, by=KIM, note="Asked again.")
        db.session.commit()

        assert line.disputed
        assert line.disputed_at == since
        first, second = line.dispute.splitlines()
        assert first.endswith("pat@shop.example: They say it was printed.")
        assert second.endswith("kim@shop.example: Asked again.")
        assert owed(line.item.order) == {line: Decimal("56.80")}

    def test_what_is_left_of_it_is_disputed_still(self, line):
        dispute(line, by=PAT, note="They credit a half.")
        assert give(line, "28.40").disputed
        assert not line.disputed

    def test_what_is_closed_is_not_disputed(self, line):
        waive(line, by=PAT, note="Never mind.")
        with pytest.raises(AlreadyClosed):
            dispute(line, by=KIM, note="No.")


class TestNeverPaid:
    def test_it_opens_nothing_until_money_comes(self, app, queue):
        order = an_order(items=2)
        order.items[0].status = ItemStatus.CANCELLED
        db.session.commit()
        queue.run(jobs.open_refunds)
        assert mine(Refund).all() == []

        receive(order, order.total, by=PAT, too_much=True)
        db.session.commit()

        (line,) = mine(Refund)
        assert (line.side, line.expected) == (RefundSide.CUSTOMER, Decimal("56.80"))

    def test_of_what_is_paid_in_part_only_that_is_opened_and_the_sweep_opens_no_more(
        self, app, queue
    ):
        order = an_order(items=2)
        a_payment(order, amount=Decimal("70.00"))
        for item in order.items:
            item.status = ItemStatus.CANCELLED
        db.session.commit()
        for _ in range(3):
            queue.run(jobs.open_refunds)

        assert [line.expected for line in mine(Refund)] == [Decimal("56.80"), Decimal("13.20")]
        assert statement_of(order).to_refund == Decimal("70.00")

    def test_what_is_left_of_such_a_line_is_owed_once_it_is_paid(self, app):
        order = an_order()
        a_payment(order, amount=Decimal("20.00"))
        order.items[0].status = ItemStatus.CANCELLED
        give(open_refunds(order.items[0])[0], "20.00")
        assert owed(order) == {}

        a_payment(order, amount=Decimal("36.80"))
        opened = open_refunds(order.items[0])
        assert [line.expected for line in opened if line.open] == [Decimal("36.80")]


def test_each_side_is_told_by_age(line):
    ages = by_age(owed(line.item.order), RefundSide.CUSTOMER)
    assert ages == {
        "0–30 days": 0, "31–60 days": Decimal("56.80"), "61–90 days": 0, "Over 90 days": 0
    }  # fmt: skip
    for days, age in ((30, "0–30 days"), (90, "61–90 days"), (91, "Over 90 days")):
        line.opened_at = now() - timedelta(days=days, hours=1)
        assert by_age(owed(line.item.order), RefundSide.CUSTOMER)[age] == Decimal("56.80")
