"""Who pays later agrees to a higher price: as far as they may owe it, the item goes on; else it
waits until enough is paid, until staff release it, or until the customer cancels it."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.credit import credit_of
from storefront.accounts.models import Role, User
from storefront.admin.orders.needs import NEEDS
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.models import (
    CancellationState,
    Cleared,
    Hold,
    ItemStatus,
    Order,
    OrderItem,
)
from storefront.orders.price_questions import accept, ask
from storefront.orders.words import customer_words
from storefront.payments.clearing import AlreadyCleared, release_unpaid
from storefront.payments.conditions import is_unpaid
from storefront.payments.extra import accept_extra, due_now, overlooked
from storefront.payments.invoices.giving import give_invoice, invoices_of
from storefront.payments.methods.on_account import approve_on_account, debt_of, pay_first
from storefront.payments.models import Payment
from storefront.payments.paying import NothingToPay, may_be_paid_now, start
from storefront.payments.receiving import receive
from storefront.payments.statement import unpaid
from tests.factories import a_payment, a_user, an_order, with_settings
from tests.neighbors import mine
from tests.refusals import refusal

PAT, ROBIN = "pat@shop.example", "robin@customer.example"
ALL, MORE = Decimal("56.80"), Decimal("5.75")
COST = Decimal("36.105")
FIRST = (
    "At the higher price you would owe us more than you may at once. We print it once $2.55 is "
    "paid, or once we have reviewed it and agreed."
)


def asked(item):
    """The customer is asked to pay $5.75 more."""
    item.hold_for(Hold.DEARER, "It costs $36.11 now.")
    item.asked_cost = COST
    question = ask(item, MORE, COST, by=PAT)
    db.session.commit()
    return question


def agreed(order):
    """The customer says yes to it, of the first item."""
    item = order.items[0]
    released = accept_extra(item, str(asked(item).id), by=ROBIN)
    db.session.commit()
    return released


def on_account(user, **more):
    return an_order(user=user, cleared_how=Cleared.ON_ACCOUNT, terms_days=30, **more)


def trusted(limit):
    return a_user(credit_limit=Decimal(limit))


@pytest.fixture
def robin(app):
    return trusted("60.00")


@pytest.fixture
def order(robin):
    """It is $56.80 of the $60.00 that may be owed."""
    return on_account(robin)


@pytest.mark.parametrize(
    ("limit", "goes_on"), [("62.55", True), ("62.54", False), ("0", False), (None, False)]
)
def test_an_extra_goes_on_at_once_as_far_as_it_may_be_owed(app, limit, goes_on):
    user = a_user(credit_limit=limit and Decimal(limit))
    order = on_account(user)
    assert agreed(order) == order.items * goes_on
    status = ItemStatus.READY if goes_on else ItemStatus.WAITING
    assert (order.items[0].status, order.items[0].extra_due) == (status, not goes_on)


def test_what_is_owed_on_other_orders_counts(app):
    user = trusted("119.34")
    other, order = on_account(user), on_account(user)
    assert agreed(order) == []
    assert due_now(order) == Decimal("0.01")
    assert overlooked() == []
    a_payment(other, amount=Decimal("0.01"))
    assert overlooked() == [order.id]


def test_the_sweep_looks_at_no_order_again_that_still_waits_for_the_money(app):
    """Neither at one that is paid first, however much its customer may owe, nor at what is canceled
    or sent."""
    user = trusted("500.00")
    first = an_order(user=user, cleared_how=Cleared.PAID, payment_method="manual")
    assert agreed(first) == []
    assert overlooked() == []
    later = on_account(user)
    later.items[0].extra_due, later.items[0].status = True, ItemStatus.CANCELLED
    db.session.commit()
    assert overlooked() == []
    later.items[0].status = ItemStatus.WAITING  # the control
    db.session.commit()
    assert overlooked() == [later.id]


def test_of_a_guest_whom_staff_approved_an_extra_is_asked_about_again(app):
    order = an_order(cleared_how=Cleared.ON_ACCOUNT)
    assert agreed(order) == []
    assert due_now(order) == ALL + MORE


def test_a_person_who_released_the_order_is_not_asked_again(app):
    order = an_order(user=trusted("0"), cleared_how=Cleared.RELEASED)
    assert agreed(order) == order.items


def test_what_was_paid_too_much_pays_it(robin, order):
    receive(order, Decimal("62.55"), by=PAT, too_much=True)
    robin.credit_limit = Decimal(0)
    assert agreed(order) == order.items


class TestTheCustomer:
    @pytest.fixture
    def page(self, browser, robin):
        browser.login(robin)
        return browser

    def answer(self, page, order, question, words):
        url = f"/orders/{order.number}/items/1/price-answer"
        return page.post(url, data={"question": question.id, "answer": words})

    def test_reads_before_and_after_what_is_to_be_paid_first(self, page, order, queue):
        with_settings(how_to_pay="Send a check to the shop")
        question, url = asked(order.items[0]), f"/orders/{order.number}"
        shown = page.get(url).text
        assert FIRST in shown
        assert "Go ahead at the new price" in shown

        assert self.answer(page, order, question, "accept").status_code == 302
        shown = page.get(url).text
        assert f"Thank you. {FIRST}" in shown
        assert shown.count(FIRST) == 2  # and beside the item
        assert customer_words(order.items[0]).sentence in shown
        assert "Send a check to the shop." in shown
        assert "Cancel this item" in shown
        assert queue.jobs == []

    def test_reads_nothing_of_it_where_it_may_be_owed(self, page, robin, order, queue):
        robin.credit_limit = Decimal("62.55")
        question = asked(order.items[0])
        assert "you may at once" not in page.get(f"/orders/{order.number}").text
        self.answer(page, order, question, "accept")
        shown = page.get(f"/orders/{order.number}").text
        assert "Thank you. Your order is placed." in shown
        assert "Cancel this item" not in shown
        refused = self.answer(page, order, question, "cancel")
        assert refusal(refused, "You have agreed to the new price already.") == 409

    def test_may_cancel_it_after_all_twice_as_once(self, page, order, queue):
        give_invoice(order)
        question = asked(order.items[0])
        self.answer(page, order, question, "accept")
        for _ in range(2):
            assert self.answer(page, order, question, "cancel").status_code == 302
        item = order.items[0]
        assert (item.status, item.cancellation.state) == (
            ItemStatus.CANCELLED,
            CancellationState.SEEN,
        )
        assert item.cancellation.reason == "The customer did not pay the higher price."
        assert "This item is canceled, as you asked." in page.get(f"/orders/{order.number}").text
        queue.run(jobs.sweep)
        assert (unpaid(order), debt_of(order_owner(order))) == (0, 0)
        assert sum(one.document.balance for one in invoices_of(order)) == 0

    def test_pays_what_is_over_the_limit_at_a_provider_s_page(self, page, order, queue, bank):
        agreed(order)
        shown = page.get(f"/orders/{order.number}").text
        assert "$62.55 is not paid yet. $2.55 of it is to be paid now." in shown
        assert page.post(f"/orders/{order.number}/payment").location.startswith("https://pay.")
        begun = mine(Payment).one()
        assert (begun.amount, begun.method) == (Decimal("2.55"), bank.key)

        begun.status, begun.paid_at, begun.reference = "paid", begun.made_at, "ch_1"
        db.session.commit()
        queue.run(jobs.sweep)
        assert order.items[0].status == ItemStatus.READY
        assert unpaid(order) == Decimal("60.00")

    def test_pays_nothing_there_of_an_order_that_waits_for_no_extra(self, order, bank):
        """The control."""
        assert unpaid(order)
        assert not may_be_paid_now(order)
        with pytest.raises(NothingToPay):
            start(order.id)


def order_owner(order):
    return db.session.get_one(User, order.user_id)


class TestItGoesOn:
    @pytest.fixture
    def item(self, order, queue):
        agreed(order)
        queue.run(jobs.sweep)
        (item,) = order.items
        assert (item.status, item.extra_due) == (ItemStatus.WAITING, True)
        return item

    def test_when_enough_of_it_is_paid(self, item, queue):
        receive(item.order, Decimal("2.54"), by=PAT)
        db.session.commit()
        queue.run(jobs.sweep)
        assert item.status == ItemStatus.WAITING  # the control
        receive(item.order, Decimal("0.01"), by=PAT)
        db.session.commit()
        queue.run(jobs.sweep)
        assert item.status == ItemStatus.READY

    def test_at_once_when_all_of_it_is(self, item):
        assert receive(item.order, Decimal("62.55"), by=PAT) == [item]

    def test_when_the_limit_is_raised(self, item, robin, queue):
        robin.credit_limit = Decimal("62.55")
        db.session.commit()
        queue.run(jobs.sweep)
        assert item.status == ItemStatus.READY

    def test_when_a_person_releases_it_with_a_reason(self, app, item, queue):
        staff = app.test_client().login(a_user(Role.STAFF, PAT))
        url = f"/admin/orders/{item.order.number}"
        shown = staff.get(url).text
        assert f"{item.reference} waits until $2.55 is paid, or somebody releases it." in shown
        assert "with it they owe more than they may." in shown
        assert staff.post(f"{url}/clearance", data={"reason": ""}).status_code == 422
        assert staff.post(f"{url}/clearance", data={"reason": "Good payer."}).status_code == 302
        assert (item.status, item.order.cleared_how) == (ItemStatus.READY, Cleared.ON_ACCOUNT)
        noted = mine(AuditEntry).filter_by(action="released unpaid").one()
        assert (noted.who, noted.detail) == (PAT, "Good payer.")
        assert "Release it unpaid" not in staff.get(url).text
        again = staff.post(f"{url}/clearance", data={"reason": "Good payer."})
        assert refusal(again, "may be printed already") == 409

    def test_staff_are_told_until_somebody_has_seen_to_it(self, item):
        def told():
            return mine(Order).filter(NEEDS["account"][1]()).all()

        assert told() == [item.order]
        release_unpaid(item.order, by=PAT, reason="Good payer.")
        assert told() == []

    def test_of_two_who_release_it_one_does(self, item, other_window):
        order_id = item.order_id

        def late():
            try:
                release_unpaid(db.session.get_one(Order, order_id), by="kim", reason="Too.")
                db.session.commit()
            except AlreadyCleared:
                db.session.rollback()
                return False
            return True

        release_unpaid(item.order, by=PAT, reason="Good payer.")
        other = other_window(late)
        db.session.commit()
        assert not other.result(30)
        assert mine(AuditEntry).filter_by(action="released unpaid").one().who == PAT


@pytest.mark.parametrize("how", ["approved", "released"])
def test_who_lets_an_unpaid_order_be_printed_lets_its_extra_too(robin, how):
    order = on_account(robin, cleared_at=None)
    order.cleared_how = None
    assert agreed(order) == []
    let = approve_on_account if how == "approved" else release_unpaid
    assert let(order, by=PAT, **({} if how == "approved" else {"reason": "A friend."}))
    assert (order.items[0].status, order.items[0].extra_due) == (ItemStatus.READY, False)


def test_of_a_paid_order_an_extra_is_paid_released_or_canceled(app, queue):
    order = an_order(cleared_how=Cleared.PAID, payment_method="manual")
    a_payment(order)
    assert agreed(order) == []
    assert pay_first(order.items[0]) == ""
    assert release_unpaid(order, by=PAT, reason="It is our mistake.") == order.items
    assert order.cleared_how == Cleared.PAID
    assert mine(Order).filter(is_unpaid()).all() == [order]


def two_orders(user):
    """Both on account, each with a question: one extra fits into what may be owed, two do not."""
    orders = [on_account(user) for _ in range(2)]
    return [(order.items[0].id, str(asked(order.items[0]).id)) for order in orders]


def says_yes(item_id, question_id):
    released = accept_extra(db.session.get_one(OrderItem, item_id), question_id, by=ROBIN)
    db.session.commit()
    return bool(released)


@pytest.mark.parametrize(("limit", "both"), [("120.00", False), ("125.10", True)])
def test_of_two_extras_at_once_the_second_counts_the_first(app, other_window, limit, both):
    first, second = two_orders(trusted(limit))
    accept_extra(db.session.get_one(OrderItem, first[0]), first[1], by=ROBIN)
    other = other_window(says_yes, *second)
    db.session.commit()
    assert other.result(30) == both
    assert db.session.get_one(OrderItem, first[0]).status == ItemStatus.READY


def test_also_where_both_are_of_one_order(app, at_once):
    order = on_account(trusted("120.00"), items=2)
    those = [(item.id, str(asked(item).id)) for item in order.items]
    answers = at_once(lambda name, _: says_yes(*those[name == "two"]))
    assert sorted(answers) == [False, True]


@pytest.mark.parametrize("apart", [True, pytest.param(False, marks=pytest.mark.postgresql)])
def test_to_look_without_a_lock_and_then_to_write_would_use_the_limit_up_twice(app, at_once, apart):
    """The control. On SQLite a transaction that looks holds the other one up by itself, so there it
    ends before it writes."""
    user = trusted("120.00")
    user_id = user.id
    those = dict(zip(("one", "two"), two_orders(user), strict=True))

    def naive(name, barrier):
        item_id, question_id = those[name]
        user = db.session.get_one(User, user_id)
        fits = debt_of(user) + MORE <= credit_of(user).limit
        if apart:
            db.session.rollback()
        barrier.wait()
        item = db.session.get_one(OrderItem, item_id)
        accept(item, question_id, by=ROBIN)
        item.extra_due = not fits
        db.session.commit()
        return fits

    assert at_once(naive) == [True, True]
    assert debt_of(db.session.get_one(User, user_id)) == 2 * (ALL + MORE) > Decimal("120.00")
