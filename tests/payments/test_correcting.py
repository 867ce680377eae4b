"""A line that was closed by mistake is taken back by another; nothing is edited."""

from decimal import Decimal

import pytest
from sqlalchemy import insert

from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.money import NOTHING
from storefront.orders.models import ItemStatus
from storefront.payments.correcting import NothingToCorrect, correct, may_be_corrected
from storefront.payments.ledger import lines_of, settle, waive
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.opening import open_refunds
from storefront.payments.statement import statement_of
from tests.factories import a_payment, a_refund, an_order
from tests.neighbors import mine

COLUMNS = [column.name for column in Refund.__table__.columns]
PAT, KIM = "pat@shop.example", "kim@shop.example"


@pytest.fixture
def line(app):
    """$56.80 are owed to a customer who paid for two items, of which one is canceled."""
    order = an_order(items=2)
    a_payment(order)
    order.items[0].status = ItemStatus.CANCELLED
    (line,) = open_refunds(order.items[0])
    db.session.commit()
    return line


def settled(line, amount="5.68", by=PAT):
    settle(line, Decimal(amount), method="Check 12", by=by)
    db.session.commit()
    return line


def sentences(line):
    return statement_of(line.item.order).sentences


def test_the_wrong_sum_stays_is_taken_back_and_the_right_one_is_recorded(line):
    settled(line)
    before = {name: getattr(line, name) for name in COLUMNS}
    assert sentences(line) == ["$5.68 was refunded.", "$51.12 will be refunded."]

    instead = correct(line, by=KIM, reason="It was $56.80.")
    db.session.commit()
    assert sentences(line) == ["$56.80 will be refunded."]
    noted = mine(AuditEntry).filter_by(who=KIM).one()
    assert (noted.action, noted.detail) == ("refund corrected", "customer It was $56.80.")
    settled(instead, "56.80", by=KIM)

    wrong, right, correction = lines_of(line)
    assert {name: getattr(wrong, name) for name in before} == before
    assert (correction.status, correction.amount) == (RefundStatus.CORRECTION, Decimal("-5.68"))
    assert (correction.settled_by, correction.note) == (KIM, "It was $56.80.")
    assert (right.status, right.amount) == (RefundStatus.SETTLED, Decimal("56.80"))
    assert sum(one.amount for one in lines_of(line)) == Decimal("56.80")
    assert [one.expected for one in lines_of(line)] == [
        Decimal("5.68"), Decimal("56.80"), Decimal("-5.68")
    ]  # fmt: skip
    assert sentences(line) == ["$56.80 was refunded."]


def test_so_is_a_line_that_was_waived(line):
    waive(line, by=PAT, note="not paid")
    db.session.commit()
    assert sentences(line) == ["$56.80 is not refunded."]

    instead = correct(line, by=KIM, reason="It was paid.")
    db.session.commit()

    assert [one.status for one in lines_of(line)] == ["waived", "correction", "open"]
    assert lines_of(line)[-1] is instead
    assert sentences(line) == ["$56.80 will be refunded."]


class TestWhatIsOpenBesideIt:
    """The rest of a corrected line takes in what is owed again; other lines do not."""

    def test_the_rest_says_at_once_what_it_came_to(self, line):
        rest = settle(line, Decimal("5.68"), method="Check 12", by=PAT)
        db.session.commit()
        assert rest.expected == Decimal("51.12")
        instead = correct(line, by=KIM, reason="It was $56.80.")
        assert (instead, instead.expected) == (rest, Decimal("56.80"))

    def test_what_4over_owes_stays_as_it_is(self, line):
        theirs = a_refund(line.item, side=RefundSide.FOUROVER, expected=Decimal("44.00"))
        correct(settled(line), by=KIM, reason="It was $56.80.")
        db.session.commit()
        assert theirs.expected == Decimal("44.00")

    @pytest.mark.parametrize("of", ["its item", "the other item"])
    def test_so_does_what_was_granted(self, line, of):
        item = line.item.order.items[of == "the other item"]
        granted = a_refund(item, turn=7, goodwill="Late.", expected=Decimal("3.00"))
        instead = correct(settled(line, "56.80"), by=KIM, reason="It bounced.")
        db.session.commit()
        assert (granted.expected, instead.expected) == (Decimal("3.00"), Decimal("56.80"))
        assert instead.goodwill == ""


def test_a_correction_can_be_wrong_too(line):
    for amount in ("1.00", "2.00", "3.00"):
        settled(line, amount)
        line = correct(line, by=PAT, reason="Mistyped.")
        db.session.commit()

    assert len(lines_of(line)) == 7
    assert [one.expected for one in lines_of(line) if one.open] == [Decimal("56.80")]
    assert sentences(line) == ["$56.80 will be refunded."]


def test_only_what_is_closed_and_the_last_is_taken_back(line):
    with pytest.raises(NothingToCorrect):
        correct(line, by=PAT, reason="It is open.")
    settled(line)
    correct(line, by=PAT, reason="Mistyped.")
    db.session.commit()

    for one in lines_of(line):
        with pytest.raises(NothingToCorrect):
            correct(one, by=PAT, reason="Once more.")


def test_what_somebody_found_on_a_statement_is_not_taken_back(line):
    settled(line)
    assert may_be_corrected(line)
    line.reconciled_at, line.reconciled_by = now(), KIM
    db.session.commit()
    assert not may_be_corrected(line)
    with pytest.raises(NothingToCorrect, match=f"{KIM} found this credit"):
        correct(line, by=PAT, reason="Mistyped.")


class TestAtOnce:
    def test_one_of_two_takes_it_back(self, at_once, line):
        line_id = settled(line).id

        def take_it_back(name, barrier):
            closed = db.session.get(Refund, line_id)
            db.session.rollback()
            barrier.wait()
            try:
                correct(closed, by=name, reason="Mistyped.")
                db.session.commit()
            except NothingToCorrect:
                return False
            return True

        assert sorted(at_once(take_it_back)) == [False, True]
        assert mine(Refund).count() == 3

    def test_who_comes_second_is_told(self, line, somebody_is_quicker):
        closed = settled(line)
        theirs = {"item_id": line.item_id, "side": line.side, "turn": 2, "expected": NOTHING}
        somebody_is_quicker(insert(Refund).values(theirs))

        with pytest.raises(NothingToCorrect):
            correct(closed, by=PAT, reason="Mistyped.")

    def test_looking_whether_it_was_and_then_writing_would_do_it_twice(self, at_once, line):
        """The control: without the line's turn."""
        line_id = settled(line).id

        def naive(name, barrier):
            is_last = may_be_corrected(db.session.get(Refund, line_id))
            db.session.rollback()
            barrier.wait()
            return is_last

        assert at_once(naive) == [True, True]
