"""Two at once: workers that want the same item. Each race has a control that loses it."""

import pytest
import responses
from flask_mailman import EmailMessage

from storefront.clock import now
from storefront.database import db
from storefront.orders import cancellation, notices
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    ItemStatus,
    Notice,
    NoticeKind,
    OrderItem,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.pushing import claiming, outcome, push
from storefront.partner.account import client_for, shop_account
from storefront.payments.invoices.enclosing import enclosed
from tests.conftest import FOUROVER
from tests.factories import an_account, an_order_item
from tests.fakes import FakeFourOver
from tests.neighbors import mine


@pytest.fixture
def item(app):
    an_account()
    return an_order_item()


@pytest.mark.parametrize("again", range(5))
def test_of_two_workers_one_claims_the_item(at_once, item, again):
    item_id = item.id
    answers = at_once(lambda name, _: claiming.claim(item_id, name))

    assert len([attempt for attempt in answers if attempt]) == 1
    assert mine(PushAttempt).count() == 1


def test_reading_and_then_writing_would_let_both_in(at_once, item):
    """The control: the claim without its condition."""
    item_id = item.id

    def naive(name, barrier):
        status = db.session.get(OrderItem, item_id).status
        db.session.rollback()
        barrier.wait()
        if status != ItemStatus.READY:
            return False
        values = {"status": ItemStatus.PUSHING, "push_owner": name}
        db.session.query(OrderItem).filter_by(id=item_id).update(values)
        db.session.commit()
        return True

    assert at_once(naive) == [True, True]


def test_of_two_runs_with_one_attempt_one_may_send(at_once, item):
    """As when a frozen worker wakes up beside the one that took over."""
    item_id, attempt_id = item.id, claiming.claim(item.id, "me")

    def cross(name, barrier):
        won = claiming.pass_point_of_no_return(attempt_id, item_id, "me")
        db.session.commit()
        return won

    assert sorted(at_once(cross)) == [False, True]


def test_the_truth_and_a_doubt_at_once_end_in_the_truth(at_once, item):
    attempt_id = claiming.claim(item.id, "me")
    assert claiming.pass_point_of_no_return(attempt_id, item.id, "me")
    db.session.commit()
    answer = push.RawAnswer(200, {}, b'{"order_status": "Success", "job_ids": ["Z1-001"]}')

    def speak(name, barrier):
        if name == "one":
            outcome.unknown(attempt_id, "the sweep gave up")
        else:
            push.read(attempt_id, answer)

    at_once(speak)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert item.attempts[0].phase == Phase.ACCEPTED


class TestTwoItemsOfOneAccount:
    """One push at a time, so that an outage leaves one doubt at most."""

    @pytest.fixture
    def ids(self, item):
        return {"one": item.id, "two": an_order_item().id}

    def test_one_of_them_is_claimed(self, at_once, ids):
        answers = at_once(lambda name, _: claiming.claim(ids[name], name))
        assert len([attempt for attempt in answers if attempt]) == 1

    def test_looking_for_others_and_then_writing_would_claim_both(self, at_once, ids):
        """The control."""

        def naive(name, barrier):
            others = mine(OrderItem).filter_by(status=ItemStatus.PUSHING).count()
            db.session.rollback()
            barrier.wait()
            ready = db.session.query(OrderItem).filter_by(id=ids[name], status=ItemStatus.READY)
            won = not others and ready.update({"status": ItemStatus.PUSHING})
            db.session.commit()
            return won

        assert at_once(naive) == [1, 1]


class TestTwoWorkersThatCancel:
    @pytest.fixture
    def fourover(self, app):
        """Here the other worker may well be in a transaction during a call."""
        with responses.RequestsMock(assert_all_requests_are_fired=False) as http:
            fourover = FakeFourOver(http, FOUROVER)
            fourover.lets_jobs_go()
            yield fourover

    @pytest.fixture
    def wanted_back(self, item):
        item.status = ItemStatus.IN_PRODUCTION
        item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now()))
        cancellation.request_cancellation(item, by="pat@shop.example", reason="changed their mind")
        db.session.commit()
        return item

    def test_one_of_them_asks(self, at_once, wanted_back, fourover):
        item_id = wanted_back.id
        at_once(lambda *_: cancellation.settle(item_id))
        assert fourover.count("DELETE /orders/Z1-001") == 1
        assert wanted_back.status == ItemStatus.CANCELLING

    def test_reading_it_and_then_asking_would_ask_twice(self, at_once, wanted_back, fourover):
        """The control."""
        item_id = wanted_back.id

        def naive(name, barrier):
            request = db.session.query(Cancellation).filter_by(item_id=item_id).one()
            asked, client = (
                request.state == CancellationState.ASKED,
                client_for(shop_account()),
            )
            db.session.rollback()
            barrier.wait()
            if asked:
                client.cancel_job("Z1-001")

        at_once(naive)
        assert fourover.count("DELETE /orders/Z1-001") == 2


class TestTwoWorkersWithOneMail:
    @pytest.fixture
    def notice_id(self, item):
        notices.owe(item.order, NoticeKind.PLACED)
        db.session.commit()
        return mine(Notice.id).scalar()

    @pytest.fixture
    def sent(self, tmp_path):
        """How many mails have left."""
        return lambda: sum(
            file.read_text().count("Subject: ") for file in (tmp_path / "mail").iterdir()
        )

    def test_one_of_them_sends_it(self, at_once, notice_id, sent):
        at_once(lambda *_: notices.send(notice_id, enclosed))
        assert sent() == 1

    def test_looking_whether_it_is_sent_and_then_sending_would_send_two(
        self, app, at_once, notice_id, sent
    ):
        """The control."""

        def naive(name, barrier):
            notice = db.session.get(Notice, notice_id)
            due = notice.sent_at is None
            message = EmailMessage("Your order", "is placed", to=[notice.order.email])
            db.session.rollback()
            barrier.wait()
            if due:
                message.send()

        at_once(naive)
        assert sent() == 2
