"""An order becomes clear to print once, and it is kept why."""

import pytest
from sqlalchemy import update

from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ON_ACCOUNT, Cleared, Hold, ItemStatus, Order, OrderItem
from storefront.payments.clearing import AlreadyCleared, clear, release_unpaid
from storefront.payments.models import Payment
from storefront.payments.receiving import receive, take_back
from storefront.payments.unpaid import key_of
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine


@pytest.fixture
def order(app):
    return an_order(status=ItemStatus.WAITING, cleared_at=None)


@pytest.mark.parametrize("how", Cleared)
def test_cleared_it_may_be_printed_and_says_why(order, how):
    other = an_order(status=ItemStatus.WAITING, cleared_at=None)
    assert clear(order, how, by="pat", reason="Known.") == order.items
    db.session.commit()
    assert (other.cleared_at, other.items[0].status) == (None, ItemStatus.WAITING)

    assert order.cleared_at
    assert (order.cleared_how, order.cleared_by, order.cleared_reason) == (how, "pat", "Known.")
    assert order.items[0].status == ItemStatus.READY


def test_it_is_cleared_once(order):
    clear(order, Cleared.PAID, by="pat")

    with pytest.raises(AlreadyCleared):
        clear(order, Cleared.RELEASED, by="kim")
    assert (order.cleared_how, order.cleared_by) == (Cleared.PAID, "pat")


def test_of_two_who_clear_it_at_once_the_second_is_told(order, somebody_is_quicker):
    somebody_is_quicker(update(Order).values(cleared_at=now()))

    with pytest.raises(AlreadyCleared):
        clear(order, Cleared.PAID, by="kim")


def test_what_a_person_releases_unpaid_keeps_the_reason(order):
    release_unpaid(order, by="pat", reason="Pays at the fair.")
    db.session.commit()

    assert order.cleared_how == Cleared.RELEASED
    assert order.cleared_reason == "Pays at the fair."
    entry = mine(AuditEntry).one()
    assert (entry.subject, entry.detail) == (order.number, "Pays at the fair.")


class TestAnExtraThatIsWaitedFor:
    @pytest.fixture
    def order(self, app):
        order = an_order(status=ItemStatus.WAITING)
        order.items[0].extra_due = True
        db.session.commit()
        return order

    def test_goes_without_the_money_once_a_person_says_so(self, order):
        (item,) = order.items
        before = item.version
        assert release_unpaid(order, by="pat", reason="Pays at the fair.") == [item]
        assert (item.extra_due, item.status) == (False, ItemStatus.READY)
        assert item.version > before  # whoever had read it writes nothing over it
        assert order.cleared_how == Cleared.PAID

    def test_of_two_who_say_so_at_once_the_second_is_told(self, order, somebody_is_quicker):
        somebody_is_quicker(update(OrderItem).values(extra_due=False))
        with pytest.raises(AlreadyCleared, match="there is nothing to do"):
            release_unpaid(order, by="kim", reason="Pays at the fair.")


def test_staff_release_it_on_its_page_and_say_why(app, queue, order):
    staff = app.test_client().login(a_user(Role.STAFF, "pat@shop.example"))
    page = f"/admin/orders/{order.number}"
    assert "Release it unpaid" in staff.get(page).text

    assert staff.post(f"{page}/clearance", data={"reason": ""}).status_code == 422
    assert staff.post(f"{page}/clearance", data={"reason": "Pays at the fair."}).status_code == 302

    shown = staff.get(page).text
    assert "not paid, by pat@shop.example" in shown
    assert "Pays at the fair." in shown
    assert [job.__name__ for job, *_ in queue.jobs] == ["push_order_item"]


def test_what_is_printed_already_is_owed_and_released_no_more(app, order):
    """Sent while it was paid; then one payment was taken back, as recorded by mistake."""
    for _ in range(2):
        receive(order, order.total / 2, by="pat")
    order.items[0].status = ItemStatus.IN_PRODUCTION
    take_back(mine(Payment).first(), by="pat", reason="Another order's.")
    db.session.commit()
    staff = app.test_client().login(a_user(Role.STAFF))
    page = staff.get(f"/admin/orders/{order.number}").text
    assert "It was printed and is not paid: it is owed." in page
    assert "Not released to print" not in page
    assert "Release it unpaid" not in page
    said = staff.post(f"/admin/orders/{order.number}/clearance", data={"reason": "So."})
    assert said.status_code == 409
    assert f"Nothing of order {order.number} waits to be printed." in said.text
    assert order.number in staff.get(f"/admin/unpaid/?customer={key_of(order)}").text


@pytest.mark.parametrize("method", ["manual", ON_ACCOUNT])
@pytest.mark.parametrize("status", ItemStatus)
def test_what_is_offered_is_done_and_the_rest_is_refused(app, queue, order, status, method):
    """Nothing is released of what is printed or canceled, paid or not."""
    order.payment_method, order.items[0].status = method, status
    if status == ItemStatus.HELD:
        order.items[0].hold = Hold.ARTWORK
    a_payment(order)
    staff = app.test_client().login(a_user(Role.STAFF))
    page = f"/admin/orders/{order.number}"
    for act, button in (("clearance", "Release it unpaid"), ("account-approval", "Approve on acc")):
        offered = button in staff.get(page).text
        done = staff.post(f"{page}/{act}", data={"reason": "So."}).status_code == 302
        assert offered == done
        if status in (ItemStatus.CANCELLED, ItemStatus.DELIVERED):
            assert not offered
        order.cleared_at = order.cleared_how = None
        db.session.commit()
