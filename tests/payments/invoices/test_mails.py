"""A mail about an invoice or a credit note says what that paper is, not what the order is."""

from decimal import Decimal

from storefront.database import db
from storefront.orders.letters import letter_of
from storefront.orders.models import Hold, Notice, NoticeKind
from storefront.orders.price_questions import ask
from storefront.payments.extra import accept_extra
from storefront.payments.goodwill import grant
from storefront.payments.invoices.giving import invoices_of
from storefront.payments.reminding import remind
from storefront.times import calendar_day, today
from tests.factories import a_payment
from tests.neighbors import mine
from tests.payments.invoices.conftest import cancelled


def mail(kind, which=None):
    """The one about that paper, or about all of that kind."""
    its = mine(Notice).filter_by(kind=kind).order_by(Notice.id)
    notices = (its.filter_by(which=which) if which else its).all()
    lines = letter_of(notices).body.splitlines()
    return [line for line in lines if line]


def dearer(item):
    item.hold_for(Hold.DEARER, "It costs more now.")
    item.asked_cost = Decimal("36.105")
    question = ask(item, Decimal("5.75"), item.asked_cost, by="pat")
    db.session.commit()
    accept_extra(item, str(question.id), by="robin@customer.example")
    db.session.commit()


def test_an_invoice_says_what_it_comes_to_and_until_when(order, invoice):
    order.terms_days = 30
    said = mail(NoticeKind.INVOICE)
    assert said[:2] == [
        f"Your order {order.number} has an invoice.",
        f"Invoice {invoice.number}: $123.58.",
    ]
    assert "$123.58 is not paid yet." in said
    assert "It is attached as a PDF." in said

    a_payment(order)
    assert "It is paid." in mail(NoticeKind.INVOICE)


def test_an_additional_invoice_speaks_of_what_it_adds_alone(order, invoice):
    a_payment(order)
    dearer(order.items[0])
    _, more = invoices_of(order)
    said = mail(NoticeKind.INVOICE, more.number)
    assert said[1:4] == [
        f"Additional invoice {more.number}: $5.75, added to invoice {invoice.number}.",
        "The higher price that you agreed to.",
        f"$5.75 is not paid yet. Please pay by {calendar_day(today())}.",
    ]
    assert not [line for line in said if "$12" in line]  # nor what the order comes to
    assert "It is paid." in mail(NoticeKind.INVOICE, invoice.number)


def test_a_credit_note_says_what_it_takes_off_and_what_is_of_the_whole_order(order, invoice):
    a_payment(order)
    cancelled(order.items[1])
    note = invoices_of(order)[-1]
    said = mail(NoticeKind.CREDIT_NOTE)
    assert said[:5] == [
        f"Your order {order.number} has a credit note.",
        f"Credit note {note.number}: $61.79, taken off invoice {invoice.number}.",
        f"{order.items[1].reference} was canceled.",
        "It is attached as a PDF.",
        "Your order as a whole:",
    ]
    assert "New total: $61.79" in said


def test_several_in_one_mail_are_each_said(order, invoice):
    a_payment(order)
    for amount in (5, 7):
        grant(order, Decimal(amount), item=order.items[0], by="pat", reason="Late.")
        db.session.commit()
    said = mail(NoticeKind.CREDIT_NOTE)
    assert len([line for line in said if line.startswith("Credit note ")]) == 2
    assert "They are attached as PDFs." in said


def test_a_reminder_of_a_part_says_of_how_much_it_is(order, invoice):
    order.cleared_how = "on account"
    remind(order, by="pat")
    db.session.commit()
    due = f"due {calendar_day(today())}."
    assert mail(NoticeKind.REMINDER)[0] == (
        f"Your order {order.number} is not paid in full yet: $123.58, {due}"
    )
    a_payment(order, amount=Decimal("100.00"))
    said = mail(NoticeKind.REMINDER)
    assert said[0].endswith(f"yet: $23.58 of $123.58, {due}")
    assert "See your order and its invoice:" in said, said
