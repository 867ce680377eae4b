"""What all ways to pay have in common, and paying by hand."""

from decimal import Decimal

import pytest

from storefront.catalog.stages import Gate
from storefront.orders.models import Cleared, ItemStatus, Notice, NoticeKind
from storefront.orders.release import release
from storefront.partner.models import Environment
from storefront.payments import methods
from storefront.payments.methods import METHODS, in_words, offered_to
from storefront.payments.methods.contract import MethodNotOffered, Payer, ProviderRefused
from tests.factories import a_user, an_order, stages, with_settings
from tests.neighbors import mine

MANUAL = METHODS["manual"]
ALL = Decimal("56.80")
STRANGER = Payer(None, ALL)
FREE = {"goods": Decimal(0), "shipping": Decimal(0), "total": Decimal(0)}


def being_placed(method="manual", user=None, **more):
    """Its customer is to look at the files first."""
    return an_order(
        user=user,
        status=ItemStatus.WAITING,
        cleared_at=None,
        payment_method=method,
        item={"stages": stages(Gate.CUSTOMER)},
        **more,
    )


def asked():
    return mine(Notice).filter_by(kind=NoticeKind.APPROVAL).count()


def test_what_costs_nothing_waits_for_no_money(app):
    order = being_placed(**FREE)
    methods.begin(order)
    assert (order.cleared_how, order.cleared_by) == (Cleared.PAID, "the shop")
    assert order.cleared_reason == "It costs nothing."


def test_what_costs_something_does(app):
    order = being_placed()
    methods.begin(order)
    assert order.cleared_how is None


@pytest.mark.parametrize(("method", "more"), [("manual", FREE), ("on_account", {})])
def test_a_customer_who_places_an_order_has_no_second_mail_that_asks(app, method, more):
    order = being_placed(method, a_user(credit_limit=ALL), **more)
    methods.begin(order)
    assert order.cleared_how
    assert asked() == 0
    release(order)
    assert asked() == 1  # the control


@pytest.mark.parametrize("method", [*methods.PROVIDERS, "manual"])
def test_by_a_provider_nobody_pays_an_order_of_the_other_environment(app, method):
    order = being_placed(method)
    order.environment = Environment.PRODUCTION
    with pytest.raises(ProviderRefused, match="of production, and the shop uses staging"):
        methods.provider_of(order, method)
    if method == "manual":
        methods.begin(order)
    else:
        with pytest.raises(MethodNotOffered, match="Please choose another way to pay"):
            methods.begin(order)


def test_money_is_moved_by_the_provider_that_took_it_and_by_no_other(app):
    order = being_placed()
    for key, provider in methods.PROVIDERS.items():
        assert methods.provider_of(order, key) is provider
    with pytest.raises(ProviderRefused, match="No provider took this payment"):
        methods.provider_of(order, "manual")


def test_by_hand_is_offered_where_the_shop_says_how(app):
    assert "manual" in offered_to(STRANGER)
    MANUAL.begin(being_placed())
    with_settings(how_to_pay="")
    assert "manual" not in offered_to(STRANGER)
    with pytest.raises(MethodNotOffered, match="Please choose another way to pay"):
        MANUAL.begin(being_placed())


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("To account 17.", "Bank transfer, check or cash: To account 17. We print"),
        ("Send a bank transfer, check or cash.", "Send a bank transfer, check or cash. We print"),
    ],
)
def test_it_is_named_once(app, how, words):
    with_settings(how_to_pay=how)
    assert in_words(MANUAL, STRANGER).startswith(words)
