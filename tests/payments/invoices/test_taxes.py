"""The tax of a month, by hand: invoices less credit notes, by state and rule."""

from datetime import date
from decimal import Decimal

from storefront.accounts.address import PostalAddress
from storefront.payments.invoices.document import (
    Buyer,
    InvoiceDocument,
    InvoiceKind,
    InvoiceLine,
    Seller,
)
from storefront.payments.invoices.taxes import TaxCollected, taxes_of
from tests.factories import ADDRESS


def document(price, tax, state="NY", name="Sales tax (8.875%)", kind=InvoiceKind.INVOICE):
    line = InvoiceLine("Cards", Decimal(price), Decimal("10.00"), Decimal(tax))
    return InvoiceDocument(
        kind=kind,
        number="1",
        order="1042",
        given_on=date(2026, 11, 30),
        seller=Seller("Sample Print"),
        buyer=Buyer("robin@customer.example", PostalAddress.from_json(ADDRESS | {"state": state})),
        lines=(line,),
        tax_name=name,
    )


def test_credit_notes_are_less_and_states_and_rules_stand_apart():
    credit_note = document("20.00", "1.78", kind=InvoiceKind.CREDIT_NOTE)
    found = taxes_of(
        [
            document("100.00", "9.76"),
            document("50.00", "5.33"),
            credit_note,
            document("50.00", "2.40", name="State tax"),
            document("70.00", "0.00", "OR", ""),
        ]
    )
    assert found == [
        TaxCollected(
            "NY", "Sales tax (8.875%)", Decimal("130.00"), Decimal("10.00"), Decimal("13.31")
        ),
        TaxCollected("NY", "State tax", Decimal("50.00"), Decimal("10.00"), Decimal("2.40")),
        TaxCollected("OR", "", Decimal("70.00"), Decimal("10.00"), Decimal("0.00")),
    ]


def test_of_nothing_there_is_none():
    assert taxes_of([]) == []
