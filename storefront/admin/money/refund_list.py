"""The refund ledger as a list: by side and state, with totals by age, and all of it as CSV."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.filters import one_asked
from storefront.admin.labels import choices, label
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db
from storefront.money import NOTHING
from storefront.paging import PER_PAGE, page_of
from storefront.payments.ledger import asked_for
from storefront.payments.models import Refund, RefundSide, RefundStatus, Repayment
from storefront.payments.owing import AGES, WITH_ORDER, by_age, overpaid_orders, owed, total_of

HEADINGS = ["item", "owed by", "because", "expected", "owed now", "status", "opened", "dispute",
            "amount", "method", "provider's id", "closed", "by", "note"]  # fmt: skip
OWED_BY = {RefundSide.FOUROVER: "4Over", RefundSide.CUSTOMER: "the shop"}
OWES = {
    RefundSide.FOUROVER: "4Over owes the shop",
    RefundSide.CUSTOMER: "The shop owes customers",
}
NOT_DUE = "No refund due"  # of an open line: no more was paid than what is left costs
MAY_BE_MADE = "May have been made; being asked"  # a provider has not answered yet
DISPUTED, ALL = "disputed", "all"


@bp.get("/refunds/")
@for_staff
@in_menu(MenuGroup.ORDERS, 3, "Refunds")
def refunds() -> ResponseReturnValue:
    """The open lines, the oldest first; or those that the filters ask for, the latest first."""
    lines, too_much, asked = owed(), overpaid_orders(), asked_for()
    every = lines | too_much
    return render_template(
        "admin/refunds.html",
        sides=[(OWES[s], total_of(every, s), by_age(every, s)) for s in RefundSide],
        ages=list(AGES),
        owed=lines,
        too_much=dict(islice(too_much.items(), PER_PAGE)),
        all_too_much=len(too_much),
        page=page_of(_filtered()),
        filters=request.args,
        owed_by=OWED_BY,
        states=[
            ("", "Open"), (DISPUTED, "Disputed"),
            *choices(RefundStatus)[1:], (ALL, "All"),
        ],
        asked={one.refund_id for one in asked},
        asked_of={one.payment.order_id for one in asked if one.refund_id is None},
        may_be_made=MAY_BE_MADE,
        word_for=_words(lines, asked),
    )  # fmt: skip


def _filtered() -> Select[Refund]:
    query = select(Refund).options(*WITH_ORDER)
    if side := one_asked("side", RefundSide):
        query = query.where(Refund.side == RefundSide(side))
    status = one_asked("status", {*RefundStatus, DISPUTED, ALL})
    if status == ALL:
        return query.order_by(Refund.id.desc())
    if status not in ("", DISPUTED, RefundStatus.OPEN):
        closed = query.where(Refund.status == RefundStatus(status))
        return closed.order_by(Refund.settled_at.desc(), Refund.id.desc())
    query = query.where(Refund.status == RefundStatus.OPEN)
    if status == DISPUTED:
        query = query.where(Refund.disputed_at.is_not(None))
    return query.order_by(Refund.opened_at, Refund.id)


@bp.get("/refunds/ledger.csv")
@for_staff
def refunds_csv() -> ResponseReturnValue:
    rows: list[list[Any]] = [HEADINGS]
    due = owed()
    asked = asked_for()
    word_for = _words(due, asked)
    asked_of = {one.payment.order_id for one in asked if one.refund_id is None}
    rows += [
        [line.item.reference, OWED_BY[line.side], line.goodwill or "Canceled", line.expected,
         due.get(line), word_for(line), line.opened_at, line.dispute, line.amount,
         line.method, line.reference, line.settled_at, line.settled_by, line.note]
        for line in db.session.scalars(select(Refund).order_by(Refund.id).options(*WITH_ORDER))
    ]  # fmt: skip
    rows += [
        [one.order.number, OWED_BY[one.side], "Paid too much", sum_, sum_,
         MAY_BE_MADE if one.order.id in asked_of else label(RefundStatus.OPEN),
         one.opened_at, "", None, "", None, None, "", ""]
        for one, sum_ in overpaid_orders().items()
    ]  # fmt: skip
    return csv_answer("refunds.csv", csv_text(rows))


def _words(due: dict[Refund, Decimal], asked: Sequence[Repayment]) -> Callable[[Refund], str]:
    """How a line stands, in a few words."""
    doubtful = {one.refund_id for one in asked}

    def word_for(line: Refund) -> str:
        if line.id in doubtful:
            return MAY_BE_MADE
        if due.get(line) == NOTHING:
            return NOT_DUE
        return "Disputed" if line.disputed else label(line.status)

    return word_for
