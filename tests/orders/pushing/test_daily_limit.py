"""No more leaves for 4Over on a day than the owner wants, until a person says so."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.fourover.charge import Charge
from storefront.orders.models import (
    Hold,
    ItemStatus,
    Notice,
    NoticeKind,
    Phase,
    PushAttempt,
)
from storefront.orders.pushing import daily_limit
from storefront.orders.pushing.parking import Parked
from storefront.partner.models import Environment
from tests.factories import a_user, an_account, an_order, an_order_item, with_settings
from tests.neighbors import mine

EACH = Decimal("44.00")  # goods and shipping


@pytest.fixture(autouse=True)
def ready_fourover(app, fourover):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z100-001")


def sent(phase=Phase.ACCEPTED, amount="40.00", item=None, **more):
    item = item or an_order_item(status=ItemStatus.IN_PRODUCTION)
    values = {"number": 7, "owner": "w", "phase": phase, "sent_at": now()}
    values["expected"] = Charge(Decimal(amount), Decimal("0.00"))
    item.attempts.append(attempt := PushAttempt(**(values | more)))
    db.session.commit()
    return attempt


def waits(item):
    return item.status == ItemStatus.HELD and item.hold == Hold.DAILY_LIMIT


@pytest.mark.parametrize("name", ["daily_limit", "daily_limit_account"])
def test_what_would_be_over_the_limit_is_held_and_nothing_is_sent(fourover, queue, name):
    with_settings(**{name: 50})
    first, second = an_order(items=2).items
    queue.run(jobs.push_order_item, first.id)
    queue.run(jobs.push_order_item, second.id)

    assert first.status == ItemStatus.IN_PRODUCTION
    assert waits(second)
    assert "of $50.00 is sent today." in second.note
    assert second.attempts[0].phase == Phase.NOT_SENT
    assert fourover.count("POST /orders") == 1


def test_0_is_no_limit(fourover, queue):
    with_settings(daily_limit=0, daily_limit_account=0)
    sent(amount="1000000.00")
    item = an_order_item()
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION


@pytest.mark.parametrize(
    ("phase", "more", "counts"),
    [
        (Phase.SENDING, {}, True),
        (Phase.ACCEPTED, {}, True),
        (Phase.PARTLY, {}, True),
        (Phase.UNKNOWN, {}, True),
        (Phase.UNKNOWN, {"ended_at": now()}, False),
        (Phase.REFUSED, {}, False),
        (Phase.NOT_SENT, {}, False),
        (Phase.ACCEPTED, {"sent_at": now() - timedelta(days=1, minutes=1)}, False),
        (Phase.ACCEPTED, {"sent_at": now() + timedelta(minutes=5)}, True),  # by a fast clock
    ],
)
def test_what_counts_is_what_left_today(app, phase, more, counts):
    attempt = sent(phase, **more)
    order = attempt.item.order
    spent = Decimal("40.00") if counts else 0
    assert daily_limit.of_account(order).spent == spent
    assert daily_limit.of_all(order.environment).spent == spent


def earlier_one():
    """The shop's account of before it had other keys."""
    return an_account(name="Old", public_key="old", retired_at=now())


def robins():
    return an_account(owner=a_user(), name="Robin's")


def test_each_account_has_its_own_and_those_of_the_shop_count_in_all(app):
    first = sent().item.order
    for account in (earlier_one(), robins()):
        sent(item=an_order(account=account, status=ItemStatus.IN_PRODUCTION).items[0])
    assert daily_limit.of_account(first).spent == Decimal("40.00")
    assert daily_limit.of_all(first.environment).spent == Decimal("80.00")


def test_what_a_customers_own_account_is_charged_waits_for_its_own_limit_alone(fourover, queue):
    with_settings(daily_limit=50)
    sent()
    theirs = an_order(account=robins()).items[0]
    queue.run(jobs.push_order_item, theirs.id)
    assert theirs.status == ItemStatus.IN_PRODUCTION


def test_of_each_account_that_is_near_its_limit_the_shop_is_mailed(app):
    with_settings(daily_limit=0, daily_limit_account=50)
    for account in (earlier_one(), robins(), robins()):
        attempt = sent(item=an_order(account=account).items[0])
        for _ in range(2):
            daily_limit.check(attempt, EACH)
    assert mine(Notice).filter_by(kind=NoticeKind.DAILY_LIMIT).count() == 3


def test_what_was_sent_in_one_environment_does_not_count_in_the_other(app):
    order = sent().item.order
    live = an_account(Environment.PRODUCTION)
    sent(item=an_order(account=live, status=ItemStatus.IN_PRODUCTION).items[0], amount="70.00")
    assert daily_limit.of_all(Environment.STAGING).spent == Decimal("40.00")
    assert daily_limit.of_all(Environment.PRODUCTION).spent == Decimal("70.00")
    assert daily_limit.of_account(order).spent == Decimal("40.00")


def test_near_it_the_shop_is_mailed_once_a_day(fourover, queue):
    with_settings(daily_limit=110)
    first, second, third = an_order(items=3).items
    queue.run(jobs.push_order_item, first.id)
    assert mine(Notice).filter_by(kind=NoticeKind.DAILY_LIMIT).count() == 0
    queue.run(jobs.push_order_item, second.id)
    assert [n.which[-4:] for n in mine(Notice).filter_by(kind=NoticeKind.DAILY_LIMIT)] == ["near"]
    queue.run(jobs.push_order_item, third.id)
    queue.run(jobs.push_order_item, an_order_item().id)
    told = mine(Notice).filter_by(kind=NoticeKind.DAILY_LIMIT).order_by(Notice.id)
    assert [n.which[-4:] for n in told] == ["near", "full"]


def test_an_admin_raises_it_for_today_with_a_reason_and_what_waited_goes_on(app, fourover, queue):
    with_settings(daily_limit=10)
    item = an_order_item()
    queue.run(jobs.push_order_item, item.id)
    assert waits(item)
    admin = app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))
    assert "Daily limit reached" in admin.get("/admin/").text
    assert admin.post("/admin/daily-limit/", data={"amount": "40"}).status_code == 422

    key = re.search(r'name="key"[^>]* value="(\w+)"', admin.get("/admin/daily-limit/").text)[1]
    said = {"amount": "40.00", "reason": "The fair.", "key": key}
    for _ in range(2):
        assert admin.post("/admin/daily-limit/", data=said).status_code == 302
    assert "raised already" in admin.get("/admin/daily-limit/").text
    assert daily_limit.of_all(Environment.STAGING).most == Decimal("50.00")
    assert mine(AuditEntry).filter_by(action="daily limit raised").one().who == "ada@shop.example"
    queue.run_all()

    assert item.status == ItemStatus.IN_PRODUCTION
    assert fourover.count("POST /orders") == 1


def leaving(item_id):
    """An attempt, about to pass the point of no return."""
    values = {"item_id": item_id, "number": 9, "owner": "w", "phase": Phase.SENDING}
    attempt = PushAttempt(sent_at=now(), expected=Charge(EACH, Decimal("0.00")), **values)
    db.session.add(attempt)
    db.session.flush()
    return attempt


def passes(item_id):
    try:
        daily_limit.check(leaving(item_id), EACH)
        db.session.commit()
    except Parked:
        db.session.rollback()
        return False
    return True


def of_two_accounts():
    orders = an_order(), an_order(account=earlier_one())
    return [order.items[0].id for order in orders]


@pytest.mark.parametrize(("limit", "both"), [(50, False), (100, True), (0, True)])
def test_of_two_workers_at_once_the_second_counts_the_first(other_window, limit, both):
    with_settings(daily_limit=limit)
    first, second = of_two_accounts()
    daily_limit.check(leaving(first), EACH)
    other = other_window(passes, second)
    db.session.commit()
    assert other.result(30) == both


@pytest.mark.parametrize("apart", [True, pytest.param(False, marks=pytest.mark.postgresql)])
def test_to_look_without_a_lock_and_then_to_write_would_let_both_pass(at_once, apart):
    """The control. On SQLite a transaction that looks holds the other one up by itself, so there it
    ends before it writes."""
    with_settings(daily_limit=50)
    items = dict(zip(("one", "two"), of_two_accounts(), strict=True))

    def naive(name, barrier):
        holds = daily_limit.of_all(Environment.STAGING).holds(EACH)
        if apart:
            db.session.rollback()
        barrier.wait()
        if holds:
            leaving(items[name])
            db.session.commit()
        return holds

    assert at_once(naive) == [True, True]
    assert daily_limit.of_all(Environment.STAGING).spent == EACH * 2
