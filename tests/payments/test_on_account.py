"""On account: only for whom the owner trusts, up to a limit."""

from decimal import Decimal

import pytest

from storefront.accounts.credit import credit_of
from storefront.accounts.models import User, UserGroup
from storefront.audit import AuditEntry
from storefront.checkout.setting_rules import BadSettings, checked
from storefront.database import db
from storefront.orders.models import Cleared, ItemStatus, Order
from storefront.orders.words import customer_words
from storefront.payments.clearing import clear, release_unpaid
from storefront.payments.methods import METHODS, offered_to
from storefront.payments.methods.contract import MethodNotOffered, Payer
from storefront.payments.methods.on_account import (
    NothingToApprove,
    approve_on_account,
    debt_of,
    over_limit,
)
from tests.factories import a_payment, a_user, an_order, with_settings
from tests.neighbors import mine

ON_ACCOUNT = METHODS["on_account"]
ALL = Decimal("56.80")


def placed(user=None, **more):
    order = an_order(user=user, status=ItemStatus.WAITING, cleared_at=None, **more)
    ON_ACCOUNT.begin(order)
    db.session.commit()
    return order


def trusted(limit="100.00", **more):
    return a_user(credit_limit=Decimal(limit), **more)


@pytest.fixture
def anybody_asks(app):
    with_settings(on_account_waits=True)


@pytest.fixture
def neighbor(anybody_asks):
    """Waits as well, and goes on waiting."""
    order = placed()
    yield order
    db.session.refresh(order)
    assert order.waits_for_approval


def test_a_guest_who_is_approved_has_the_usual_days(anybody_asks):
    assert placed().terms_days == 30


def test_it_is_printed_at_once_for_whom_the_owner_trusts(app):
    order = placed(trusted(terms_days=14))

    assert order.cleared_how == Cleared.ON_ACCOUNT
    assert order.cleared_by == "the customer's limit"
    assert order.terms_days == 14
    assert order.items[0].status == ItemStatus.READY


@pytest.mark.parametrize("guest", [True, False])
def test_nobody_else_is_offered_it_nor_gets_it(app, guest):
    user = None if guest else a_user()

    assert "on_account" not in offered_to(Payer(user, ALL))
    with pytest.raises(MethodNotOffered):
        placed(user)


@pytest.mark.parametrize(
    ("own", "groups", "offered"),
    [(None, "100", True), ("0", "100", False), ("100", None, True), ("56.79", "100", False),
     ("56.80", None, True), (None, None, False)],
)  # fmt: skip
def test_the_customer_s_own_limit_wins_over_the_group_s(app, own, groups, offered):
    group = UserGroup(name="Friends", credit_limit=groups and Decimal(groups))
    user = a_user(group=group, credit_limit=own and Decimal(own))
    assert ("on_account" in offered_to(Payer(user, ALL))) == offered


def test_what_is_owed_already_counts(app):
    user = trusted("120.00")
    first = placed(user)
    placed(user)
    assert debt_of(user) == ALL * 2
    with pytest.raises(MethodNotOffered, match="more than you may owe"):
        placed(user)
    mine(Order).order_by(Order.id.desc()).first().payment_method = "manual"

    a_payment(first)
    assert debt_of(user) == ALL
    assert placed(user).cleared_how == Cleared.ON_ACCOUNT


def test_over_the_limit_it_is_said_why_it_is_not_offered(app):
    user = trusted("100.00")
    owed = placed(user)
    assert over_limit(Payer(user, Decimal("43.20"))) == ""
    assert over_limit(Payer(user, Decimal("43.21"))) == (
        "This order can't be paid later: you may owe us $100.00 at once, and owe $56.80 now."
    )
    a_payment(owed)
    assert over_limit(Payer(user, Decimal("43.21"))) == ""
    for nobody in (None, a_user(email="kim@customer.example")):  # who is trusted with nothing
        assert over_limit(Payer(nobody, Decimal("43.21"))) == ""


def test_what_is_cancelled_or_paid_otherwise_does_not(app):
    user = trusted("60.00")
    an_order(user=user, payment_method="manual", cleared_at=None)
    an_order(user=user, status=ItemStatus.CANCELLED)
    an_order()
    assert debt_of(user) == 0


def test_what_was_released_unpaid_counts_however_it_was_to_be_paid(app):
    user = trusted("100.00")
    order = an_order(user=user, payment_method="manual", cleared_at=None, status=ItemStatus.WAITING)
    assert debt_of(user) == 0
    release_unpaid(order, by="pat", reason="A friend.")
    db.session.commit()
    assert debt_of(user) == ALL
    with pytest.raises(MethodNotOffered):
        placed(user)


class TestWhereAnybodyMayAsk:
    @pytest.mark.parametrize("guest", [True, False])
    def test_an_order_waits_for_a_person(self, anybody_asks, guest):
        user = None if guest else a_user()
        assert "on_account" in offered_to(Payer(user, ALL))
        order = placed(user)
        assert order.waits_for_approval
        assert order.cleared_how is None

    def test_who_chooses_it_reads_of_a_review_only_if_there_is_one(self, anybody_asks):
        for user in (None, a_user(), trusted(), trusted("1.00")):
            reads = ON_ACCOUNT.explanation(Payer(user, ALL))
            assert ("We review your order" in reads) == placed(user).waits_for_approval


def test_approved_it_may_go_and_it_is_kept_who_said_so(neighbor):
    order = placed()

    released = approve_on_account(order, by="pat@shop.example")
    db.session.commit()

    assert released == order.items
    assert order.items[0].status == ItemStatus.READY
    assert (order.cleared_how, order.cleared_by) == (Cleared.ON_ACCOUNT, "pat@shop.example")
    assert mine(AuditEntry).one().subject == order.number


def test_approved_it_still_waits_for_its_files(neighbor):
    order = placed()
    order.items[0].slots[0].file_id = None
    db.session.commit()

    assert approve_on_account(order, by="pat@shop.example") == []
    assert order.items[0].status == ItemStatus.WAITING
    assert customer_words(order.items[0]).label == "Waiting for files"


def test_it_is_approved_once(neighbor):
    order = placed()
    approve_on_account(order, by="pat@shop.example")
    db.session.commit()

    with pytest.raises(NothingToApprove):
        approve_on_account(order, by="kim@shop.example")
    db.session.rollback()
    assert order.cleared_by == "pat@shop.example"


def test_what_waits_for_another_payment_is_not_approved_so(app):
    order = an_order(status=ItemStatus.WAITING, cleared_at=None, payment_method="card")

    with pytest.raises(NothingToApprove):
        approve_on_account(order, by="pat@shop.example")


def test_the_customer_reads_what_it_waits_for(neighbor):
    assert customer_words(neighbor.items[0]).label == "Waiting for approval"
    other = an_order(status=ItemStatus.WAITING, cleared_at=None, payment_method="card")
    assert customer_words(other.items[0]).label == "Waiting for payment"


def two_orders(user):
    """That are about to be placed."""
    more = {"status": ItemStatus.WAITING, "payment_method": "manual", "cleared_at": None}
    return [an_order(user=user, **more).id for _ in range(2)]


def begin(order_id):
    order = db.session.get_one(Order, order_id, populate_existing=True)
    order.payment_method = "on_account"  # it is an order on account from here on
    db.session.flush()
    ON_ACCOUNT.begin(order)


def is_taken(order_id):
    try:
        begin(order_id)
        db.session.commit()
    except MethodNotOffered:
        db.session.rollback()
        return False
    return True


@pytest.mark.parametrize(("limit", "both"), [("60.00", False), ("120.00", True)])
def test_of_two_orders_at_once_the_second_counts_the_first(other_window, limit, both):
    first, second = two_orders(trusted(limit))
    begin(first)
    other = other_window(is_taken, second)
    db.session.commit()
    assert other.result(30) == both


@pytest.mark.parametrize("apart", [True, pytest.param(False, marks=pytest.mark.postgresql)])
def test_to_look_without_a_lock_and_then_to_write_would_use_the_limit_up_twice(at_once, apart):
    """The control. On SQLite a transaction that looks holds the other one up by itself, so there it
    ends before it writes."""
    user = trusted("60.00")
    user_id, orders = user.id, dict(zip(("one", "two"), two_orders(user), strict=True))

    def naive(name, barrier):
        user = db.session.get_one(User, user_id)
        fits = debt_of(user) + ALL <= credit_of(user).limit
        if apart:
            db.session.rollback()
        barrier.wait()
        if fits:
            order = db.session.get_one(Order, orders[name])
            order.payment_method = "on_account"
            clear(order, Cleared.ON_ACCOUNT, by="nobody waits", tell=False)
            db.session.commit()
        return fits

    assert at_once(naive) == [True, True]
    assert debt_of(db.session.get_one(User, user_id)) == ALL * 2


def test_nobody_may_owe_for_having_registered(app):
    group = UserGroup(name="Newcomers", credit_limit=Decimal("300.00"))
    db.session.add(group)
    db.session.flush()
    stranger = a_user(group=group)
    assert credit_of(stranger).limit == Decimal("300.00")  # the control: any other group

    with_settings(default_user_group=group.id)
    assert credit_of(stranger).limit == 0
    stranger.credit_limit = Decimal("50.00")
    assert credit_of(stranger).limit == Decimal("50.00")


def test_the_group_of_newcomers_is_given_no_limit(browser):
    group = UserGroup(name="Newcomers")
    db.session.add(group)
    db.session.commit()
    admin, url = browser.login(a_user(role="admin")), f"/admin/groups/user-groups/{group.id}"
    with_settings(default_user_group=group.id)
    page = admin.post(url, data={"name": "Newcomers", "credit_limit": "300"})

    assert page.status_code == 422
    assert "Whoever registers joins this group." in page.text
    assert group.credit_limit is None


def test_a_group_with_a_limit_does_not_become_that_of_newcomers(app):
    group = UserGroup(name="Friends", credit_limit=Decimal("300.00"))
    db.session.add(group)
    db.session.flush()

    with pytest.raises(BadSettings, match="trusted with"):
        checked({"default_user_group": group.id})
    group.credit_limit = None
    with pytest.raises(BadSettings) as only_for_want_of_an_account:
        checked({"default_user_group": group.id, "shop_name": ""})
    assert list(only_for_want_of_an_account.value.faults) == ["shop_name"]
