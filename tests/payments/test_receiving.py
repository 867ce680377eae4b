"""Money that staff record: in parts, too much, for several orders, and taken back."""

from decimal import Decimal

import pytest

from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import Cleared, ItemStatus
from storefront.payments.methods import METHODS
from storefront.payments.methods.contract import Payer
from storefront.payments.models import Payment
from storefront.payments.owing import lines_of_order
from storefront.payments.receiving import (
    AlreadyPaid,
    BadReceipt,
    clear_if_paid,
    give_back,
    paid_meanwhile,
    receive,
    receive_for_several,
    take_back,
)
from storefront.payments.statement import statement_of, unpaid
from tests.factories import a_payment, a_user, an_order
from tests.neighbors import mine

ALL = Decimal("56.80")


@pytest.fixture
def order(app):
    return an_order(cleared_at=None, status=ItemStatus.WAITING)


@pytest.fixture
def staff(app):
    return app.test_client().login(a_user(Role.STAFF, "pat@shop.example"))


def test_it_is_kept_who_recorded_it_when_and_what_they_said(order):
    receive(order, ALL, by="pat@shop.example", note="check 12")
    db.session.commit()

    payment = mine(Payment).one()
    assert (payment.amount, payment.note, payment.recorded_by) == (ALL, "check 12",
                                                                   "pat@shop.example")  # fmt: skip
    assert payment.paid_at
    assert mine(AuditEntry).one().who == "pat@shop.example"


def test_an_order_is_cleared_once_all_of_it_came(order):
    assert receive(order, Decimal("50.00"), by="pat") == []
    assert order.cleared_at is None

    assert receive(order, Decimal("6.80"), by="pat") == order.items
    assert order.cleared_how == Cleared.PAID
    assert order.items[0].status == ItemStatus.READY


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "0.001", "NaN", "Infinity"])
def test_nobody_pays_no_money(order, amount):
    with pytest.raises(BadReceipt):
        receive(order, Decimal(amount), by="pat", too_much=True)


def test_more_than_is_owed_is_asked_about_and_then_to_be_given_back(order):
    with pytest.raises(BadReceipt, match=r"\$56.80 is owed"):
        receive(order, Decimal("60.00"), by="pat")

    receive(order, Decimal("60.00"), by="pat", too_much=True)
    db.session.commit()
    assert statement_of(order).overpaid == Decimal("3.20")
    assert statement_of(order).sentences == ["$3.20 was paid too much and will be refunded."]

    with pytest.raises(BadReceipt, match=r"\$3.20 was paid too much"):
        give_back(order, Decimal("3.21"), by="pat", how="check 4")
    give_back(order, Decimal("3.20"), by="pat", how="check 4")
    assert statement_of(order).overpaid == 0
    assert statement_of(order).sentences == []
    assert unpaid(order) == 0


def test_a_form_that_is_sent_twice_is_recorded_once(order):
    receive(order, Decimal("20.00"), by="pat", key="f1")
    db.session.commit()

    with pytest.raises(AlreadyPaid):
        receive(order, Decimal("20.00"), by="pat", key="f1")
    db.session.rollback()
    assert unpaid(order) == Decimal("36.80")
    receive(order, Decimal("20.00"), by="pat", key="f2")  # the control
    assert unpaid(order) == Decimal("16.80")


@pytest.mark.parametrize(("keep", "status"), [(False, "open"), (True, "waived")])
def test_what_comes_for_what_is_canceled_has_its_line_at_once(app, keep, status):
    order = an_order(items=2, cleared_at=None, status=ItemStatus.WAITING)
    request_cancellation(order.items[0], by="pat", reason="x", without_refund=keep)
    receive(order, 2 * ALL, by="pat", too_much=True)
    (line,) = lines_of_order(order)
    assert (line.item, line.expected, line.status) == (order.items[0], ALL, status)


def test_the_sweep_looks_at_what_waits_though_nothing_of_it_is_owed(order):
    assert order.id not in paid_meanwhile()
    a_payment(order)
    assert order.id in paid_meanwhile()
    clear_if_paid(order.id)
    db.session.commit()
    assert order.cleared_how == Cleared.PAID
    assert order.id not in paid_meanwhile()


class TestOneForSeveral:
    def test_pays_each_its_part(self, order):
        other = an_order(cleared_at=None, status=ItemStatus.WAITING)
        parts = {other: ALL, order: Decimal("20.00")}

        ready = receive_for_several(parts, by="pat", note="transfer", key="t1")

        assert ready == other.items
        assert unpaid(order) == Decimal("36.80")

    def test_or_none_of_them(self, order):
        other = an_order(cleared_at=None)
        with pytest.raises(BadReceipt):
            receive_for_several({order: ALL, other: ALL + 1}, by="pat", note="", key="t1")
        db.session.rollback()
        assert unpaid(order) == ALL

    def test_staff_type_the_orders_and_their_parts(self, staff, queue, order):
        other = an_order(cleared_at=None, status=ItemStatus.WAITING)
        lines = f"{order.number} 56.80\r\n#{other.number}\t$6.80\r\n"
        sent = {"amount": "63.60", "parts": lines, "note": "transfer", "key": "t1"}

        assert staff.post("/admin/receipts/", data=sent).status_code == 302
        assert [job.__name__ for job, *_ in queue.jobs] == ["push_order_item"]
        assert unpaid(other) == Decimal("50.00")

        again = staff.post("/admin/receipts/", data=sent | {"too_much": "y"})
        assert again.status_code == 422
        assert "This is recorded already." in again.text

    @pytest.mark.parametrize(
        ("amount", "parts", "words"),
        [
            ("60.00", "{} 56.80", "The parts come to $56.80, and $60.00 was received."),
            ("56.80", "99999 56.80", "There is no order 99999."),
            ("56.80", "{} many", "Enter an amount"),
            ("56.80", "{0} 50\n{0} 6.80", "stands there twice"),
            ("60.00", "{} 60.00", "$56.80 is owed"),
        ],
    )
    def test_what_does_not_add_up_is_said(self, staff, order, amount, parts, words):
        sent = {"amount": amount, "parts": parts.format(order.number), "key": "t"}
        answer = staff.post("/admin/receipts/", data=sent)
        assert answer.status_code == 422
        assert words in answer.text
        assert unpaid(order) == ALL


class TestTakenBack:
    def test_a_row_of_the_opposite_sum_says_so_and_what_was_not_sent_waits_again(self, order):
        receive(order, ALL, by="pat")
        payment = mine(Payment).one()

        take_back(payment, by="kim", reason="Another customer's.")
        assert (order.cleared_at, order.cleared_how, order.cleared_by) == (None, None, "")
        db.session.commit()

        assert [row.amount for row in mine(Payment)] == [ALL, -ALL]
        assert unpaid(order) == ALL
        assert order.cleared_at is None
        assert order.items[0].status == ItemStatus.WAITING

    def test_what_was_released_for_another_reason_stays_so(self, order):
        order.cleared_at, order.cleared_how = order.placed_at, Cleared.RELEASED
        receive(order, ALL, by="pat")
        take_back(mine(Payment).one(), by="kim", reason="Another customer's.")
        assert order.cleared_how == Cleared.RELEASED

    def test_once(self, order):
        receive(order, ALL, by="pat")
        payment = mine(Payment).one()
        take_back(payment, by="kim", reason="Wrong.")

        with pytest.raises(BadReceipt):
            take_back(payment, by="kim", reason="Wrong.")

    @pytest.mark.parametrize("came", ["0.01", "56.80"])
    def test_not_what_a_provider_says_came(self, order, came):
        payment = a_payment(order, reference="ch_1", amount=Decimal(came))
        with pytest.raises(BadReceipt, match="a provider recorded it"):
            take_back(payment, by="kim", reason="Wrong.")

    def test_staff_do_so_on_the_order_s_page(self, staff, order):
        receive(order, ALL, by="pat")
        db.session.commit()
        page = f"/admin/orders/{order.number}"
        address = f"{page}/payments/{mine(Payment).one().id}/correction"

        assert staff.post(address, data={"reason": ""}).status_code == 422
        assert staff.post(address, data={"reason": "Wrong."}).status_code == 302

        assert "-$56.80 taken back" in staff.get(page).text
        assert staff.post(address, data={"reason": "Wrong."}).status_code == 422

    def test_a_payment_of_another_order_is_not_touched(self, staff, order):
        other = a_payment(an_order())
        address = f"/admin/orders/{order.number}/payments/{other.id}/correction"
        assert staff.post(address, data={"reason": "Wrong."}).status_code == 404


def test_every_method_keeps_its_name_and_says_what_it_means(app):
    for key, method in METHODS.items():
        assert key == method.key
        assert method.label
        assert method.explanation(Payer(None, ALL)).endswith(".")
