"""The tax that invoices ask for, less that of credit notes: by state and rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from storefront.money import NOTHING
from storefront.payments.invoices.document import InvoiceDocument


@dataclass
class TaxCollected:
    state: str
    name: str  # of the rule, as on the invoices; "" where nothing was taxed
    goods: Decimal = NOTHING
    shipping: Decimal = NOTHING
    tax: Decimal = NOTHING

    def add(self, document: InvoiceDocument) -> None:
        sign = document.sign
        self.goods += sign * document.goods
        self.shipping += sign * document.shipping
        self.tax += sign * document.tax


def taxes_of(documents: Iterable[InvoiceDocument]) -> list[TaxCollected]:
    """Also of states in which nothing is taxed: what was sold there may be asked for, too."""
    sums: dict[tuple[str, str], TaxCollected] = {}
    for document in documents:
        key = document.buyer.address.state, document.tax_name
        sums.setdefault(key, TaxCollected(*key)).add(document)
    return [sums[key] for key in sorted(sums)]
