"""An item became dearer, and its customer is asked to pay more: once, in time, by a button."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from storefront import jobs
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.orders.guest_link import guest_link
from storefront.orders.letters import letter_of
from storefront.orders.models import (
    CancellationState,
    Cleared,
    Hold,
    ItemStatus,
    Notice,
    NoticeKind,
    OrderItem,
    PriceQuestion,
)
from storefront.orders.price_questions import NotAsked, accept, ask, decline, suggested_extra
from storefront.orders.pushing import claiming, holding
from storefront.orders.release import release
from storefront.payments.extra import accept_extra
from storefront.payments.invoices.document import InvoiceKind
from storefront.payments.invoices.giving import give_invoice, invoices_of
from storefront.payments.statement import statement_of, unpaid
from storefront.quotes.models import TaxRule
from tests.factories import a_payment, an_order
from tests.neighbors import mine
from tests.refusals import NO_ORDER, refusal

PAT, ROBIN = "pat@shop.example", "robin@customer.example"
COST = Decimal("36.105")


@pytest.fixture
def item(app):
    """One of two, at $44.80 when it cost $32.00; held, as it costs $36.105 now. It is paid."""
    order = an_order(items=2, cleared_how=Cleared.PAID, payment_method="card")
    a_payment(order, method="card")
    item = order.items[0]
    item.hold_for(Hold.DEARER, "It costs $36.11 now; it was ordered at $32.00.")
    item.asked_cost = COST
    db.session.commit()
    return item


@pytest.fixture
def question(item):
    question = ask(item, Decimal("5.75"), COST, by=PAT)
    db.session.commit()
    return question


@pytest.fixture
def page(browser, item):
    """The order's page, opened by the link of a mail: nobody is signed in."""
    browser.get(guest_link(item.order).removeprefix("http://shop.test"))
    return f"/orders/{item.order.number}"


def answer(browser, page, question, words):
    return browser.post(
        f"{page}/items/1/price-answer", data={"question": question.id, "answer": words}
    )


def test_the_difference_with_the_markup_of_the_item_is_suggested(item):
    assert suggested_extra(item) == Decimal("5.75")  # $4.105 and 40 %


def test_it_is_held_for_the_answer_and_the_customer_gets_one_mail(item, question):
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.ASKED)
    assert item.note.startswith("The customer is asked to pay $5.75 more, as it costs $36.11 now.")
    (notice,) = mine(Notice).filter_by(kind=NoticeKind.PRICE)
    mail = letter_of([notice])
    assert mail.to == [ROBIN]
    assert "has a higher price: your answer is needed" in mail.subject
    for words in ("tax: $56.80", "Now: $62.55", guest_link(item.order).partition("?")[0]):
        assert words in mail.body
    assert "36.1" not in mail.body


def test_the_tax_of_the_order_is_added(item):
    db.session.add(TaxRule(state=item.order.address.state, rate=Decimal(10), name="Sample tax"))
    item.tax = Decimal("4.48")
    question = ask(item, Decimal("5.75"), COST, by=PAT)
    assert (question.tax, question.more) == (Decimal("0.58"), Decimal("6.33"))


def test_opening_the_page_answers_nothing(browser, page, question, item):
    shown = browser.get(page).text
    for words in ("The price has gone up", "$56.80", "$62.55", "Go ahead at the new price"):
        assert words in shown
    assert "36.1" not in shown
    assert browser.get(f"{page}/items/1/price-answer").status_code == 405
    assert (item.status, question.answered_at) == (ItemStatus.HELD, None)


def test_who_has_neither_link_nor_account_cannot_answer(browser, item, question):
    refused = answer(browser, f"/orders/{item.order.number}", question, "accept")
    assert refusal(refused, NO_ORDER) == 404
    assert question.answered_at is None


class TestAccepted:
    def test_it_waits_until_the_increase_is_paid_and_then_goes_at_the_new_cost(
        self, browser, page, question, item, queue
    ):
        told = answer(browser, page, question, "accept")
        assert told.status_code == 302
        assert "Thank you. We will start as soon as it is paid for." in browser.get(page).text

        assert (item.status, item.accepted_cost) == (ItemStatus.WAITING, COST)
        assert (item.price, item.extra, item.total) == (
            Decimal("44.80"),
            Decimal("5.75"),
            Decimal("62.55"),
        )
        assert unpaid(item.order) == Decimal("5.75")
        assert ("Price increase agreed to", Decimal("5.75")) in statement_of(item.order).rows
        queue.run(jobs.sweep)
        assert item.status == ItemStatus.WAITING

        a_payment(item.order, amount=Decimal("5.75"))
        queue.run(jobs.sweep)
        assert item.status == ItemStatus.READY
        assert not item.extra_due

    def test_the_rest_of_the_order_does_not_wait_for_it(self, question, item):
        accept(item, str(question.id), by=ROBIN)
        release(item.order)
        db.session.commit()
        assert item.order.items[1].status == ItemStatus.READY
        assert claiming.claim(item.order.items[1].id, "me")
        assert not claiming.claim(item.id, "me")

    def test_what_somebody_released_goes_on_at_once(self, browser, page, question, item, queue):
        item.order.cleared_how = Cleared.RELEASED
        db.session.commit()
        answer(browser, page, question, "accept")
        assert item.status == ItemStatus.READY
        assert unpaid(item.order) == Decimal("5.75")

    def test_sent_twice_it_is_agreed_to_once_and_says_so_both_times(
        self, browser, page, question, item, queue
    ):
        for _ in range(2):
            assert answer(browser, page, question, "accept").status_code == 302
        assert item.extra == Decimal("5.75")

    def test_until_it_is_paid_the_customer_may_still_cancel(
        self, browser, page, question, item, queue
    ):
        answer(browser, page, question, "accept")
        a_payment(item.order, amount=Decimal("5.75"))
        queue.run(jobs.sweep)
        refused = answer(browser, page, question, "cancel")
        assert refusal(refused, "You have agreed to the new price already.") == 409
        assert item.status == ItemStatus.READY

    def test_what_becomes_dearer_still_is_asked_about_again_and_adds_up(self, question, item):
        accept(item, str(question.id), by=ROBIN)
        item.extra_due = False
        release(item.order)
        item.hold_for(Hold.DEARER, "It costs $40.00 now.")
        item.asked_cost = Decimal("40.00")
        more = ask(item, Decimal("2.00"), Decimal("40.00"), by=PAT)
        db.session.commit()
        with pytest.raises(NotAsked):
            accept(item, str(question.id), by=ROBIN)
        accept(item, str(more.id), by=ROBIN)
        assert (item.extra, item.accepted_cost) == (Decimal("7.75"), Decimal("40.00"))

    def test_what_is_canceled_after_it_owes_the_increase_back_too(self, question, item, queue):
        accept(item, str(question.id), by=ROBIN)
        a_payment(item.order, amount=Decimal("5.75"))
        item.move_to(ItemStatus.CANCELLED)
        db.session.commit()
        queue.run(jobs.open_refunds)
        assert statement_of(item.order).in_lines == Decimal("62.55")


class TestDeclined:
    def test_the_item_is_canceled_as_by_staff(self, browser, page, question, item, queue):
        assert answer(browser, page, question, "cancel").status_code == 302
        assert "This item is canceled, as you asked." in browser.get(page).text

        assert item.status == ItemStatus.CANCELLED
        request = item.cancellation
        assert (request.state, request.asked_by) == (CancellationState.SEEN, ROBIN)
        assert item.order.items[1].status == ItemStatus.READY
        queue.run(jobs.open_refunds)
        assert statement_of(item.order).in_lines == Decimal("56.80")


class TestDecidedMeanwhile:
    def test_staff_agree_to_the_cost(self, browser, page, question, item, queue):
        holding.accept_cost(item, COST, by=PAT)
        db.session.commit()

        refused = answer(browser, page, question, "accept")
        assert refusal(refused, "There is nothing to answer any more") == 409
        assert (item.status, item.extra) == (ItemStatus.READY, 0)
        assert "Go ahead at the new price" not in browser.get(page).text

    def test_staff_cancel(self, browser, page, question, item, queue, staff_cancel):
        staff_cancel(item)
        refused = answer(browser, page, question, "accept")
        assert refusal(refused, "This item was canceled meanwhile") == 409
        assert item.extra == 0

    def test_a_week_is_over(self, browser, page, question, item, queue):
        question.open_until = now() - timedelta(seconds=1)
        db.session.commit()
        refused = answer(browser, page, question, "accept")
        assert refusal(refused, "The time to answer is over.") == 409
        assert item.status == ItemStatus.HELD
        again = ask(item, Decimal("4.00"), COST, by=PAT)
        db.session.commit()
        assert answer(browser, page, again, "accept").status_code == 302
        assert item.extra == Decimal("4.00")

    def test_a_mail_that_goes_out_after_that_names_no_price(self, question, item):
        holding.accept_cost(item, COST, by=PAT)
        db.session.commit()
        (notice,) = mine(Notice).filter_by(kind=NoticeKind.PRICE)
        body = letter_of([notice]).body
        assert "$62.55" not in body
        assert "Your order is placed." in body


@pytest.fixture
def staff_cancel():
    def cancel(item):
        holding.cancellation.request_cancellation(item, by=PAT, reason="Out of stock.")
        db.session.commit()

    return cancel


class TestAtOnce:
    def test_of_yes_and_no_one_counts(self, at_once, item, question):
        item_id, question_id = item.id, str(question.id)

        def reply(name, barrier):
            mine_ = db.session.get(OrderItem, item_id)
            db.session.rollback()
            barrier.wait()
            try:
                (accept if name == "one" else decline)(mine_, question_id, by=name)
                mine_.extra_due = False  # else a no may follow the yes
                db.session.commit()
            except Exception:
                db.session.rollback()
                return False
            return True

        assert sorted(at_once(reply)) == [False, True]
        won = question.accepted
        assert item.status == (ItemStatus.WAITING if won else ItemStatus.CANCELLED)
        assert item.extra == (Decimal("5.75") if won else 0)

    @pytest.mark.parametrize("reply", [accept, decline])
    def test_what_was_answered_since_we_looked_is_not_answered_again(self, item, question, reply):
        assert item.question.open  # as this worker has it
        answered = update(PriceQuestion).where(PriceQuestion.id == question.id)
        rows_changed(answered.values(answered_at=now(), accepted=False))
        assert item.question.open
        with pytest.raises(NotAsked):
            reply(item, str(question.id), by="robin")

    def test_looking_whether_it_is_answered_and_then_answering_would_count_both(
        self, at_once, question
    ):
        """The control."""
        question_id = question.id

        def naive(name, barrier):
            is_open = db.session.get(PriceQuestion, question_id).open
            db.session.rollback()
            barrier.wait()
            if is_open:
                said = {"accepted": name == "one", "answered_at": now()}
                db.session.query(PriceQuestion).filter_by(id=question_id).update(said)
                db.session.commit()
            return is_open

        assert at_once(naive) == [True, True]

    def test_what_staff_decide_in_the_same_moment_counts_and_the_customer_is_told(
        self, browser, page, question, item, somebody_is_quicker, queue
    ):
        theirs = update(OrderItem).where(OrderItem.id == item.id)
        ready = {"status": ItemStatus.READY, "hold": None, "accepted_cost": COST}
        somebody_is_quicker(theirs.values(version=OrderItem.version + 1, **ready))

        refused = answer(browser, page, question, "accept")

        assert refusal(refused, "The time to answer is over.") == 409
        assert (question.answered_at, item.extra) == (None, 0)


def test_who_paid_nothing_yet_waits_for_all_of_it(app, queue):
    order = an_order(payment_method="card", cleared_at=None, cleared_how=None)
    item = order.items[0]
    item.hold_for(Hold.DEARER, "It costs more.")
    item.asked_cost = COST
    question = ask(item, Decimal("5.75"), COST, by=PAT)
    accept(item, str(question.id), by=ROBIN)
    release(order)
    db.session.commit()
    assert (item.status, unpaid(order)) == (ItemStatus.WAITING, Decimal("62.55"))


class TestOnPaper:
    def test_what_was_invoiced_before_has_an_additional_invoice(
        self, browser, page, question, item, queue
    ):
        first = give_invoice(item.order)
        db.session.commit()
        answer(browser, page, question, "accept")

        _, more = invoices_of(item.order)
        assert (more.kind, more.total) == (InvoiceKind.ADDITION, Decimal("5.75"))
        assert dict(more.document.facts)["Adds to invoice"] == first.number
        assert more.document.balance == Decimal("5.75")
        shown = browser.get(f"/orders/{item.order.number}").text
        assert more.number in shown

        item.move_to(ItemStatus.CANCELLED)
        db.session.commit()
        jobs.open_refunds()
        note = invoices_of(item.order)[-1]
        assert (note.kind, note.total) == (InvoiceKind.CREDIT_NOTE, Decimal("62.55"))

    def test_what_is_invoiced_later_has_it_on_the_invoice(self, question, item):
        accept_extra(item, str(question.id), by=ROBIN)
        db.session.commit()
        assert invoices_of(item.order) == []
        assert give_invoice(item.order).total == Decimal("119.35")
