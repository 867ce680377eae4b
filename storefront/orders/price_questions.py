"""An item became dearer, and the customer is asked whether they pay more for it.

Meanwhile staff can still agree to the cost or cancel the item: then there is nothing to answer.
"""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import update

from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.money import CENT, NOTHING, format_money, round_to_cent
from storefront.orders import cancellation
from storefront.orders.models import (
    Hold,
    ItemStatus,
    NoticeKind,
    OrderItem,
    PriceQuestion,
)
from storefront.orders.notices import owe
from storefront.orders.pushing.holding import CostChanged, NotHeld, cost_to_agree
from storefront.quotes.tax import tax_for
from storefront.times import moment

GOOD_FOR = timedelta(days=7)  # so long the customer may think about it


class NotAsked(Exception):
    """It is answered already, staff decided meanwhile, or it is too late."""


def may_be_asked(item: OrderItem) -> bool:
    """It is held for a dearer cost, and no question about that is open."""
    open_one = item.question is not None and item.question.open
    return cost_to_agree(item) is not None and not open_one


def suggested_extra(item: OrderItem) -> Decimal:
    """What the cost rose by, with the markup that the item was sold at. Whole cents, before tax."""
    rose = (cost_to_agree(item) or NOTHING) - (item.expected_cost or NOTHING)
    markup = item.price / item.cost if item.cost else Decimal(1)
    return max(CENT, round_to_cent(rose * markup))


def ask(item: OrderItem, extra: Decimal, shown: Decimal, *, by: str) -> PriceQuestion:
    """Have the customer asked by mail to pay `extra` more, and the tax on it, for the cost that was
    `shown`. The caller commits. Raises NotHeld, or CostChanged if it is not the last cost."""
    cost = cost_to_agree(item)
    if cost is None or not may_be_asked(item):
        raise NotHeld(f"{item.reference} is not held for its cost, or the customer is asked.")
    if shown != cost:
        raise CostChanged(f"It costs {format_money(cost)} now. Please look at it again.")
    tax = tax_for(item.order.address, extra, NOTHING).amount if item.tax else NOTHING
    until = now() + GOOD_FOR
    question = PriceQuestion(asked_by=by, open_until=until, cost=cost, extra=extra, tax=tax)
    item.questions.append(question)
    words = (
        f"The customer is asked to pay {format_money(question.more)} more, as it costs "
        f"{format_money(cost)} now. The answer is awaited until {moment(until)}."
    )
    item.hold_for(Hold.ASKED, words, who=by)
    db.session.flush()
    owe(item.order, NoticeKind.PRICE, item.position, str(question.id))
    return question


def accept(item: OrderItem, question_id: str, *, by: str) -> None:
    """The customer pays more, and it waits for that. The caller says whether it must, then commits.
    Raises NotAsked, also to the second of two at once."""
    question = _answered(item, question_id, accepted=True)
    item.accepted_cost = question.cost
    item.extra += question.extra
    item.extra_tax += question.tax
    item.extra_due = True
    item.ready_since = item.push_after = None
    words = f"The customer agreed to pay {format_money(question.more)} more."
    item.move_to(ItemStatus.WAITING, words, who=by)


def may_be_given_up(item: OrderItem) -> bool:
    """The customer agreed to pay more, and it waits for that: it can still be cancelled."""
    question, waits = item.question, item.extra_due and item.status == ItemStatus.WAITING
    return waits and question is not None and bool(question.accepted)


def decline(item: OrderItem, question_id: str, *, by: str) -> None:
    """The customer does not want it at that price, or does not pay that after all: it is cancelled.
    The caller commits. Raises NotAsked, also to the second of two at once."""
    paid = "pay" if may_be_given_up(item) else "agree to"
    _answered(item, question_id, accepted=False)
    reason = f"The customer did not {paid} the higher price."
    cancellation.request_cancellation(item, by=by, reason=reason)


def _answered(item: OrderItem, question_id: str, *, accepted: bool) -> PriceQuestion:
    question, given_up = item.question, not accepted and may_be_given_up(item)
    if question is None or str(question.id) != question_id or not (question.open or given_up):
        raise NotAsked
    before = PriceQuestion.accepted.is_(True) if given_up else PriceQuestion.answered_at.is_(None)
    its = update(PriceQuestion).where(PriceQuestion.id == question.id, before)
    if not rows_changed(its.values(answered_at=now(), accepted=accepted)):
        raise NotAsked
    db.session.refresh(question, ["answered_at", "accepted"])
    return question
