"""Where paying an order at a provider's page stands, and what its customer reads of it."""

import enum
from datetime import timedelta

from sqlalchemy import select

from storefront.database import db
from storefront.money import format_money
from storefront.orders.models import Order
from storefront.payments.asked import within
from storefront.payments.checking import begun_of
from storefront.payments.models import Payment, PaymentStatus
from storefront.payments.statement import statement_of
from storefront.times import day

MOST_LOOKS, SECONDS = 12, 5  # for what became of a payment, after coming back from paying it
AWAITED = (
    "Your payment is being checked with the bank, which can take a few days. There is nothing "
    "more to do."
)
ASKING = "We are asking the bank about your payment. This page shows in a moment what it says."
SILENT = "The bank has not told us yet what became of your payment. We keep asking."
AGAIN = "Your last payment didn't go through. You can try again."


class Underway(enum.Enum):
    OPEN = ""  # nothing is on its way: what is not paid can be paid
    ASKING = ASKING
    SILENT = SILENT  # they came back a while ago, and the provider has still not said
    AWAITED = AWAITED


PAY = {  # what the button says by which they pay; none while their money may be on its way
    Underway.OPEN: "Pay now",
    Underway.ASKING: "",
    Underway.SILENT: "I have not paid yet: pay now",
    Underway.AWAITED: "",
}


def underway(order: Order, *, looks: int = 0) -> Underway:
    """`looks`: how often the page was made since the customer came back from paying."""
    begun = begun_of(order)
    if begun is None:
        return Underway.OPEN
    if begun.awaited:
        return Underway.AWAITED
    since_then = timedelta(seconds=SECONDS * (min(looks, MOST_LOOKS) - 1))
    if looks < 1 or within(begun.heard_at, since_then):
        return Underway.OPEN
    return Underway.ASKING if looks < MOST_LOOKS else Underway.SILENT


def payment_words(order: Order, stands: Underway | None = None) -> str:
    """In a sentence or two. Asks the database."""
    of_it = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)
    payments = db.session.scalars(of_it).all()
    bill = statement_of(order)
    if not bill.unpaid:
        came = [payment.paid_at for payment in payments if payment.paid_at and payment.amount > 0]
        return f"Paid {day(came[-1])}." if came and order.remaining else ""
    if on_its_way := (stands or underway(order)).value:
        return on_its_way
    words = f"{format_money(bill.unpaid)} is not paid yet."
    if bill.unpaid < bill.total:
        paid, whole = format_money(bill.total - bill.unpaid), format_money(bill.total)
        words = f"{paid} of {whole} is paid. {words}"
    tried = [payment.status for payment in payments if payment.session]
    return f"{words} {AGAIN}" if tried and tried[-1] == PaymentStatus.FAILED else words
