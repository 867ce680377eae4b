"""An older database is restored: no number of an invoice is given again."""

from contextlib import suppress

import pytest
from sqlalchemy import delete, select, update

from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.database import db
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.invoices.models import Invoice, InvoiceCounter
from storefront.payments.invoices.numbers import FOLDER
from storefront.storage.opening import store
from tests.factories import a_user, an_order
from tests.neighbors import mine
from tests.payments.invoices.conftest import given


class TestAnOlderDatabaseIsRestored:
    """Of the night before: it does not know the last numbers."""

    def restored(self, *invoices, last):
        for invoice in invoices:
            db.session.execute(delete(Invoice).where(Invoice.id == invoice.id))
        db.session.execute(update(InvoiceCounter).values(last=last))
        db.session.commit()

    @pytest.mark.parametrize("lost", [1, 2])
    def test_no_number_is_given_again(self, app, lost):
        invoices = [given(an_order()) for _ in range(3)]
        taken = [invoice.number for invoice in invoices]
        self.restored(*invoices[3 - lost :], last=3 - lost)
        anew = [given(an_order()).number[-4:] for _ in range(2)]
        assert anew == ["0004", "0005"]
        assert taken[-1][-4:] == "0003"
        told = mine(AuditEntry).filter_by(action="invoice numbers skipped").one()
        assert f"older than {taken[-1]}" in told.detail
        ada = app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))
        assert "Invoices are missing here" in ada.get("/admin/").text

    def test_without_the_file_it_would_be_given_again(self, app):
        """The control."""
        invoice = given(an_order())
        number = invoice.number
        self.restored(invoice, last=0)
        (noted,) = store().list(FOLDER)
        store().delete(noted.key)
        assert given(an_order()).number == number

    @pytest.mark.parametrize("nested", [False, True])
    def test_what_was_rolled_back_skips_no_number(self, app, nested):
        order = an_order()
        if nested:
            db.session.execute(select(1))
            with suppress(RuntimeError), db.session.begin_nested():
                give_invoice(order)
                raise RuntimeError
        else:
            give_invoice(order)
            db.session.rollback()
        assert given(order).number.endswith("-0001")
        assert not mine(AuditEntry).filter_by(action="invoice numbers skipped").count()

    def test_the_file_of_a_shop_of_before_still_counts(self, app):
        number = given(an_order()).number
        store().replace("invoice-numbers", f"\n8 {number[:-4]}\n\n7 {number[:-4]}\n9".encode())
        assert given(an_order()).number == f"{number[:-4]}0009"  # a torn line is no number
        assert given(an_order()).number == f"{number[:-4]}0010"
