"""Paying later: for whom the owner trusts, up to a limit."""

from decimal import Decimal

from sqlalchemy import select

from storefront.accounts.credit import credit_of, hold_credit_of
from storefront.accounts.models import User
from storefront.audit import record
from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.orders.models import ON_ACCOUNT, Cleared, Order, OrderItem
from storefront.payments.clearing import AlreadyCleared, clear, may_be_released
from storefront.payments.conditions import is_unpaid
from storefront.payments.methods.contract import MethodNotOffered, Payer
from storefront.payments.statement import statement_of, statements_of
from storefront.payments.unpaid import is_owed
from storefront.settings import shop_settings

THE_LIMIT = "the customer's limit"  # who cleared it


class NothingToApprove(Exception):
    """The order waits for nobody's approval, or not any more."""


class OnAccount:
    key = ON_ACCOUNT
    label = "Pay later"

    def offered_to(self, payer: Payer) -> bool:
        return shop_settings().on_account_waits or _fits(payer)

    def explanation(self, payer: Payer) -> str:
        if not _fits(payer):
            return "We review your order, then print it. You pay for it later."
        assert payer.user
        days = credit_of(payer.user).days
        return f"We print your order now. You pay for it within {days} days."

    def begin(self, order: Order) -> None:
        user = db.session.get(User, order.user_id) if order.user_id else None
        if user:
            hold_credit_of(user)
        order.terms_days = credit_of(user).days
        if _fits(Payer(user, order.total), besides=order):
            clear(order, Cleared.ON_ACCOUNT, by=THE_LIMIT, tell=False)
        elif not shop_settings().on_account_waits:
            raise MethodNotOffered(
                "This order can't be paid later: it would be more than you may owe us. "
                "Please choose another way to pay."
            )


def over_limit(payer: Payer) -> str:
    """Why who may pay later is not offered it now, for the customer; else empty."""
    if payer.user is None or shop_settings().on_account_waits or _fits(payer):
        return ""
    if not (limit := credit_of(payer.user).limit):
        return ""
    return (
        f"This order can't be paid later: you may owe us {format_money(limit)} at once, and owe "
        f"{format_money(debt_of(payer.user))} now."
    )


def debt_of(user: User, *, besides: Order | None = None) -> Decimal:
    """What the user owes by now, however it was to be paid, and what would come to it once orders
    that wait on account are approved."""
    on_account = (Order.payment_method == ON_ACCOUNT) & is_unpaid()
    theirs = select(Order).where(Order.user_id == user.id, on_account | is_owed())
    orders = [order for order in db.session.scalars(theirs) if order is not besides]
    return sum((bill.unpaid for bill in statements_of(orders).values()), NOTHING)


def over_limit_by(order: Order, *, more: Decimal = NOTHING) -> Decimal:
    """What of the order is to be paid until its customer owes no more than may be owed on account;
    with `more`, as if it came to that much more. A guest may owe nothing."""
    bill = statement_of(order)
    left = max(NOTHING, bill.unpaid + more - bill.overpaid)
    user = db.session.get(User, order.user_id) if order.user_id else None
    if user is None:
        return left
    owed = debt_of(user, besides=order) + left
    return min(left, max(NOTHING, owed - credit_of(user).limit))


def hold_credit_for(order: Order) -> None:
    """Nobody else uses its customer's credit until the transaction ends. All that was read before
    is read anew. Whoever needs the order alone asks for that before."""
    if user := db.session.get(User, order.user_id) if order.user_id else None:
        hold_credit_of(user)
        db.session.expire_all()


def pay_first(item: OrderItem) -> str:
    """For the customer of an order on account: why it is not printed at the higher price at once,
    also before that is agreed to. Empty where it is, or is not dearer."""
    question = item.question if item.question and item.question.open else None
    if item.order.cleared_how != Cleared.ON_ACCOUNT or not (question or item.extra_due):
        return ""
    first = over_limit_by(item.order, more=question.more if question else NOTHING)
    if not first:
        return ""
    return (
        "At the higher price you would owe us more than you may at once. We print it once "
        f"{format_money(first)} is paid, or once we have reviewed it and agreed."
    )


def _fits(payer: Payer, *, besides: Order | None = None) -> bool:
    """The owner trusts this payer with that much more."""
    if payer.user is None or not (limit := credit_of(payer.user).limit):
        return False
    return debt_of(payer.user, besides=besides) + payer.total <= limit


def approve_on_account(order: Order, *, by: str) -> list[OrderItem]:
    """Let it be printed before it is paid. Returns what became ready; the caller commits and
    enqueues it.

    Raises NothingToApprove, also to the second of two who say so at once.
    """
    nothing = NothingToApprove(f"Order {order.number} does not wait for approval.")
    if not (order.waits_for_approval and may_be_released(order)):
        raise nothing
    try:
        released = clear(order, Cleared.ON_ACCOUNT, by=by)
    except AlreadyCleared:
        raise nothing from None
    record(by, "approved on account", order.number)
    return released
