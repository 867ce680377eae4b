"""What 4Over charged in a month, card by card, to be ticked off against the cards' statements."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import me
from storefront.admin.money.months import month_asked, months_offered
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db
from storefront.paging import Page, page_asked
from storefront.payments.reconciling import Entry, entries, open_before, totals
from storefront.payments.ticking import Ticks, reconcile

PER_PAGE = 100
OPEN, DIFFERENT = "open", "different"
SHOWN = [("", "All of the month"), (OPEN, "Open, of earlier months too"),
         (DIFFERENT, "Charged otherwise than expected")]  # fmt: skip
HEADINGS = ["date", "item", "job numbers", "account", "card", "expected", "amount", "difference",
            "note", "ticked", "by"]  # fmt: skip


@bp.get("/charges/")
@for_staff
@in_menu(MenuGroup.ORDERS, 4, "Charges")
def charges() -> ResponseReturnValue:
    month, found = month_asked(), _asked_for()
    shown, page = _filtered(found), page_asked()
    rows = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "admin/charges.html",
        month=month,
        months=months_offered(),
        totals=totals(found),
        cards=sorted({(entry.account, entry.card) for entry in found}),
        page=Page(rows, page, len(shown), PER_PAGE),
        open_before=open_before(month.begin),
        filters=request.args,
        choices=SHOWN,
        csv=url_for("admin.charges_csv", **_filters()),
        ticks=url_for("admin.tick_charges", **_filters(), page=request.args.get("page")),
    )


@bp.get("/charges/charges.csv")
@for_staff
def charges_csv() -> ResponseReturnValue:
    rows: list[list[Any]] = [HEADINGS]
    for entry in _filtered(_asked_for()):
        note = entry.doubt.value if entry.doubt else ""
        rows.append([entry.at, entry.reference, entry.jobs, entry.account, entry.card,
                     entry.expected, entry.named, entry.difference or None, note,
                     entry.ticked_at, entry.ticked_by])  # fmt: skip
    return csv_answer(f"charges-{month_asked()}.csv", csv_text(rows))


@bp.post("/charges/ticks")
@for_staff
def tick_charges() -> ResponseReturnValue:
    lists = request.form.getlist
    ticks = reconcile(shown=lists("shown"), checked=lists("ticked"), by=me())
    db.session.commit()
    for words, tone in _said(ticks):
        flash(words, tone)
    return redirect(url_for("admin.charges", **_filters(), page=request.args.get("page")))


def _asked_for() -> list[Entry]:
    month = month_asked()
    if request.args.get("show") == OPEN:
        return entries(None, month.end, only_open=True)
    return entries(month.begin, month.end)


def _filtered(found: list[Entry]) -> list[Entry]:
    card, show = request.args.get("card", ""), request.args.get("show", "")
    return [
        entry
        for entry in found
        if card in ("", card_key(entry.account, entry.card))
        and (show != DIFFERENT or entry.difference)
    ]


@bp.app_template_global()
def card_key(account: str, card: str) -> str:
    """Of a card, in the URL."""
    return f"{account}: {card}"


def _filters() -> dict[str, Any]:
    return {name: request.args.get(name) for name in ("month", "card", "show")}


def _said(ticks: Ticks) -> list[tuple[str, str]]:
    done = [
        f"{many} {words}"
        for many, words in ((ticks.added, "ticked off"), (ticks.taken_back, "taken back"))
        if many
    ]
    said = [(f"{', '.join(done)}.", "good")] if done else []
    if ticks.missed:
        said.append((f"{ticks.missed} had changed meanwhile: look at them again.", "warn"))
    return said or [("Nothing was changed.", "info")]
