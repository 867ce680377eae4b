"""What an invoice or a credit note says, whole: frozen as it was given."""

import enum
from datetime import date
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from storefront.accounts.address import PostalAddress
from storefront.money import NOTHING, round_to_cent
from storefront.times import calendar_day


class InvoiceKind(enum.StrEnum):
    INVOICE = "invoice"
    ADDITION = "additional invoice"  # for what the order comes to more since
    CREDIT_NOTE = "credit note"  # takes back an invoice, or a part of it


class Seller(msgspec.Struct, frozen=True):
    name: str
    lines: tuple[str, ...] = ()  # of the address
    tax_id: str = ""
    email: str = ""


class Buyer(msgspec.Struct, frozen=True):
    """As far as the shop knows: the address is where it ships to."""

    email: str
    address: PostalAddress

    @property
    def lines(self) -> list[str]:
        return [*self.address.lines, self.email]


class InvoiceLine(msgspec.Struct, frozen=True):
    """Money in whole cents; of a credit note it is what is taken back, above zero as well."""

    title: str
    price: Decimal
    shipping: Decimal = NOTHING
    tax: Decimal = NOTHING  # its part of the tax on the order
    details: str = ""
    quantity: int = 1  # of copies, or of pieces
    position: int = 0  # in the order, of the item that it is about

    @property
    def total(self) -> Decimal:
        return self.price + self.shipping + self.tax

    def part(self, total: Decimal) -> "InvoiceLine":
        """As much of it as comes to that, its shares of shipping and tax included."""
        if total == self.total:
            return self
        shipping, tax = (
            round_to_cent(one * total / self.total) for one in (self.shipping, self.tax)
        )
        return replace(self, price=total - shipping - tax, shipping=shipping, tax=tax)

    def plus(self, other: "InvoiceLine") -> "InvoiceLine":
        """With the sums of another added to its own."""
        price, shipping = self.price + other.price, self.shipping + other.shipping
        return replace(self, price=price, shipping=shipping, tax=self.tax + other.tax)

    def times(self, factor: int) -> "InvoiceLine":
        """With its sums taken as often: -1 for the opposite."""
        price, shipping = factor * self.price, factor * self.shipping
        return replace(self, price=price, shipping=shipping, tax=factor * self.tax)


class InvoiceDocument(msgspec.Struct, frozen=True):
    kind: InvoiceKind
    number: str
    order: str  # its number
    given_on: date  # of the shop's calendar
    seller: Seller
    buyer: Buyer
    lines: tuple[InvoiceLine, ...]
    tax_name: str = ""
    due_on: date | None = None  # None: it was paid before
    purchase_order: str = ""
    corrects: str = ""  # the number of the invoice that a credit note or an addition is about
    reason: str = ""  # for that

    @property
    def called(self) -> str:
        """Invoice INV-2026-0007."""
        return f"{self.kind.capitalize()} {self.number}"

    @property
    def file_name(self) -> str:
        return f"{self.number}.pdf"

    @property
    def goods(self) -> Decimal:
        return sum((line.price for line in self.lines), NOTHING)

    @property
    def shipping(self) -> Decimal:
        return sum((line.shipping for line in self.lines), NOTHING)

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), NOTHING)

    @property
    def total(self) -> Decimal:
        return self.goods + self.shipping + self.tax

    @property
    def sign(self) -> int:
        """-1 for a credit note, which takes away; else 1."""
        return -1 if self.kind == InvoiceKind.CREDIT_NOTE else 1

    @property
    def balance(self) -> Decimal:
        """What it adds to what the customer owes."""
        return self.sign * self.total

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands at the top of it, with its words: on the page and in the PDF alike."""
        pairs = [
            ("Date", calendar_day(self.given_on)),
            ("Order", self.order),
            ("Purchase order", self.purchase_order),
            (
                "Adds to invoice" if self.kind == InvoiceKind.ADDITION else "Corrects invoice",
                self.corrects,
            ),
            ("Reason", self.reason),
            self._payment,
        ]
        return [(term, value) for term, value in pairs if value]

    @property
    def _payment(self) -> tuple[str, str]:
        """As it was when it was given; what came since stands on its page."""
        if self.due_on:
            return "Payment due", calendar_day(self.due_on)
        return "Payment", "" if self.kind == InvoiceKind.CREDIT_NOTE else "Paid"

    @property
    def rows(self) -> list[tuple[str, Decimal]]:
        """What adds up to the total, with its words."""
        return [
            ("Subtotal", self.goods),
            ("Shipping", self.shipping),
            (self.tax_name or "Tax", self.tax),
        ]

    @property
    def total_text(self) -> str:
        return "Total credited" if self.kind == InvoiceKind.CREDIT_NOTE else "Total"
