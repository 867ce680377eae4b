"""Money back though nothing is canceled: a discount on a reprint, say, or an apology."""

from decimal import Decimal
from itertools import accumulate, pairwise

from storefront.audit import record
from storefront.database import db
from storefront.money import NOTHING, format_money, round_to_cent
from storefront.orders.models import Order, OrderItem
from storefront.payments.alone import alone_with
from storefront.payments.invoices.correcting import correct_invoice
from storefront.payments.ledger import BadAmount, refuse_outdated, whole_cents
from storefront.payments.models import Refund, RefundSide
from storefront.payments.opening import customers_lines, next_turn
from storefront.payments.statement import goodwill_in, statement_of
from storefront.text import clean


def may_be_granted(order: Order) -> Decimal:
    """Of what was paid, what is neither refunded nor to be refunded: no more than is left of the
    order, as only what was paid beyond that is to be refunded."""
    bill = statement_of(order)
    return max(NOTHING, min(bill.paid - bill.refunded, bill.total))


def grant(
    order: Order, amount: Decimal, *, item: OrderItem | None, by: str, reason: str,
    shown: str | None = None,
) -> list[Refund]:  # fmt: skip
    """Open a refund of that much, for an item, or for each of the order in proportion. A person
    settles it; the customer has a credit note now. The caller commits.

    `shown`: what could be refunded when the form was filled in. Where that is another sum now,
    somebody was quicker, or it is the same form once more. Raises BadAmount."""
    alone_with(order)
    whole_cents(amount)
    most = may_be_granted(order)
    refuse_outdated(shown, most)
    if amount > most:
        raise BadAmount(
            f"At most {format_money(most)} can be refunded: so much was paid for what is not "
            "canceled, and is not refunded yet."
        )
    those = [one for one in order.items if item in (None, one)]
    left = [_left_of(one) for one in those]
    whole = sum(left, NOTHING)
    if amount > whole:
        raise BadAmount(f"Of what this came to, {format_money(whole)} is left.")
    until = [round_to_cent(amount * part / whole) for part in accumulate(left)]
    parts = [sum_ - before for before, sum_ in pairwise([NOTHING, *until])]
    lines = [
        Refund(
            item=one,
            side=RefundSide.CUSTOMER,
            turn=next_turn(customers_lines(one), RefundSide.CUSTOMER),
            goodwill=clean(reason),
            expected=part,
        )
        for one, part in zip(those, parts, strict=True)
        if part
    ]
    db.session.add_all(lines)
    subject = item.reference if item else order.number
    record(by, "refund without cancellation", subject, f"{amount} {reason}")
    correct_invoice(order)
    return lines


def _left_of(item: OrderItem) -> Decimal:
    """Of what it came to, what is not given back."""
    return max(NOTHING, item.total - item.cancelled - goodwill_in(customers_lines(item)))
