"""The sales tax of a month, for the tax office."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.admin.blueprint import bp, for_staff
from storefront.admin.money.months import month_asked, months_offered
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db
from storefront.money import NOTHING
from storefront.payments.invoices.models import Invoice
from storefront.payments.invoices.taxes import TaxCollected, taxes_of

HEADINGS = ["state", "tax", "goods", "shipping", "collected"]


@bp.get("/invoices/taxes")
@for_staff
def taxes() -> ResponseReturnValue:
    lines = _lines()
    return render_template(
        "admin/taxes.html",
        month=month_asked(),
        months=months_offered(),
        lines=lines,
        total=sum((line.tax for line in lines), NOTHING),
        csv=url_for("admin.taxes_csv", month=month_asked()),
    )


@bp.get("/invoices/taxes.csv")
@for_staff
def taxes_csv() -> ResponseReturnValue:
    rows = [[one.state, one.name, one.goods, one.shipping, one.tax] for one in _lines()]
    return csv_answer(f"taxes-{month_asked()}.csv", csv_text([HEADINGS, *rows]))


def _lines() -> list[TaxCollected]:
    month = month_asked()
    given = select(Invoice.document).where(Invoice.given_at >= month.begin)
    return taxes_of(db.session.scalars(given.where(Invoice.given_at < month.end)))
