"""On account: nothing is printed unpaid before a person has said so."""

import pytest

from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.orders.words import customer_words
from storefront.payments.methods import METHODS
from storefront.payments.on_account import NothingToApprove, approve_on_account
from tests.factories import a_user, an_order, with_settings
from tests.neighbors import mine

ON_ACCOUNT = METHODS["on_account"]


def placed(user=None, **more):
    order = an_order(user=user, status=ItemStatus.WAITING, cleared_at=None, **more)
    ON_ACCOUNT.begin(order)
    db.session.commit()
    return order


@pytest.fixture
def neighbor(app):
    """Waits as well, and goes on waiting."""
    order = placed()
    yield order
    db.session.refresh(order)
    assert order.waits_for_approval


@pytest.mark.parametrize(
    ("guest", "trusted", "waits"),
    [(True, False, True), (True, True, True), (False, False, True), (False, True, False)],
)
def test_only_a_signed_in_customer_whom_the_settings_trust_does_not_wait(
    app, guest, trusted, waits
):
    with_settings(trust_customers=trusted)
    order = placed(None if guest else a_user())

    assert order.waits_for_approval == waits
    assert order.cleared_by == ("" if waits else "the settings")


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize("guest", [False, True])
def test_who_chooses_it_reads_of_a_review_only_if_there_is_one(app, guest, trusted):
    with_settings(trust_customers=trusted)
    user = None if guest else a_user()
    order = placed(user)

    reads = ON_ACCOUNT.explanation(user.id if user else None)
    assert ("We review your order" in reads) == order.waits_for_approval
    assert reads.endswith("You pay for it later.")


def test_approved_it_may_go_and_it_is_kept_who_said_so(neighbor):
    order = placed()

    released = approve_on_account(order, by="pat@shop.example")
    db.session.commit()

    assert released == order.items
    assert order.items[0].status == ItemStatus.READY
    assert order.cleared_by == "pat@shop.example"
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
