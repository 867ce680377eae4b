"""Products out to a CSV file and in again: read, told what would change, then applied."""

import hashlib
import re
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.admin.blueprint import bp
from storefront.admin.changes import note
from storefront.admin.money.below_cost import losing_words, say_what_loses
from storefront.admin.products.pictures import with_uploads
from storefront.admin.products.product_filter import asked
from storefront.admin.products.product_forms import CsvForm
from storefront.admin.products.vanishing import who_finds_what
from storefront.catalog import search_words
from storefront.catalog.models import Product
from storefront.catalog.spreadsheet import ImportPlan, apply, csv_of, plan
from storefront.catalog.spreadsheet_cells import NotACsv
from storefront.clock import now
from storefront.csv_file import csv_answer
from storefront.database import db
from storefront.partner.account import environment
from storefront.storage.opening import store
from storefront.times import today

LARGEST = 32 * 1024 * 1024  # bytes
SHOWN = 200  # changes on the page; all of them are applied
KEPT = timedelta(days=1)  # a file that nobody applied
FOLDER = "spreadsheets"  # of the store
_NAME = re.compile(r"[0-9a-f]{64}")


@bp.get("/products/csv")
def product_csv() -> ResponseReturnValue:
    return render_template("admin/product_csv.html", form=CsvForm(), chosen=asked())


@bp.get("/products/csv/file")
def download_products() -> ResponseReturnValue:
    """The products that the filter finds."""
    name = f"products-{environment()}-{today()}.csv"
    return csv_answer(name, csv_of(asked().narrow(select(Product))))


@bp.post("/products/csv")
@with_uploads(LARGEST)
def try_products_csv() -> ResponseReturnValue:
    """The dry run."""
    form = CsvForm()
    if not form.validate_on_submit():
        return render_template("admin/product_csv.html", form=form, chosen=asked()), 422
    data = form.file.data.read()
    try:
        made = plan(data)
    except NotACsv as trouble:
        form.file.errors = [str(trouble)]
        return render_template("admin/product_csv.html", form=form, chosen=asked()), 422
    return _told(made, _to_file(data))


@bp.post("/products/csv/application")
def apply_products_csv() -> ResponseReturnValue:
    """Make the changes that were told; if they would be others by now, tell those instead."""
    name = request.form.get("file", "")
    try:
        made = plan(store().read(_key(name)))
    except FileNotFoundError:
        flash("That file has expired. Please choose it again.", "warn")
        return redirect(url_for("admin.product_csv"))
    if made.fingerprint != request.form.get("fingerprint"):
        flash(
            "The products have changed meanwhile. This is what the file would change now.", "warn"
        )
        return _told(made, name, 409)
    apply(made)
    if made.moved:
        say_what_loses()
    search_words.index_ids(made.retitled)
    note("products changed", f"{len(made.rows)} products by CSV", f"{len(made.changes)} changes")
    db.session.commit()
    store().delete(_key(name))
    flash(f"{len(made.rows):,} products changed.")
    return redirect(url_for("admin.products"))


def _told(made: ImportPlan, name: str, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/product_csv_plan.html",
        plan=made,
        file=name,
        most=SHOWN,
        warnings=[*who_finds_what(made.moved), losing_words(made.moved)],
    )
    return page, status


def _to_file(data: bytes) -> str:
    """Keep the file until it is applied or a day old: another machine may apply it."""
    for old in store().list(FOLDER):
        if old.at < now() - KEPT:
            store().delete(old.key)
    name = hashlib.sha256(data).hexdigest()
    store().replace(_key(name), data)
    return name


def _key(name: str) -> str:
    return f"{FOLDER}/{name if _NAME.fullmatch(name) else '-'}"
