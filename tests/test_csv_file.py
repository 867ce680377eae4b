"""A spreadsheet works nothing out that somebody typed into the shop."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from storefront.accounts.models import Role
from storefront.config import ROOT
from storefront.csv_file import csv_text, unwritten, written
from storefront.money import NOTHING
from tests.factories import a_user


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'", "'=1"])
def test_a_text_that_would_be_worked_out_is_marked_and_read_again(text):
    assert written(text) == f"'{text}"
    assert unwritten(written(text)) == text


def test_all_else_is_written_as_it_is(app):
    (row,) = csv.reader(
        io.StringIO(csv_text([["a=1", -Decimal("0.50"), -3, None, True, "", -1 * NOTHING]]))
    )
    assert row == ["\ufeffa=1", "-0.50", "-3", "", "yes", "", "0.00"]
    assert written(datetime(2026, 12, 4, 12, 30, tzinfo=UTC))[:10] == "2026-12-04"
    assert unwritten("'tis") == "'tis"


def test_no_page_writes_a_csv_file_by_itself(app):
    writing = [path.name for path in (ROOT / "storefront").rglob("*.py")
               if any(way in path.read_text() for way in ("csv.writer", '"text/csv"'))]  # fmt: skip
    assert writing == ["csv_file.py"]
    admin = app.test_client().login(a_user(Role.ADMIN))
    found = {rule.rule for rule in app.url_map.iter_rules()
             if "GET" in rule.methods and not rule.arguments and rule.rule.startswith("/admin/")
             and admin.get(rule.rule).mimetype == "text/csv"}  # fmt: skip
    assert found == {
        "/admin/products/csv/file",
        "/admin/refunds/ledger.csv",
        "/admin/invoices/invoices.csv",
        "/admin/invoices/taxes.csv",
        "/admin/charges/charges.csv",
        "/admin/margins/margins.csv",
        "/admin/unpaid/unpaid.csv",
    }
