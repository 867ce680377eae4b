"""A customer asks the money back from their bank: nothing more is printed for it unasked, and what
is lost is gone from the books."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import failures, jobs
from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.failures import JobFailure
from storefront.orders.models import Cleared, Hold, ItemStatus, Notice, NoticeKind
from storefront.orders.pushing.holding import send_again
from storefront.payments.models import Payment, Refund
from storefront.payments.receiving import take_back
from storefront.payments.repaying import left_of
from storefront.payments.statement import statement_of, unpaid
from storefront.payments.unpaid import debts
from storefront.times import day
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine
from tests.payments.test_stripe import sends

ALL = Decimal("56.80")
TOLD = "Dispute dp_1 is about a payment that is in no order here"


@pytest.fixture
def settings():
    return {"stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "whsec_1"}


@pytest.fixture
def order(app):
    order = an_order(status=ItemStatus.READY, cleared_how=Cleared.PAID, payment_method="stripe")
    a_payment(order, method="stripe", reference="pi_1")
    db.session.commit()
    return order


def hears(browser, kind, **more):
    about = {"id": "dp_1", "payment_intent": "pi_1", "amount": 5680, "reason": "fraudulent",
             "status": "needs_response"}  # fmt: skip
    assert sends(browser, f"charge.dispute.{kind}", about | more) == 204


def looks():
    return mine(Notice).filter_by(kind=NoticeKind.LOOK).count()


class TestOpened:
    @pytest.mark.parametrize("kind", ["created", "funds_withdrawn"], ids=["opened", "the control"])
    def test_what_is_ready_is_not_sent(self, browser, order, queue, fourover, kind):
        hears(browser, kind)
        queue.run(jobs.sweep)
        item = order.items[0]
        sent = (jobs.push_order_item, item.id) in queue.jobs
        assert (item.hold, sent) == ((Hold.DISPUTED, False) if kind == "created" else (None, True))

    def test_staff_read_it_and_send_it_all_the_same(self, app, browser, order):
        hears(browser, "created", evidence_details={"due_by": 1_767_225_600})
        staff = app.test_client().login(a_user(Role.STAFF))
        page = staff.get("/admin/held/").text
        assert "Payment disputed" in page
        assert "The customer disputes $56.80 with their bank (fraudulent)" in page
        item = order.items[0]
        address = f"/admin/orders/{order.number}/items/{item.position}/pushes"
        assert staff.post(address, data={"reason": "It is their wife."}).status_code == 302
        assert item.status == ItemStatus.READY

    def test_told_again_what_somebody_sent_is_not_held_again(self, browser, order):
        hears(browser, "created")
        send_again(order.items[0], by="pat", reason="It is their wife.")
        db.session.commit()
        hears(browser, "created")
        assert order.items[0].status == ItemStatus.READY
        assert looks() == 1

    def test_what_waits_for_files_waits_for_them_again_after_it(self, browser, app):
        order = an_order(status=ItemStatus.WAITING, cleared_how=Cleared.PAID, items=2)
        a_payment(order, method="stripe", reference="pi_1", amount=ALL)  # a part of it
        order.items[0].extra_due = True
        db.session.commit()
        hears(browser, "created")
        first, second = order.items
        assert {first.hold, second.hold} == {Hold.DISPUTED}
        for item in order.items:
            send_again(item, by="pat", reason="It is their wife.")
        db.session.commit()
        assert (first.status, second.status) == (ItemStatus.WAITING, ItemStatus.READY)

    @pytest.mark.parametrize(
        ("status", "hold", "then"),
        [
            (ItemStatus.HELD, Hold.CARD, Hold.DISPUTED),  # one button sends many of them
            (ItemStatus.HELD, Hold.UNKNOWN, Hold.UNKNOWN),
            (ItemStatus.HELD, Hold.DEARER, Hold.DEARER),
            (ItemStatus.PUSHING, None, None),
            (ItemStatus.IN_PRODUCTION, None, None),
        ],
    )
    def test_what_a_person_decides_or_has_left_stays_as_it_is(
        self, browser, order, status, hold, then
    ):
        order.items[0].status, order.items[0].hold = status, hold
        db.session.commit()
        hears(browser, "created")
        assert order.items[0].hold == then
        assert looks() == 1


def test_what_the_shop_makes_itself_is_not_held(browser, app):
    order = an_order(own=True, status=ItemStatus.WAITING, payment_method="stripe")
    a_payment(order, method="stripe", reference="pi_1")
    hears(browser, "created")
    assert (order.items[0].status, order.items[0].hold) == (ItemStatus.WAITING, None)
    assert looks() == 1


class TestLost:
    def test_the_money_is_gone_by_a_row_of_its_own(self, browser, order):
        order.items[0].status = ItemStatus.DELIVERED
        db.session.commit()
        for _ in range(2):
            hears(browser, "closed", status="lost")
        paid, gone = mine(Payment).order_by(Payment.id)
        assert (gone.amount, gone.reference, gone.corrects_id) == (-ALL, "dp_1", paid.id)
        assert unpaid(order) == ALL
        assert [debt.order for debt in debts()] == [order]
        assert "was lost (fraudulent). $56.80 of the order is not paid now." in paid.trouble
        assert left_of(paid) == 0
        assert statement_of(order).overpaid == 0
        assert mine(Refund).all() == []

    def test_it_is_on_record_also_where_another_order_s_payment_was_taken_back(
        self, browser, order
    ):
        take_back(a_payment(an_order()), by="pat", reason="Wrong.")
        db.session.commit()
        hears(browser, "closed", status="lost")
        (entry,) = mine(AuditEntry).filter_by(action="dispute lost")
        assert (entry.who, entry.subject, entry.detail) == ("stripe", order.number, "56.80 dp_1")
        assert unpaid(order) == ALL

    def test_of_what_was_paid_twice_nothing_is_owed_by_that(self, browser, order):
        a_payment(order)
        hears(browser, "closed", status="lost")
        assert unpaid(order) == 0
        assert order.cleared_at
        trouble = mine(Payment).filter_by(reference="pi_1").one().trouble
        assert trouble.endswith("was lost (fraudulent). Nothing is owed by that.")

    def test_what_was_not_sent_waits_for_payment(self, browser, order):
        hears(browser, "closed", status="lost")
        assert order.cleared_at is None
        assert order.items[0].status == ItemStatus.WAITING

    def test_nor_is_it_sent_when_somebody_takes_it_off_hold(self, browser, order):
        hears(browser, "created")
        hears(browser, "closed", status="lost")
        send_again(order.items[0], by="pat", reason="By mistake.")
        db.session.commit()
        assert order.items[0].status == ItemStatus.WAITING

    def test_a_second_one_about_the_same_payment_a_person_records(self, browser, order):
        hears(browser, "closed", status="lost", amount=3000)
        hears(browser, "closed", status="lost", amount=2000, id="dp_2")
        assert unpaid(order) == Decimal("30.00")
        trouble = mine(Payment).filter_by(reference="pi_1").one().trouble
        assert "about $20.00 was lost (fraudulent). It is not recorded" in trouble

    def test_given_back_after_all_a_person_records_it(self, browser, order):
        hears(browser, "closed", status="lost")
        hears(browser, "funds_reinstated")
        trouble = mine(Payment).filter_by(reference="pi_1").one().trouble
        assert "It was lost before: record it as a payment." in trouble


def test_won_a_person_sends_what_is_on_hold(browser, order):
    hears(browser, "created")
    for kind in ("closed", "funds_reinstated"):
        hears(browser, kind, status="won")
    assert "Send what is on hold for it, or cancel it." in mine(Payment).one().trouble
    assert order.items[0].hold == Hold.DISPUTED
    assert looks() == 2
    assert unpaid(order) == 0


class TestOfAPaymentThatIsNotHere:
    """Another shop takes money with the same account, or an older database was restored."""

    @pytest.fixture
    def first_page(self, app):
        staff = app.test_client().login(a_user(Role.STAFF))
        return lambda: staff.get("/admin/").text

    def opened(self, browser, by=None, **more):
        due = {"due_by": by.timestamp()} if by else None
        hears(browser, "created", payment_intent="pi_9", evidence_details=due, **more)

    def test_staff_are_told_its_number_once_until_it_is_here(self, browser, order, first_page):
        for kind in ("created", "created", "funds_withdrawn"):
            hears(browser, kind, payment_intent="pi_9")
        assert (order.items[0].status, looks()) == (ItemStatus.READY, 0)
        told = first_page()
        assert told.count(TOLD) == 1
        assert "Answer at the provider: $56.80 of payment pi_9 is disputed." in told

        a_payment(order, method="stripe", reference="pi_9")
        hears(browser, "closed", payment_intent="pi_9", status="lost")
        assert TOLD not in first_page()

    def test_they_read_the_day_to_answer_by_until_that_day(self, browser, order, first_page):
        by = now() + timedelta(days=20)
        self.opened(browser, by)
        words = f"Answer by {day(by)} at the provider: $56.80 of payment pi_9 is disputed."
        assert words in first_page()

        failure = mine(JobFailure).one()
        failure.last_at -= timedelta(days=19)  # others are told for a week
        db.session.commit()
        assert words in first_page()
        failure.told_until = now() - timedelta(minutes=1)
        db.session.commit()
        assert TOLD not in first_page()  # the control

    def test_it_is_not_forgotten_before_that_day(self, browser, order):
        self.opened(browser, now() + timedelta(days=20))
        self.opened(browser, id="dp_2")
        for failure in mine(JobFailure):
            failure.last_at -= failures.KEPT_FOR + timedelta(days=1)
        db.session.commit()
        failures.forget_old()
        assert [failure.about for failure in mine(JobFailure)] == ["dp_1"]

    @pytest.mark.parametrize("kind", ["closed", "funds_reinstated"])
    def test_one_that_is_won_is_told_no_more(self, browser, order, first_page, kind):
        for _ in range(2):
            self.opened(browser)
            assert TOLD in first_page()
            hears(browser, kind, payment_intent="pi_9", status="won")
            assert TOLD not in first_page()

    def test_one_that_is_lost_is_told_as_lost(self, browser, order, first_page):
        self.opened(browser, now() + timedelta(days=20))
        hears(browser, "closed", payment_intent="pi_9", status="lost")
        told = first_page()
        assert told.count(TOLD) == 1
        assert "It was lost: $56.80 of payment pi_9 is gone." in told
        assert "Answer" not in told
        assert mine(JobFailure).one().told_until is None

    @pytest.mark.parametrize(
        ("charge", "words"),
        [("ch_9", "$56.80 of payment ch_9 is disputed"), (None, "$56.80 is disputed")],
    )
    def test_of_a_payment_without_a_number_the_charge_is_named(
        self, browser, order, first_page, charge, words
    ):
        hears(browser, "created", payment_intent=None, charge=charge)
        assert f"Answer at the provider: {words}." in first_page()

    def test_the_longest_numbers_cut_off_nothing(self, browser, order, first_page):
        number, by = "pi_" + 24 * "9", now() + timedelta(days=20)
        due = {"due_by": by.timestamp()}
        hears(browser, "created", payment_intent=number, amount=99_999_99, evidence_details=due)
        assert f"at the provider: $99,999.99 of payment {number} is disputed." in first_page()

    def test_of_one_that_is_here_the_order_says_it(self, browser, order, first_page):
        """The control."""
        hears(browser, "created")
        assert TOLD not in first_page()
        assert looks() == 1

    @pytest.mark.parametrize(
        ("status", "told"), [("failed", True), ("succeeded", False)], ids=["failed", "given"]
    )
    def test_of_a_refund_only_that_it_failed(self, browser, order, first_page, status, told):
        """Whoever gives money back there knows it; but not that it did not come."""
        about = {"id": "re_9", "payment_intent": "pi_9", "amount": 500, "status": status}
        assert sends(browser, "refund.updated", about) == 204
        words = "look for pi_9: Stripe did not give back $5.00 (re_9): do it another way."
        assert (words in first_page()) == told
