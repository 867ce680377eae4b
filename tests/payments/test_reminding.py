"""Reminders of what is due and not paid."""

from datetime import timedelta

import pytest
import time_machine

from storefront import jobs
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.orders import notices
from storefront.orders.models import ItemStatus, Notice, NoticeKind
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.reminding import NothingToRemindOf, RemindedLately, owe_reminders, remind
from storefront.payments.unpaid import due_on
from storefront.times import calendar_day
from tests.factories import a_payment, with_settings
from tests.neighbors import mine
from tests.payments.test_unpaid import owed

PAT = "pat@shop.example"


@pytest.fixture
def order(app):
    with_settings(remind_after_days=7)
    return owed(days=7)


def reminders(order):
    theirs = mine(Notice).filter_by(order_id=order.id, kind=NoticeKind.REMINDER)
    return theirs.order_by(Notice.id).all()


def in_days(days, order):
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        owe_reminders()
        db.session.commit()
    return len(reminders(order))


def mails(tmp_path):
    return [file.read_text() for file in sorted((tmp_path / "mail").glob("*"))]


def test_none_is_sent_unless_the_settings_say_so(order):
    with_settings(remind_after_days=0)
    assert in_days(100, order) == 0


def test_the_first_is_due_some_days_after_the_payment_was(order):
    order.terms_days = 1
    db.session.commit()
    assert in_days(0, order) == 0
    assert in_days(1, order) == 1


def test_two_more_follow_two_weeks_apart_and_then_no_more(order):
    assert [in_days(days, order) for days in (0, 0.5, 13, 14.1, 27, 28.2, 60)] == [
        1, 1, 1, 2, 2, 3, 3,
    ]  # fmt: skip


def test_it_says_what_is_owed_and_encloses_the_invoice(order, queue, tmp_path):
    give_invoice(order)
    in_days(0, order)
    queue.run(jobs.send_notice, reminders(order)[0].id)
    queue.run(jobs.send_notice, reminders(order)[0].id)
    (mail,) = mails(tmp_path)
    assert f"Your order {order.number} is not paid in full yet: $56.80, due " in mail
    assert 'filename="INV-' in mail


def test_it_says_since_when_also_if_the_payment_was_taken_back(order, queue, tmp_path):
    """Printed, and cleared no more: it was due when it was placed."""
    order.cleared_at = order.cleared_how = None
    order.items[0].status = ItemStatus.IN_PRODUCTION
    db.session.commit()
    remind(order, by=PAT)
    db.session.commit()
    queue.run(jobs.send_notice, reminders(order)[0].id)
    (mail,) = mails(tmp_path)
    assert f"$56.80, due {calendar_day(due_on(order, order.total))}." in mail


def test_what_was_paid_meanwhile_is_not_reminded_of(order, queue, tmp_path):
    in_days(0, order)
    (reminder,) = reminders(order)
    a_payment(order)

    queue.run(jobs.send_notice, reminder.id)

    assert mails(tmp_path) == reminders(order) == []
    noted = mine(AuditEntry).filter_by(action="reminder not sent").one()
    assert noted.subject == order.number


def test_sent_without_looking_again_it_would_go_out(order, tmp_path):
    """The control."""
    in_days(0, order)
    a_payment(order)
    notices.send(reminders(order)[0].id, lambda _: [])
    assert len(mails(tmp_path)) == 1


class TestByAPerson:
    def test_one_is_sent_at_once_however_many_there_were(self, order):
        for count in (1, 2, 3, 4):
            with time_machine.travel(now() + timedelta(days=count), tick=False):
                remind(order, by=PAT)
                db.session.commit()
            assert len(reminders(order)) == count
        assert mine(AuditEntry).filter_by(who=PAT, subject=order.number).count() == 4

    def test_pressed_twice_it_is_sent_once(self, order):
        remind(order, by=PAT)
        db.session.commit()
        with pytest.raises(RemindedLately, match="A day after it another can be sent"):
            remind(order, by=PAT)
        assert len(reminders(order)) == 1

    def test_the_schedule_then_waits_two_weeks(self, order):
        remind(order, by=PAT)
        db.session.commit()
        assert [in_days(days, order) for days in (0, 13, 14.1)] == [1, 1, 2]

    def test_nobody_is_reminded_of_what_is_paid(self, order):
        a_payment(order)
        with pytest.raises(NothingToRemindOf, match="Nothing is owed"):
            remind(order, by=PAT)


def test_two_schedules_at_once_owe_one(at_once, order):
    def owe(name, barrier):
        barrier.wait()
        owe_reminders()
        db.session.commit()

    at_once(owe)

    assert [one.which for one in reminders(order)] == ["1"]


def test_without_the_database_both_would(at_once, order):
    """The control."""
    order_id = order.id

    def naive(name, barrier):
        is_there = bool(mine(Notice).filter_by(order_id=order_id).count())
        db.session.rollback()
        barrier.wait()
        return not is_there

    assert at_once(naive) == [True, True]
