"""What of each invoice is paid, credited and still to be paid: the order's sums, each said once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from storefront.database import db
from storefront.money import NOTHING, format_money
from storefront.orders.models import Order
from storefront.payments.invoices.document import InvoiceKind
from storefront.payments.invoices.models import Invoice
from storefront.payments.statement import Statement, statements_of


@dataclass(frozen=True)
class Standing:
    total: Decimal
    credited: Decimal  # taken back by credit notes
    unpaid: Decimal

    @property
    def paid(self) -> Decimal:
        return self.total - self.credited - self.unpaid

    @property
    def words(self) -> str:
        """For lists: "$3.45 unpaid, $2.00 credited"."""
        if self.credited == self.total:
            return "credited"
        first = f"{format_money(self.unpaid)} unpaid" if self.unpaid else "paid"
        return f"{first}, {format_money(self.credited)} credited" if self.credited else first

    @property
    def sentence(self) -> str:
        """For whoever reads the invoice."""
        if self.credited == self.total:
            return "All of it is credited: nothing is to be paid."
        of_it = f"{format_money(self.credited)} of it is credited." if self.credited else ""
        if not self.unpaid:
            return f"It is paid. {of_it}".strip()
        paid = f"{format_money(self.paid)} of it is paid." if self.paid else ""
        words = [of_it, paid, f"{format_money(self.unpaid)} is not paid yet."]
        return " ".join(filter(None, words))


def standings_of(orders: Iterable[Order]) -> dict[str, Standing]:
    """Of all their invoices, by number. Asks the database three times, however many they are."""
    bills = statements_of(orders)
    papers: dict[int, list[Invoice]] = {order_id: [] for order_id in bills}
    given = select(Invoice).where(Invoice.order_id.in_(bills)).order_by(Invoice.id)
    for paper in db.session.scalars(given):
        papers[paper.order_id].append(paper)
    return {
        number: standing
        for order_id, bill in bills.items()
        for number, standing in _standings(papers[order_id], bill).items()
    }


def _standings(papers: Sequence[Invoice], bill: Statement) -> Mapping[str, Standing]:
    """Credit notes take off what was invoiced first, also those that the sweep is yet to give. What
    was owed first is paid first, so that what is not paid is of what was invoiced last."""
    credit = sum((one.total for one in papers if one.kind == InvoiceKind.CREDIT_NOTE), NOTHING)
    invoices = [one for one in papers if one.kind != InvoiceKind.CREDIT_NOTE]
    credit = max(credit, sum((one.total for one in invoices), -bill.total - bill.kept))
    credited = {}
    for one in invoices:
        credited[one.number] = min(credit, one.total)
        credit -= credited[one.number]
    left, standings = bill.unpaid, {}
    for one in reversed(invoices):
        unpaid = min(left, one.total - credited[one.number])
        left -= unpaid
        standings[one.number] = Standing(one.total, credited[one.number], unpaid)
    return standings
