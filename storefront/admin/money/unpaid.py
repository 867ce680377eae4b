"""What customers owe, by age and by customer, and reminders of it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront import jobs
from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import me
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db
from storefront.not_here import NotHere
from storefront.orders.models import NoticeKind, Order
from storefront.orders.notices import if_mailed
from storefront.paging import PER_PAGE, Page, page_asked
from storefront.payments.reminding import (
    NothingToRemindOf,
    RemindedLately,
    last_reminders,
    may_be_reminded,
)
from storefront.payments.reminding import remind as remind_of
from storefront.payments.unpaid import Age, by_age, by_debtor, debts, sum_of
from storefront.queue import enqueue

HEADINGS = ["customer", "email", "order", "purchase order", "placed", "due", "days since due",
            "age", "total", "unpaid"]  # fmt: skip


@bp.get("/unpaid/")
@for_staff
@in_menu(MenuGroup.ORDERS, 6, "Unpaid")
def unpaid() -> ResponseReturnValue:
    """All who owe something; or, if the URL names one of them, what is owed order by order."""
    owed = debts()
    debtors, key = by_debtor(owed), request.args.get("customer", "")
    debtor = next((one for one in debtors if one.key == key), None)
    if key and debtor is None:
        raise NotHere(
            "Nothing is unpaid",
            "This customer owes nothing now.",
            ("Show all who do", url_for("admin.unpaid")),
        )
    shown: Any = debtor.debts if debtor else debtors
    page = page_asked()
    return render_template(
        "admin/unpaid.html",
        debtor=debtor,
        ages=list(Age),
        by_age=debtor.by_age if debtor else by_age(owed),
        total=debtor.total if debtor else sum_of(owed),
        last_reminders=last_reminders(debt.order for debt in debtor.debts) if debtor else {},
        may_be_reminded=may_be_reminded,
        page=Page(shown[(page - 1) * PER_PAGE : page * PER_PAGE], page, len(shown)),
    )


@bp.get("/unpaid/unpaid.csv")
@for_staff
def unpaid_csv() -> ResponseReturnValue:
    rows: list[list[Any]] = [HEADINGS]
    for debt in debts():
        order = debt.order
        rows.append([order.address.recipient, order.email, order.number, order.purchase_order,
                     order.placed_at, debt.due_on, debt.days, debt.age.value, debt.total,
                     debt.amount])  # fmt: skip
    return csv_answer("unpaid.csv", csv_text(rows))


@bp.post("/unpaid/<number>/reminder")
@for_staff
def remind(number: str) -> ResponseReturnValue:
    order = db.session.scalar(select(Order).where(Order.number == number)) or abort(404)
    back = url_for("admin.unpaid", customer=request.form.get("customer"))
    try:
        notice = remind_of(order, by=me())
    except NothingToRemindOf as trouble:
        db.session.rollback()
        flash(str(trouble), "warn")
        return redirect(url_for("admin.unpaid"))
    except RemindedLately as trouble:
        db.session.rollback()
        flash(str(trouble), "warn")
        return redirect(back)
    db.session.commit()
    enqueue(jobs.send_notice, notice.id)
    flash(if_mailed(f"A reminder is being sent to {order.email}.", NoticeKind.REMINDER))
    return redirect(back)
