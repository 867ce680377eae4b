"""An order is paid at a provider's page: two tabs, twice, late, never returned, another amount."""

import html
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from storefront import jobs
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Cleared, ItemStatus, Notice, NoticeKind
from storefront.payments import checking, confirming, paying
from storefront.payments.confirming import UnknownPayment
from storefront.payments.methods.contract import (
    ProviderDown,
    ProviderFailed,
    ProviderRefused,
    Report,
    Told,
)
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.paying import (
    BeingChecked,
    NothingToPay,
    may_be_paid_now,
    start,
    too_little,
)
from storefront.payments.receiving import receive
from storefront.payments.statement import statement_of, unpaid
from storefront.payments.underway import ASKING, AWAITED, payment_words
from tests.factories import an_order
from tests.neighbors import mine
from tests.payments.bank import FakeBank, paid
from tests.refusals import refusal

ALL = Decimal("56.80")


def confirm(report, method=FakeBank.key):
    return confirming.confirm(report, method)


@pytest.fixture
def order(app, bank):
    return an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method=bank.key)


@pytest.fixture
def begun(order):
    start(order.id)
    return mine(Payment).one()


@pytest.mark.parametrize(("least", "why"), [("56.80", ""), ("56.81", "$56.80 is too little")])
def test_so_much_as_the_provider_takes_at_least_is_paid_there(bank, order, least, why):
    bank.least = Decimal(least)
    assert may_be_paid_now(order) == (not why)
    assert too_little(order).startswith(why)
    assert bool(too_little(order)) == bool(why)


def test_the_customer_goes_to_the_provider_and_the_order_waits(bank, order):
    url = start(order.id)

    payment = mine(Payment).one()
    assert url == f"https://pay.example/{payment.key}"
    assert (payment.status, payment.amount) == (PaymentStatus.BEGUN, ALL)
    assert bank.opened[payment.key].amount == ALL
    assert bank.opened[payment.key].back_url.endswith(f"/orders/{order.number}?paying=1")
    assert unpaid(order) == ALL


def test_two_tabs_pay_one_payment(bank, order):
    assert start(order.id) == start(order.id)
    assert mine(Payment).count() == 1
    assert len(bank.opened) == 1


def test_also_when_both_begin_at_once(order, begun):
    """Neither saw the other's; the database lets one of them in."""
    assert paying._begin(order) is begun


def test_a_provider_that_is_down_leaves_the_order_and_the_next_try_is_the_same_payment(bank, order):
    bank.down = True
    with pytest.raises(ProviderDown):
        start(order.id)
    key = mine(Payment).one().key
    bank.down = False
    assert start(order.id) == f"https://pay.example/{key}"


def test_once_it_is_paid_there_is_nothing_to_pay(bank, order, begun):
    bank.says = [paid(begun)]
    with pytest.raises(NothingToPay):
        start(order.id)
    assert order.cleared_how == Cleared.PAID


def test_after_a_part_was_canceled_another_amount_is_asked_for(app, bank):
    order = an_order(items=2, cleared_at=None, payment_method=bank.key)
    start(order.id)
    first = mine(Payment).one()
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()

    start(order.id)

    assert bank.closed == [first.session]
    assert first.status == PaymentStatus.FAILED
    assert [due.amount for due in bank.opened.values()] == [ALL * 2, ALL]


def test_paid_in_the_moment_before_it_was_closed_it_counts(bank, order, begun):
    """Also if the webhook is lost. There is nothing more to pay."""
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()

    came = [paid(begun)]
    db.session.rollback()

    def paid_meanwhile(session, close=bank.close):
        bank.says = came
        return close(session)

    bank.close = paid_meanwhile
    assert checking.check(begun.id) == []
    assert begun.status == PaymentStatus.PAID
    assert statement_of(order).to_refund == ALL


def test_what_cannot_be_closed_is_not_asked_for_a_second_time(bank, order, begun):
    receive(order, Decimal("6.80"), by="pat")
    db.session.commit()
    bank.checks, bank.close = True, bank.ask  # the customer's bank is still at it
    with pytest.raises(BeingChecked):
        start(order.id)
    assert begun.status == PaymentStatus.BEGUN
    assert len(bank.opened) == 1


def test_while_one_tab_waits_for_its_page_another_closes_it(bank, order):
    """The amount has changed meanwhile: nobody is led to the first page beside the second."""
    pages = []

    def other_tab():
        receive(order, Decimal("6.80"), by="pat")
        db.session.commit()
        pages.append(start(order.id))

    bank.before = other_tab
    with pytest.raises(NothingToPay):
        start(order.id)

    first, second = mine(Payment).filter(Payment.key.is_not(None)).order_by(Payment.id)
    assert first.session is None  # nobody was shown the first page
    assert (first.status, second.status) == (PaymentStatus.FAILED, PaymentStatus.BEGUN)
    assert pages == [f"https://pay.example/{second.key}"]
    assert second.amount == Decimal("50.00")


def test_the_session_that_was_opened_first_stays(bank, order):
    def other_tab():
        mine(Payment).one().session = "s-first"
        db.session.commit()

    bank.before = other_tab
    assert start(order.id) == "https://pay.example/first"
    assert mine(Payment).one().session == "s-first"


class TestWithoutAPage:
    """Nobody was shown where to pay it: it may be let be."""

    @pytest.fixture
    def pageless(self, bank, order):
        bank.down = True
        with pytest.raises(ProviderDown):
            start(order.id)
        bank.down, bank.asked = False, 0
        return mine(Payment).one()

    def test_it_is_let_be_after_an_hour(self, bank, pageless, queue):
        pageless.made_at = now() - timedelta(minutes=50)
        db.session.commit()
        assert checking.to_check() == []
        pageless.made_at = now() - timedelta(minutes=70)
        db.session.commit()
        assert checking.to_check() == [pageless.id]
        queue.run(jobs.ask_providers)
        assert (pageless.status, bank.asked) == (PaymentStatus.FAILED, 0)
        assert pageless.trouble == ""

    def test_no_customer_reads_that_it_did_not_go_through(self, bank, order, pageless):
        pageless.status = PaymentStatus.FAILED
        db.session.commit()
        assert payment_words(order) == "$56.80 is not paid yet."

    def test_where_another_amount_is_due_the_provider_is_asked_once(self, bank, order, pageless):
        receive(order, Decimal("6.80"), by="pat")
        db.session.commit()
        start(order.id)
        assert bank.asked == 1
        assert [due.amount for due in bank.opened.values()] == [Decimal("50.00")]

    @pytest.mark.parametrize("answer", [ProviderFailed("500"), ProviderRefused("Wrong key.")])
    def test_after_an_answer_the_next_try_has_another_key(self, bank, order, answer):
        """With the same, the answer would be the same for a day: see the control."""
        bank.answers_for_ever(answer)
        with pytest.raises(type(answer)):
            start(order.id)
        url = start(order.id)
        first, second = mine(Payment).order_by(Payment.id)
        assert url.endswith(second.key)
        assert (first.status, first.session) == (PaymentStatus.FAILED, None)
        assert str(answer) in first.note

    def test_the_control_with_the_same_key_the_answer_is_the_same(self, bank, order):
        bank.answers_for_ever(ProviderFailed("500"))
        due = paying._due(paying._begin(order))
        db.session.rollback()
        for _ in range(3):
            with pytest.raises(ProviderFailed):
                bank.open(due)

    @pytest.mark.parametrize("careful", [True, False], ids=["let be", "the control: by its id"])
    def test_one_that_another_tab_has_opened_meanwhile_is_not_let_be(self, bank, order, careful):
        def other_tab():
            start(order.id)
            bank.locked = True
            if not careful:
                mine(Payment).one().status = PaymentStatus.FAILED
                db.session.commit()

        bank.before = other_tab
        with pytest.raises(ProviderRefused):
            start(order.id)
        bank.locked = False
        start(order.id)
        assert len(bank.opened) == (1 if careful else 2)  # two pages of one payment


class TestWhileTheBankChecksIt:
    """It was paid, by a bank debit say, and the money takes days."""

    @pytest.fixture(autouse=True)
    def _(self, bank, begun):
        begun.made_at = now() - timedelta(days=2)  # the provider's memory of its key is over
        db.session.commit()
        bank.checks, bank.asked = True, 0

    def test_no_second_page_is_opened(self, browser, bank, order):
        with browser.session_transaction() as session:
            session["guest_orders"] = [order.secret]
        answer = browser.post(f"/orders/{order.number}/payment")
        assert refusal(answer, "Your payment is being checked with the bank") == 409
        assert (bank.asked, len(bank.opened)) == (1, 1)

    def test_when_it_was_declined_another_is(self, bank, order, begun):
        bank.says = [Report(begun.key, PaymentStatus.FAILED, why="It was declined.")]
        assert start(order.id).endswith(mine(Payment).filter_by(status="begun").one().key)


def test_asked_by_a_clock_that_was_wrong_it_is_asked_all_the_same(bank, order, begun, queue):
    begun.made_at, begun.asked_at = now() - timedelta(minutes=30), now() + timedelta(days=1)
    db.session.commit()
    assert checking.to_check() == [begun.id]
    assert checking.to_ask_about(order) == begun.id
    bank.says = [paid(begun)]
    queue.run(jobs.ask_providers)
    assert order.cleared_how == Cleared.PAID


def test_begun_by_a_clock_that_was_wrong_it_is_asked_all_the_same(bank, begun):
    begun.made_at = now() + timedelta(days=1)
    db.session.commit()
    assert checking.to_check() == [begun.id]


def test_a_payment_that_the_provider_no_longer_knows_is_begun_anew_and_staff_look(
    bank, order, begun
):
    """Its account there was changed: the customer can pay all the same."""
    bank.unknown = True

    url = start(order.id)

    first, second = mine(Payment).order_by(Payment.id)
    assert url.endswith(second.key)
    assert (first.status, second.status) == (PaymentStatus.FAILED, PaymentStatus.BEGUN)
    assert "The provider does not know this payment" in first.trouble
    assert mine(Notice).filter_by(kind=NoticeKind.LOOK).count() == 1


class TestConfirmed:
    def test_the_order_is_printed(self, order, begun):
        assert confirm(paid(begun)) == order.items
        db.session.commit()
        assert order.cleared_how == Cleared.PAID
        assert unpaid(order) == 0
        assert payment_words(order).startswith("Paid ")

    def test_twice_is_once(self, order, begun):
        """The webhook, and the browser that comes back, in either order."""
        confirm(paid(begun))
        assert confirm(paid(begun)) == []
        db.session.commit()
        assert mine(Payment).one().amount == ALL

    def test_also_at_the_same_moment(self, order, begun, somebody_is_quicker):
        came = {"status": "paid", "reference": "ch_1", "amount": ALL, "paid_at": now()}
        somebody_is_quicker(update(Payment).where(Payment.id == begun.id).values(came))
        assert confirm(paid(begun)) == []
        db.session.commit()
        assert mine(Payment).one().reference == "ch_1"

    def test_money_that_came_twice_is_to_be_given_back(self, order, begun):
        confirm(paid(begun))
        assert confirm(paid(begun, reference="ch_2")) == []
        db.session.commit()
        assert statement_of(order).overpaid == ALL
        assert mine(Payment).filter_by(reference="ch_2").one().trouble
        assert mine(Notice).filter_by(kind=NoticeKind.LOOK).count() == 1

    def test_another_amount_counts_for_what_it_is_and_staff_look(self, order, begun):
        assert confirm(paid(begun, "1.00")) == []
        db.session.commit()
        assert unpaid(order) == Decimal("55.80")
        assert order.cleared_at is None
        assert begun.trouble == "$56.80 was asked for, $1.00 came."

    def test_another_currency_is_no_payment(self, order, begun):
        assert confirm(paid(begun, currency="eur")) == []
        db.session.commit()
        assert unpaid(order) == ALL
        assert begun.trouble.startswith("56.80 EUR was paid")

    def test_declined_it_can_be_tried_again(self, bank, order, begun):
        confirm(Report(begun.key, PaymentStatus.FAILED, why="Declined."))
        db.session.commit()
        assert "didn't go through. You can try again." in payment_words(order)
        assert start(order.id) != f"https://pay.example/{begun.key}"

    def test_declined_and_paid_after_all_it_is_paid(self, order, begun):
        confirm(Report(begun.key, PaymentStatus.FAILED))
        assert confirm(paid(begun)) == order.items

    def test_paid_and_then_said_to_be_declined_it_stays_paid(self, order, begun):
        confirm(paid(begun))
        confirm(Report(begun.key, PaymentStatus.FAILED))
        assert unpaid(order) == 0

    def test_after_its_order_was_canceled_it_becomes_a_refund_due(self, order, begun):
        order.items[0].status = ItemStatus.CANCELLED
        db.session.commit()
        assert confirm(paid(begun)) == []
        db.session.commit()
        assert order.cleared_at is None
        assert statement_of(order).to_refund == ALL

    def test_what_failed_does_not_undo_what_came(self, order, begun):
        confirm(paid(begun))
        confirm(Report(begun.key, PaymentStatus.FAILED, why="late"))
        db.session.commit()
        assert begun.status == PaymentStatus.PAID

    def test_each_trouble_is_told_once_and_none_hides_another(self, order, begun):
        def mails():
            return mine(Notice).filter_by(kind=NoticeKind.LOOK).count()

        for currency in ("eur", "gbp", "eur"):
            confirm(paid(begun, currency=currency, reference=currency))
        db.session.commit()
        assert [words[6:9] for words in begun.trouble.splitlines()] == ["EUR", "GBP"]
        assert mails() == 2

        begun.trouble = ""  # somebody has seen to it
        db.session.commit()
        confirm(paid(begun, currency="eur", reference="eur"))
        db.session.commit()
        assert (begun.trouble, mails()) == ("", 2)

    def test_of_what_nobody_began_it_is_refused(self, app):
        with pytest.raises(UnknownPayment):
            confirm(Report("nobody's", PaymentStatus.PAID, "ch_1", ALL))


class TestWhenTheBrowserNeverComesBack:
    def test_the_sweep_asks_the_provider(self, bank, order, begun, queue):
        bank.says = [paid(begun)]
        assert checking.to_check() == []  # a moment ago
        begun.made_at = now() - timedelta(minutes=3)
        db.session.commit()
        assert checking.to_check() == [begun.id]

        queue.run(jobs.check_payment, begun.id)

        assert order.cleared_how == Cleared.PAID
        assert (jobs.push_order_item, order.items[0].id) in queue.jobs
        assert checking.to_check() == []

    def test_not_more_often_than_every_few_minutes_and_later_every_hour(self, bank, begun, queue):
        begun.made_at = now() - timedelta(minutes=3)
        db.session.commit()
        queue.run(jobs.check_payment, begun.id)
        assert checking.to_check() == []
        begun.asked_at = now() - timedelta(minutes=3)
        db.session.commit()
        assert checking.to_check() == [begun.id]
        begun.made_at = now() - timedelta(hours=3)
        db.session.commit()
        assert checking.to_check() == []

    def test_a_provider_that_is_down_is_asked_again_later(self, bank, begun, queue):
        bank.down = True
        queue.run(jobs.check_payment, begun.id)
        assert begun.status == PaymentStatus.BEGUN
        assert begun.asked_at

    def test_a_provider_that_is_down_is_asked_once_and_delays_nothing_else(self, app, bank, queue):
        for _ in range(8):
            start(an_order(cleared_at=None, payment_method=bank.key).id)
        for payment in mine(Payment):
            payment.made_at = now() - timedelta(minutes=3)
        db.session.commit()
        assert len(checking.to_check()) == 5
        jobs.sweep()
        assert queue.jobs.count((jobs.ask_providers,)) == 1
        bank.down, bank.asked = True, 0
        queue.run(jobs.ask_providers)
        assert bank.asked == 1

        bank.down, bank.asked = False, 0
        queue.run(jobs.ask_providers)
        assert bank.asked == 5

    def test_of_a_canceled_order_it_is_closed(self, bank, order, begun, queue):
        order.items[0].status = ItemStatus.CANCELLED
        db.session.commit()
        queue.run(jobs.check_payment, begun.id)
        assert bank.closed == [begun.session]
        assert begun.status == PaymentStatus.FAILED

    @pytest.mark.parametrize("down", [False, True])
    def test_after_two_weeks_it_is_given_up_and_staff_look(self, bank, begun, queue, down):
        begun.made_at = now() - timedelta(days=15)
        db.session.commit()
        bank.down, bank.close = down, bank.ask
        queue.run(jobs.check_payment, begun.id)
        assert begun.status == PaymentStatus.FAILED
        assert "what became of it was never told" in begun.trouble

    def test_a_report_of_another_payment_is_not_asked_for_each_minute(self, bank, begun, queue):
        bank.says = [Report("nobody's", PaymentStatus.PAID, "ch_1", ALL)]
        queue.run(jobs.check_payment, begun.id)
        assert begun.asked_at
        assert begun.status == PaymentStatus.BEGUN
        assert checking.to_check() == []


class TestOnTheOrdersPage:
    def open(self, browser, order):
        with browser.session_transaction() as session:
            session["guest_orders"] = [order.secret]
        return f"/orders/{order.number}"

    def test_a_guest_pays_now(self, browser, bank, order):
        page = self.open(browser, order)
        shown = browser.get(page).text
        assert "Pay now" in shown
        assert "$56.80 is not paid yet." in shown

        assert browser.post(f"{page}/payment").location.startswith("https://pay.example/")

    def test_back_from_the_bank_it_says_that_it_is_asked_and_asks(
        self, browser, bank, order, begun, queue
    ):
        page = self.open(browser, order)
        back = browser.get(f"{page}?paying=1")
        assert ASKING in back.text
        assert "is not paid yet" not in back.text
        assert "pay now" not in back.text.lower()
        assert back.headers["Refresh"] == f"5; url={page}?paying=2"
        assert (jobs.check_payment, begun.id) in queue.jobs

        bank.says = [paid(begun)]
        queue.run_all()
        shown = browser.get(f"{page}?paying=1").text
        assert ASKING not in shown
        assert "Paid " in shown
        assert "Pay now" not in shown

    def test_what_the_bank_never_says_leaves_a_way_to_pay(self, browser, bank, order, begun, queue):
        bank.down = True
        page = self.open(browser, order)
        for looks in range(1, 12):
            shown = browser.get(f"{page}?paying={looks}")
            queue.run_all()
            assert shown.headers["Refresh"] == f"5; url={page}?paying={looks + 1}"
            assert ASKING in shown.text
        last = browser.get(f"{page}?paying=12")
        assert "Refresh" not in last.headers
        assert "The bank has not told us yet" in last.text
        assert "I have not paid yet: pay now" in last.text
        assert "is not paid yet" not in last.text

    def test_come_back_without_having_paid_they_can(self, browser, bank, order, begun, queue):
        page = self.open(browser, order)
        browser.get(f"{page}?paying=1")
        queue.run_all()
        shown = browser.get(f"{page}?paying=2")
        assert "$56.80 is not paid yet." in shown.text
        assert ">Pay now<" in shown.text
        assert "Refresh" not in shown.headers

    def test_what_the_bank_said_before_they_paid_says_nothing(
        self, browser, bank, order, begun, queue
    ):
        queue.run(jobs.check_payment, begun.id)
        begun.heard_at = begun.asked_at = now() - timedelta(seconds=3)
        db.session.commit()
        page = self.open(browser, order)
        assert ASKING in browser.get(f"{page}?paying=1").text
        assert "is not paid yet" in browser.get(f"{page}?paying=2").text

    @pytest.mark.parametrize("query", ["", "?paying=1", "?paying=12"])
    def test_while_the_bank_checks_it_nobody_is_asked_to_pay(
        self, browser, bank, order, begun, queue, query
    ):
        bank.checks = True
        queue.run(jobs.check_payment, begun.id)
        page = f"{self.open(browser, order)}{query}"
        shown = browser.get(page).text
        assert AWAITED in shown
        assert "is not paid yet" not in shown
        assert "pay now" not in shown.lower()
        assert payment_words(order) == AWAITED

    def test_opened_again_and_again_the_bank_is_asked_once_and_then_it_is_enough(
        self, browser, bank, order, begun, queue
    ):
        page = self.open(browser, order)
        for _ in range(30):
            assert browser.get(f"{page}?paying=1").status_code == 200
        assert refusal(browser.get(f"{page}?paying=1")) == 429
        assert browser.get(page).status_code == 200
        assert queue.jobs.count((jobs.check_payment, begun.id)) == 30

        asked = []
        bank.ask = lambda session: asked.append(session) or Told([])
        queue.run_all()
        assert len(asked) == 1

    def test_asked_a_moment_ago_the_page_asks_no_more(self, browser, order, begun, queue):
        begun.asked_at = now()
        db.session.commit()
        browser.get(f"{self.open(browser, order)}?paying=1")
        assert (jobs.check_payment, begun.id) not in queue.jobs

    def test_declined_the_page_says_so_as_soon_as_the_bank_was_asked(
        self, browser, bank, order, begun, queue
    ):
        page = self.open(browser, order)
        bank.says = [Report(begun.key, PaymentStatus.FAILED, why="It was declined.")]
        again = browser.get(f"{page}?paying=1").headers["Refresh"].partition("url=")[2]
        queue.run_all()
        shown = browser.get(again)
        assert "Your last payment didn't go through." in html.unescape(shown.text)
        assert "Pay now" in shown.text
        assert "Refresh" not in shown.headers

    def test_paid_already_it_says_so(self, browser, order, begun):
        page = self.open(browser, order)
        confirm(paid(begun))
        db.session.commit()
        answer = browser.post(f"{page}/payment")
        assert answer.status_code == 409
        assert "There is nothing to pay here." in answer.text

    def test_while_the_bank_is_down_it_says_so_and_keeps_the_order(self, browser, bank, order):
        bank.down = True
        answer = browser.post(f"{self.open(browser, order)}/payment")
        assert answer.status_code == 503
        assert "Your order is placed: please try again" in " ".join(answer.text.split())

    def test_nobody_else_comes_there(self, browser, order):
        assert browser.post(f"/orders/{order.number}/payment").status_code == 404
