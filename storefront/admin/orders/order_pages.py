"""Orders: found by whatever a caller can name, and each with all that is known of it."""

import secrets
from collections.abc import Callable
from datetime import date, datetime

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, case, select
from sqlalchemy.orm import selectinload

from storefront import times
from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.filters import one_asked, refuse
from storefront.admin.labels import choices, label
from storefront.admin.money.charging import charge_of, charged_of
from storefront.admin.orders.needs import NEEDS
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.orders.cancellation import absent, may_be_cancelled, too_far, why_at_once
from storefront.orders.guest_link import guest_link
from storefront.orders.models import (
    Hold,
    ItemStatus,
    Order,
    OrderItem,
    found_by,
    number_in,
)
from storefront.orders.notices import mails_of
from storefront.orders.outlook import may_be_sent_now, outlook
from storefront.orders.own_items import next_steps
from storefront.orders.price_questions import may_be_asked, suggested_extra
from storefront.orders.pushing.holding import (
    account_to_ask,
    cost_to_agree,
    in_doubt,
    may_be_confirmed,
    may_be_ruled_out,
    may_be_sent_again,
    minutes_left,
)
from storefront.orders.release import why_not_yet
from storefront.orders.stages import may_be_passed, passed, stage_now
from storefront.orders.status_checks import latest, may_begin
from storefront.paging import page_of
from storefront.partner.models import Environment
from storefront.payments.clearing import may_be_released
from storefront.payments.closing import left_open
from storefront.payments.extra import due_now
from storefront.payments.given_back import failed
from storefront.payments.goodwill import may_be_granted
from storefront.payments.invoices.giving import invoices_of
from storefront.payments.ledger import asked_for
from storefront.payments.methods import METHODS
from storefront.payments.models import Payment
from storefront.payments.owing import lines_of_order
from storefront.payments.receiving import may_be_taken_back
from storefront.payments.repaying import repayable
from storefront.payments.statement import statement_of

# What the page of an order asks of it. What may be done is asked again by who does it.
_ASKED: dict[str, Callable[..., object]] = {
    question.__name__: question
    for question in (
        absent, account_to_ask, charge_of, charged_of, cost_to_agree, due_now, in_doubt, left_open,
        lines_of_order, may_be_asked, may_be_cancelled, may_be_confirmed, may_be_granted,
        may_be_passed, may_be_released, may_be_ruled_out, may_be_sent_again, may_be_sent_now,
        may_be_taken_back, minutes_left, next_steps, outlook, passed, suggested_extra,
        too_far, why_at_once, why_not_yet,
    )
}  # fmt: skip

_ITEMS = selectinload(Order.items)
_BRIEFLY = (
    _ITEMS.selectinload(OrderItem.slots),
    _ITEMS.selectinload(OrderItem.stages),
    _ITEMS.selectinload(OrderItem.print_jobs),
)


@bp.get("/orders/")
@for_staff
@in_menu(MenuGroup.ORDERS, 1, "Orders")
def orders() -> ResponseReturnValue:
    return orders_page()


def orders_page() -> str:
    return render_template(
        "admin/orders.html",
        page=page_of(_filtered()),
        check=latest(None),
        may_check=may_begin(None),
        stands=stands,
        filters=request.args,
        statuses=choices(ItemStatus),
        holds=choices(Hold),
        environments=choices(Environment),
        needs=[(word, text) for word, (text, _) in NEEDS.items()],
    )


def _filtered() -> Select[Order]:
    """What the filters in the URL leave: the one of that number, then the newest first."""
    query = select(Order).options(*_BRIEFLY)
    if q := request.args.get("q", "").strip():
        query = query.where(found_by(q))
        if number := number_in(q):
            query = query.order_by(case((Order.number == number, 0), else_=1))
    query = query.order_by(Order.placed_at.desc(), Order.id.desc())
    if status := one_asked("status", ItemStatus):
        query = query.where(Order.items.any(OrderItem.status == ItemStatus(status)))
    if hold := one_asked("hold", Hold):
        query = query.where(Order.items.any(OrderItem.hold == Hold(hold)))
    if where := one_asked("environment", Environment):
        query = query.where(Order.environment == Environment(where))
    if need := one_asked("needs", NEEDS):
        query = query.where(NEEDS[need][1]())
    if since := request.args.get("since", ""):
        query = query.where(Order.placed_at >= _begin_of(since))
    return query


def stands(order: Order) -> list[str]:
    """What its waiting items wait for, in a word or two each."""
    stages = [stage for item in order.items if (stage := stage_now(item))]
    return list(dict.fromkeys(stage.internal or label(stage.gate) for stage in stages))


def _begin_of(day: str) -> datetime:
    try:
        return times.begin_of(date.fromisoformat(day))
    except (ValueError, OverflowError):
        refuse("since")


@bp.get("/orders/<number>")
@for_staff
def order(number: str) -> ResponseReturnValue:
    return order_page(number)


def order_page(number: str) -> str:
    """All that is known of an order; also what an act on it answers when it cannot be done."""
    order = order_or_404(number)
    subjects = [number, *(item.reference for item in order.items)]
    record = select(AuditEntry).where(AuditEntry.subject.in_(subjects)).order_by(AuditEntry.id)
    return render_template(
        "admin/order.html",
        order=order,
        check=latest(order),
        may_check=may_begin(order),
        bill=statement_of(order),
        repayable=repayable(order),
        asked=asked_for(order),
        failed=[one for one in failed(order) if one.refund_id is None],
        payments=db.session.scalars(
            select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)
        ).all(),
        methods=METHODS,
        form_key=secrets.token_hex(16),
        record=db.session.scalars(record).all(),
        customer_link=guest_link(order),
        mails=mails_of(order, for_staff=True),
        invoices=invoices_of(order),
        open_items=[item for item in order.items if may_be_cancelled(item)],
        answer_of=_answer_of,
        **_ASKED,
    )


def order_or_404(number: str) -> Order:
    return db.session.scalar(select(Order).where(Order.number == number)) or abort(404)


def _answer_of(answer: bytes) -> str:
    """4Over's answer as it came, for eyes: the template escapes it."""
    return answer[:50_000].decode("utf-8", "replace")
