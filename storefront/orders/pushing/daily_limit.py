"""How much may leave for 4Over on a day, of the shop's calendar: by each account, and in all.

A card that is charged cannot be taken back, and something may have gone wrong before it.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from storefront.audit import record
from storefront.database import db, unique
from storefront.money import NOTHING, format_money
from storefront.orders.models import (
    DailyLimitRaise,
    Hold,
    ItemStatus,
    NoticeKind,
    Order,
    OrderItem,
    Phase,
    PushAttempt,
)
from storefront.orders.notices import owe_once
from storefront.orders.pushing.parking import Parked
from storefront.partner.models import Environment, PartnerAccount
from storefront.settings import shop_settings
from storefront.times import begin_of, today

WARN_AT = Decimal("0.8")  # of a limit: the shop is mailed
TWO_DAYS = timedelta(days=2)  # no clock is that fast
ONE_AT_A_TIME = 8140  # any number: whoever adds up what all accounts sent waits for others who do


@dataclass(frozen=True)
class Limit:
    """What left today, and what may."""

    spent: Decimal
    most: Decimal | None  # None: there is none

    def holds(self, amount: Decimal) -> bool:
        return self.most is None or self.spent + amount <= self.most

    def is_near_with(self, amount: Decimal) -> bool:
        return self.most is not None and self.spent + amount >= self.most * WARN_AT


def check(attempt: PushAttempt, amount: Decimal) -> None:
    """Ask before the attempt passes the point of no return, in the same transaction: no other can
    pass between. Raises Parked."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    order = attempt.item.order
    limits = [("by its account", of_account(order, besides=attempt.id))]
    if order.account and order.account.owner_id is None:
        limits.append(("in all", of_all(order.environment, besides=attempt.id)))
    for whose, limit in limits:
        if not limit.holds(amount):
            assert limit.most is not None
            raise Parked(
                Hold.DAILY_LIMIT,
                f"{format_money(amount)} would be over the daily limit {whose}: "
                f"{format_money(limit.spent)} of {format_money(limit.most)} is sent today.",
            )
    if any(limit.is_near_with(amount) for _, limit in limits):
        tell(order, "near")


def tell(order: Order, what: str) -> None:
    """The shop is mailed, once a day for each account. The caller commits."""
    owe_once(order, NoticeKind.DAILY_LIMIT, f"{today()} {order.account_id} {what}")


def of_account(order: Order, *, besides: int = 0) -> Limit:
    """Of the order's account."""
    limit = shop_settings().daily_limit_account
    return Limit(_spent(order.environment, order.account_id, besides), _raised(limit))


def of_all(where: Environment, *, besides: int = 0) -> Limit:
    """Of the shop's accounts together, in one environment. What customers' own accounts are
    charged is not the shop's money."""
    return Limit(_spent(where, None, besides), _raised(shop_settings().daily_limit))


def raise_for_today(
    amount: Decimal, *, by: str, reason: str, key: str | None = None
) -> list[OrderItem]:
    """A person lets that much more leave today. Returns the items that waited for it, which are
    ready again; the caller commits and enqueues each. Raises NotUnique: the form of this `key` has
    raised it already."""
    more = DailyLimitRaise(day=today(), amount=amount, raised_by=by, reason=reason, key=key)
    with unique(DailyLimitRaise.key), db.session.begin_nested():
        db.session.add(more)
    record(by, "daily limit raised", "", f"{amount} {reason}")
    waiting = held_for_it()
    for item in waiting:
        item.move_to(ItemStatus.READY, reason, who=by)
        item.push_after = None
    return waiting


def held_for_it() -> list[OrderItem]:
    its = select(OrderItem).where(
        OrderItem.status == ItemStatus.HELD, OrderItem.hold == Hold.DAILY_LIMIT
    )
    return list(db.session.scalars(its.order_by(OrderItem.id)))


def _raised(limit: int) -> Decimal | None:
    """Of 0 dollars there is none."""
    if not limit:
        return None
    more = db.session.scalars(select(DailyLimitRaise.amount).where(DailyLimitRaise.day == today()))
    return Decimal(limit) + sum(more, NOTHING)


def _spent(where: Environment, account_id: int | None, besides: int) -> Decimal:
    """What left since midnight, by one account or by the shop's, and is not known to have come to
    nothing. What another machine, whose clock is fast, sent a moment from now has left too."""
    left = (
        select(PushAttempt.expected)
        .join(OrderItem, PushAttempt.item_id == OrderItem.id)
        .join(Order)
        .where(
            Order.environment == where,
            PushAttempt.id != besides,
            PushAttempt.sent_at >= begin_of(today()),
            PushAttempt.sent_at < begin_of(today()) + TWO_DAYS,
            PushAttempt.phase.in_((Phase.SENDING, Phase.ACCEPTED, Phase.PARTLY))
            | ((PushAttempt.phase == Phase.UNKNOWN) & PushAttempt.ended_at.is_(None)),
        )
    )
    whose = Order.account.has(PartnerAccount.owner_id.is_(None))
    left = left.where(whose if account_id is None else Order.account_id == account_id)
    return sum((charge.sum for charge in db.session.scalars(left) if charge), NOTHING)
