"""What 4Over charged in a month, card by card, to be reconciled with the cards' statements."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.admin.blueprint import MenuGroup, bp, for_staff, in_menu
from storefront.admin.changes import me
from storefront.admin.filters import one_asked
from storefront.admin.money.months import month_asked, months_offered
from storefront.csv_file import csv_answer, csv_text
from storefront.database import db
from storefront.numbers import NoSuchNumber, amounts
from storefront.paging import Page, page_asked
from storefront.payments.charges import Entry, entries, open_before, totals
from storefront.payments.reconciling import Reconciled, name_amount, reconcile

PER_PAGE = 100
AMOUNT = "amount-"  # and an entry's key: a field
OPEN, DIFFERENT = "open", "different"
SHOWN = [("", "All of the month"), (OPEN, "Open, of earlier months too"),
         (DIFFERENT, "Charged otherwise than expected")]  # fmt: skip
HEADINGS = ["date", "item", "job numbers", "account", "card", "expected", "amount", "difference",
            "tax not quoted", "note", "reconciled", "by"]  # fmt: skip


@bp.get("/charges/")
@for_staff
@in_menu(MenuGroup.ORDERS, 4, "Charges")
def charges() -> ResponseReturnValue:
    return _page()


def _page(wrong: dict[str, str] | None = None) -> str:
    """`wrong` is what is wrong with an amount that was typed, by the entry's key."""
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
        typed=request.form,
        checked=request.form.getlist("reconciled"),
        wrong=wrong or {},
        choices=SHOWN,
        csv=url_for("admin.charges_csv", **_filters()),
        save_to=url_for("admin.reconcile_charges", **_filters(), page=page_asked()),
    )


@bp.get("/charges/charges.csv")
@for_staff
def charges_csv() -> ResponseReturnValue:
    rows: list[list[Any]] = [HEADINGS]
    for entry in _filtered(_asked_for()):
        note = entry.doubt.value if entry.doubt else ""
        rows.append([entry.at, entry.reference, entry.jobs, entry.account, entry.card,
                     entry.expected, entry.named, entry.difference or None,
                     entry.unquoted or None, note,
                     entry.reconciled_at, entry.reconciled_by])  # fmt: skip
    return csv_answer(f"charges-{month_asked()}.csv", csv_text(rows))


@bp.post("/charges/reconciliation")
@for_staff
def reconcile_charges() -> ResponseReturnValue:
    lists, (typed, wrong) = request.form.getlist, _amounts()
    if wrong:
        return _page(wrong), 422
    named = [name_amount(key, amount, by=me()) for key, amount in typed.items()]
    done = reconcile(shown=lists("shown"), checked=lists("reconciled"), by=me())
    db.session.commit()
    for words, tone in _said(done, sum(named), len(named)):
        flash(words, tone)
    return redirect(url_for("admin.charges", **_filters(), page=page_asked()))


def _amounts() -> tuple[dict[str, Decimal], dict[str, str]]:
    """What was typed for charges without an amount, and what is wrong with it, by their keys."""
    read, wrong = {}, {}
    for name, text in request.form.items():
        key = name.removeprefix(AMOUNT)
        if key == name or not text.strip():
            continue
        try:
            read[key] = amounts().read(text)
        except NoSuchNumber as error:
            wrong[key] = str(error)
    return read, wrong


def _asked_for() -> list[Entry]:
    month = month_asked()
    if _show() == OPEN:
        return entries(None, month.end, only_open=True)
    return entries(month.begin, month.end)


def _show() -> str:
    return one_asked("show", [value for value, _ in SHOWN])


def _filtered(found: list[Entry]) -> list[Entry]:
    card, show = request.args.get("card", ""), _show()
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


def _said(done: Reconciled, named: int, to_name: int) -> list[tuple[str, str]]:
    amounts_noted = "amounts noted" if named > 1 else "amount noted"
    counts = (
        (done.added, "reconciled"),
        (done.taken_back, "taken back"),
        (named, amounts_noted),
    )
    words = ", ".join(f"{many} {what}" for many, what in counts if many)
    said = [(f"{words}.", "good")] if words else []
    if missed := done.missed + to_name - named:
        said.append((f"{missed} had changed meanwhile: look at them again.", "warn"))
    return said or [("Nothing was changed.", "info")]
