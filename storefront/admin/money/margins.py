"""What the shop earned: of each order, product, group, customer or month, losses first."""

from decimal import Decimal
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.filters import one_asked
from storefront.admin.money.months import month_asked, months_offered
from storefront.csv_file import csv_answer, csv_text
from storefront.money import NOTHING, round_to_cent
from storefront.paging import PER_PAGE, Page, page_asked
from storefront.partner.account import environment
from storefront.payments.margin_report import By, Line, report, total
from storefront.payments.margins import Margin

HEADINGS = ["items", "not charged yet", "price", "shipping", "refunds", "sales", "tax",
            "cost quoted", "cost charged", "of it goods", "of it shipping", "of it 4Over's tax",
            "4Over's credits", "margin", "margin %"]  # fmt: skip


@bp.get("/margins/")
@in_menu(MenuGroup.PRICES, 3, "Margins")
def margins() -> ResponseReturnValue:
    by, lines = _by(), _lines()
    page = page_asked()
    rows = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    sums = [line.margin.left for line in lines]
    return render_template(
        "admin/margins.html",
        month=month_asked(),
        months=months_offered(),
        by=by,
        kinds=[(kind.value, kind.value.capitalize()) for kind in By],
        page=Page(rows, page, len(lines)),
        total=total(lines),
        losses=sum(1 for sum_ in sums if sum_ < 0),
        bar=Scale(min(sums, default=NOTHING), max(sums, default=NOTHING)).bar,
        link=_link,
        csv=url_for("admin.margins_csv", month=month_asked(), by=by.value),
    )


@bp.get("/margins/margins.csv")
def margins_csv() -> ResponseReturnValue:
    by = _by()
    rows = [[by.value, *HEADINGS], *([line.name, *_cells(line.margin)] for line in _lines())]
    name = f"margins-{by.value.replace(' ', '-')}-{month_asked()}.csv"
    return csv_answer(name, csv_text(rows))


class Scale:
    """Of the chart: bars for losses go to the left of nothing, for gains to the right."""

    def __init__(self, least: Decimal, most: Decimal) -> None:
        self.least = min(least, NOTHING)
        self.width = max(most, NOTHING) - self.least

    def bar(self, value: Decimal) -> tuple[Decimal, Decimal]:
        """Where it begins and how wide it is, in percent."""
        if not self.width:
            return NOTHING, NOTHING
        begin = (min(value, NOTHING) - self.least) / self.width
        return round_to_cent(begin * 100), round_to_cent(abs(value) / self.width * 100)


def _by() -> By:
    return By(one_asked("by", By) or By.ORDER)


def _lines() -> list[Line]:
    return report(environment(), month_asked(), _by())


def _cells(of: Margin) -> list[Any]:
    percent = None if of.percent is None else round_to_cent(of.percent)
    return [of.items, of.uncharged, of.price, of.shipping, of.refunds, of.sales, of.tax, of.quoted,
            of.charged, of.goods, of.carriage, of.partner_tax, of.credits, of.left,
            percent]  # fmt: skip


def _link(name: str) -> str | None:
    """Where more is known of a line."""
    by = _by()
    if by == By.ORDER:
        return url_for("admin.order", number=name)
    if by == By.CUSTOMER:
        return url_for("admin.orders", q=name)
    return url_for("admin.products", q=name) if by == By.PRODUCT else None
