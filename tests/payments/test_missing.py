"""A payment was begun and paid after the backup, and the backup was restored: staff are told."""

import html
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.accounts.models import Role
from storefront.clock import now
from storefront.database import db
from storefront.failures import JobFailure
from storefront.orders.models import ItemStatus
from storefront.payments.methods.contract import Found, ProviderDown, Report
from storefront.payments.missing import LONGEST, MISSING
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.paying import start
from storefront.schedule import compare_payments
from tests.factories import a_user, an_order
from tests.neighbors import mine
from tests.payments.test_stripe import SESSIONS, a_session, paid, sends

TOLD = "Failed for good: finding the order of money"


@pytest.fixture
def settings():
    return {"stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "whsec_1"}


@pytest.fixture
def first_page(app):
    admin = app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))
    return lambda: html.unescape(admin.get("/admin/").text)


@pytest.fixture
def begun(app, http):
    order = an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method="stripe")
    http.post(SESSIONS, json=a_session("?"))
    start(order.id)
    return mine(Payment).one()


def lists(http, *sessions, more=False):
    page = {"object": "list", "url": "/v1/checkout/sessions", "has_more": more}
    http.get(SESSIONS, json=page | {"data": list(sessions)})


def restored(begun, *, whole=True):
    """The database is from before it was begun. Stripe was told 204, and says it no more."""
    if whole:
        db.session.delete(begun)
        db.session.commit()


@pytest.mark.parametrize("whole", [True, False], ids=["restored", "the control: it is here"])
def test_stripe_is_asked_for_what_came_since(http, browser, queue, begun, first_page, whole):
    key, number = begun.key, begun.order.number
    lists(http)
    queue.run(compare_payments)
    assert sends(browser, "checkout.session.completed", paid(key)) == 204
    restored(begun, whole=whole)
    ours = {"metadata": {"payment_key": key, "order": number}}
    another_shop_s = paid("", id="cs_9", payment_intent="pi_9", metadata={})
    not_paid = a_session("k8", id="cs_8", status="complete")
    http.remove("GET", SESSIONS)
    lists(http, another_shop_s, not_paid, paid(key, **ours))

    queue.run(compare_payments)

    told = first_page()
    assert (TOLD in told) == whole
    assert (f"look for pi_1 of $56.80 for order {number}" in told) == whole
    assert "pi_9" not in told
    assert "status=complete" in http.calls[-1].request.url


def test_a_page_of_the_list_is_followed_by_the_next(http, queue, begun):
    lists(http, paid("gone", id="cs_1", payment_intent="pi_1"), more=True)
    lists(http, paid("gone too", id="cs_2", payment_intent="pi_2"))
    queue.run(compare_payments)
    assert {one.about for one in mine(JobFailure)} == {"pi_1", "pi_2"}


class TestFromWhenOn:
    @pytest.fixture
    def settings(self):
        return {}

    @pytest.fixture
    def found(self):
        came = Report("of then", PaymentStatus.PAID, "ch_9", Decimal("56.80"))
        return Found(came, "1042")

    def test_a_shop_that_never_took_money_so_compares_nothing(self, app, bank, queue):
        queue.run(compare_payments)
        assert bank.asked == 0

    def test_it_is_when_it_was_asked_last_and_a_day_more(self, app, bank, queue):
        start(an_order(cleared_at=None, payment_method=bank.key).id)
        mine(Payment).one().made_at = last = now() - timedelta(days=3)
        db.session.commit()
        queue.run(compare_payments)
        assert bank.since == last - LONGEST

        before = now()
        queue.run(compare_payments)
        assert before - LONGEST - timedelta(minutes=5) < bank.since < now() - LONGEST

    def test_a_provider_that_is_down_is_asked_from_the_same_time_on(self, app, bank, queue, found):
        start(an_order(cleared_at=None, payment_method=bank.key).id)
        mine(Payment).one().made_at = last = now() - timedelta(days=3)
        db.session.commit()
        bank.down, bank.came = True, [found]
        with pytest.raises(ProviderDown):
            queue.run(compare_payments)
        assert mine(JobFailure).one().job == "compare_payments"

        bank.down = False
        queue.run(compare_payments)
        assert bank.since == last - LONGEST
        told = mine(JobFailure).one()
        assert (told.job, told.about) == (MISSING, "ch_9")
        assert told.error == "ch_9 of $56.80 for order 1042"
