"""Money back though nothing is canceled, and a cancellation without money back."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import Hold, ItemStatus
from storefront.orders.price_questions import ask
from storefront.payments.correcting import correct
from storefront.payments.extra import accept_extra
from storefront.payments.goodwill import grant, may_be_granted
from storefront.payments.invoices.giving import give_invoice, invoices_of
from storefront.payments.ledger import BadAmount, settle, waive
from storefront.payments.models import Refund, RefundStatus
from storefront.payments.opening import open_refunds
from storefront.payments.receiving import receive
from storefront.payments.statement import statement_of, unpaid
from tests.factories import a_payment, a_refund, a_user, an_order
from tests.forms import forms_of, page_of
from tests.neighbors import mine

PAT = "pat@shop.example"


@pytest.fixture
def order(app):
    """Two items of $56.80, both paid."""
    order = an_order(items=2, status=ItemStatus.DELIVERED)
    a_payment(order)
    return order


def granted(order, amount, item=None):
    lines = grant(order, Decimal(amount), item=item, by=PAT, reason="Arrived late.")
    db.session.commit()
    return lines


def give(line, amount):
    settle(line, Decimal(amount), method="Card", by=PAT)
    db.session.commit()


def said(order):
    bill = statement_of(order)
    return bill.rows[3:], bill.total_text, bill.total, bill.sentences


def test_of_an_item_it_is_taken_off_what_the_order_comes_to(order):
    (line,) = granted(order, "10.00", order.items[0])

    assert (line.expected, line.goodwill) == (Decimal("10.00"), "Arrived late.")
    assert said(order) == (
        [("Total when ordered", Decimal("113.60")), ("Refund granted", Decimal("-10.00"))],
        "New total",
        Decimal("103.60"),
        ["$10.00 will be refunded."],
    )
    give(line, "10.00")
    assert said(order)[1:] == ("Paid", Decimal("103.60"), ["$10.00 was refunded."])
    assert unpaid(order) == 0
    noted = mine(AuditEntry).filter_by(action="refund without cancellation").one()
    assert (noted.subject, noted.detail) == (order.items[0].reference, "10.00 Arrived late.")


def test_an_item_of_which_nothing_is_given_has_no_line(order):
    (line,) = granted(order, "0.01")
    assert (line.item, line.expected) == (order.items[0], Decimal("0.01"))
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()
    assert may_be_granted(order) == Decimal("56.80")
    (line,) = granted(order, "30.00")
    assert (line.item, line.expected) == (order.items[1], Decimal("30.00"))


def test_it_is_credited_at_once(order):
    give_invoice(order)
    granted(order, "10.00")
    assert [one.total for one in invoices_of(order)] == [Decimal("113.60"), Decimal("10.00")]


def test_no_more_is_granted_than_was_paid_and_is_still_here(app):
    order = an_order()
    a_payment(order, amount=Decimal("50.00"))
    gone = {"status": RefundStatus.SETTLED, "amount": Decimal("10.00"), "goodwill": "Late."}
    a_refund(order.items[0], expected=Decimal("10.00"), **gone)
    assert may_be_granted(order) == Decimal("40.00")


def test_of_a_whole_order_each_item_has_its_part_to_the_cent(order):
    order.items[0].price += Decimal("10.00")
    order.total += Decimal("10.00")
    db.session.commit()
    assert [line.expected for line in granted(order, "10.01")] == [Decimal("5.41"), Decimal("4.60")]


@pytest.mark.parametrize("amount", ["0", "-1", "1.001", "56.81"])
def test_no_more_than_the_item_came_to_and_nothing_odd(order, amount):
    with pytest.raises(BadAmount):
        granted(order, amount, order.items[0])
    assert mine(Refund).all() == []


def test_never_more_than_was_paid_and_is_not_to_be_refunded(app):
    """What is not paid is taken off first."""
    order = an_order(items=2)
    a_payment(order, amount=Decimal("80.00"))
    granted(order, "50.00", order.items[0])
    assert (unpaid(order), statement_of(order).to_refund) == (0, Decimal("16.40"))
    with pytest.raises(BadAmount, match=r"At most \$63.60"):
        granted(order, "63.61")
    granted(order, "63.60")
    assert (may_be_granted(order), statement_of(order).to_refund) == (0, Decimal("80.00"))


def test_nor_for_who_paid_nothing(app):
    with pytest.raises(BadAmount, match=r"At most \$0.00"):
        granted(an_order(), "0.01")


def test_nor_of_what_is_canceled(order):
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()
    with pytest.raises(BadAmount, match=r"\$0.00 is left"):
        granted(order, "10.00", order.items[0])
    with pytest.raises(BadAmount, match=r"At most \$56.80"):
        granted(order, "56.81")


def test_what_is_canceled_after_it_owes_only_the_rest(order):
    (line,) = granted(order, "10.00", order.items[0])
    give(line, "10.00")
    order.items[0].status = ItemStatus.CANCELLED
    opened = open_refunds(order.items[0])
    db.session.commit()

    assert [one.expected for one in opened] == [Decimal("10.00"), Decimal("46.80")]
    give(opened[1], "46.80")
    assert said(order)[1:] == ("Paid", Decimal("56.80"), ["$56.80 was refunded."])


def test_what_is_not_granted_after_all_is_not_taken_off(order):
    (line,) = granted(order, "10.00", order.items[0])
    waive(line, by=PAT, note="A misunderstanding.")
    db.session.commit()
    assert said(order) == ([], "Total", Decimal("113.60"), [])

    correct(line, by=PAT, reason="It was not.")
    assert statement_of(order).to_refund == Decimal("10.00")


def test_the_same_form_once_more_grants_nothing(app, order):
    """A second click, or Back and the button again."""
    staff = app.test_client().login(a_user(Role.STAFF, PAT))
    address = f"/admin/orders/{order.number}"
    grants = f"{address}/refunds"
    shown = forms_of(page_of(staff.get(address).text), address)
    (form,) = (one for one in shown if one.action == grants)
    filled = dict(form.fields) | {"amount": "10.00", "reason": "Arrived late."}
    assert staff.post(grants, data=filled).status_code == 302
    again = staff.post(grants, data=filled)

    assert "It was $113.60 that could be given back when this page was opened" in again.text
    assert again.status_code == 422
    db.session.expire_all()
    assert sum(line.expected for line in mine(Refund)) == Decimal("10.00")


def test_two_at_once_grant_no_more_than_was_paid(at_once, order):
    numbers = order.id

    def grant_most(name, barrier):
        mine_ = db.session.get(type(order), numbers)
        db.session.rollback()
        barrier.wait()
        try:
            grant(mine_, Decimal("80.00"), item=None, by=name, reason="Late.")
        except BadAmount:
            db.session.rollback()
            return False
        db.session.commit()
        return True

    assert sorted(at_once(grant_most)) == [False, True]
    assert may_be_granted(order) == Decimal("33.60")


def test_looking_how_much_there_is_and_then_granting_would_grant_more(at_once, order):
    """The control."""
    number = order.id

    def naive(name, barrier):
        enough = may_be_granted(db.session.get(type(order), number)) >= Decimal("80.00")
        db.session.rollback()
        barrier.wait()
        return enough

    assert at_once(naive) == [True, True]


class TestWithoutRefund:
    @pytest.fixture
    def item(self, app):
        item = an_order(items=2).items[0]
        why = {"by": PAT, "reason": "The fee is kept.", "without_refund": True}
        request_cancellation(item, **why)
        db.session.commit()
        return item

    def test_it_is_closed_at_once_with_the_reason(self, item, queue):
        a_payment(item.order)
        queue.run(jobs.open_refunds)

        (line,) = mine(Refund)
        assert (line.status, line.note, line.settled_by) == (
            RefundStatus.WAIVED,
            "The fee is kept.",
            PAT,
        )
        assert said(item.order)[1:] == (
            "New total",
            Decimal("56.80"),
            ["$56.80 is not refunded."],
        )

    def test_also_where_the_money_comes_later(self, item, queue):
        receive(item.order, item.order.total, by=PAT, too_much=True)
        db.session.commit()
        queue.run(jobs.open_refunds)
        (line,) = mine(Refund)
        assert line.status == RefundStatus.WAIVED


def test_what_it_takes_off_a_higher_price_need_not_be_waited_for(app, queue):
    """The customer agreed to pay more, and staff bear it after all."""
    order = an_order(payment_method="manual")
    a_payment(order)
    (item,) = order.items
    item.hold_for(Hold.DEARER, "It is dearer.")
    item.asked_cost = Decimal("36.105")
    question = ask(item, Decimal("5.97"), item.asked_cost, by=PAT)
    db.session.flush()
    accept_extra(item, str(question.id), by="customer")
    db.session.commit()
    assert (item.status, item.extra_due) == (ItemStatus.WAITING, True)

    staff = app.test_client().login(a_user(Role.STAFF, PAT))
    grants = f"/admin/orders/{order.number}/refunds"
    staff.post(grants, data={"amount": "5.97", "reason": "We bear it."})

    db.session.expire_all()
    assert (item.status, item.extra_due) == (ItemStatus.READY, False)
    assert (jobs.push_order_item, item.id) in queue.jobs
