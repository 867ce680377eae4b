"""Asking 4Over about a selection: what it costs now, and which files it needs."""

from dataclasses import dataclass

from storefront.artwork.required import SaidBy, Slots, required_slots
from storefront.catalog.models import Product
from storefront.database import db, end_transaction
from storefront.partner.account import NotConnected, client_for_page
from storefront.partner.models import PartnerAccount
from storefront.quotes.live import ask_cost, make_quote
from storefront.quotes.markup import Markup
from storefront.quotes.models import Quote
from storefront.quotes.selection import Selection


@dataclass(frozen=True)
class QuoteAnswer:
    quote: Quote  # not in the session yet
    slots: Slots
    slots_from: SaidBy


def ask(
    product: Product, selection: Selection, account: PartnerAccount | None, markup: Markup
) -> QuoteAnswer:
    """Ends the present transaction and lets go of its rows, which stay readable.

    `account` is the one whose prices the customer pays. Raises NotConnected without one, Refused,
    Unreachable or Unclear.
    """
    if account is None:
        raise NotConnected
    client = client_for_page(account)
    db.session.close()
    cost = ask_cost(client, selection.choice)
    slots, slots_from = required_slots(client, selection)
    return QuoteAnswer(make_quote(product, selection, cost, account, markup), slots, slots_from)


def ask_slots(quote: Quote, selection: Selection) -> tuple[Slots, SaidBy]:
    """Only the files, for a selection that has its quote. Ends the present transaction."""
    client = client_for_page(quote.account)
    end_transaction()
    return required_slots(client, selection)
