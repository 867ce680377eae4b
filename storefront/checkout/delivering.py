"""The services to send each item, asked of 4Over (API 7), and the one the customer chose."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta

from storefront.accounts.address import PostalAddress
from storefront.cart.models import CartItem
from storefront.cart.refreshing import owner_of
from storefront.checkout import words
from storefront.checkout.models import Checkout, Delivery
from storefront.clock import now
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError, Refused
from storefront.fourover.payloads import Choice
from storefront.partner.account import account_for, client_for_page
from storefront.quotes.models import Quote
from storefront.quotes.shipping import AddressDoubtful, Service, ask_services
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

AT_ONCE = 4  # calls to 4Over at the same time


class NotQuoted(Exception):
    """A service was chosen that 4Over has not just quoted for the item."""


@dataclass(frozen=True)
class _Answer:
    services: tuple[Service, ...] | None  # None: 4Over did not say, what it said before stays
    problem: str = ""


def delivery_of(checkout: Checkout, item: CartItem) -> Delivery | None:
    """What was quoted for the item as it now is; None if it was changed since."""
    delivery = next((d for d in checkout.deliveries if d.cart_item_id == item.id), None)
    return delivery if delivery and item.latest and _alike(delivery.quote, item.latest) else None


def is_old(delivery: Delivery) -> bool:
    return now() - delivery.quoted_at > timedelta(seconds=config().quote_fresh_seconds)


def must_ask(checkout: Checkout) -> bool:
    """True if something was not quoted yet, without success, or too long ago."""
    deliveries = [delivery_of(checkout, item) for item in checkout.cart.items if item.quote]
    return any(d is None or d.problem or is_old(d) for d in deliveries)


def ask_deliveries(cart_id: int, *, again: bool = False) -> None:
    """Ask 4Over about every item at once and store what it says. Commits.

    An item that was answered a moment ago is not asked about, unless `again`. What was chosen
    before stays chosen if it is still offered; an item that 4Over has no answer for gets its
    reason. Raises NotConnected.
    """
    checkout = db.session.get_one(Checkout, cart_id)
    address, bypass = checkout.address, bool(checkout.address_bypass)
    assert address
    asked = {
        item.id: item.latest
        for item in checkout.cart.items
        if item.latest and (again or not _just_answered(checkout, item))
    }
    quotes = {item_id: quote.id for item_id, quote in asked.items()}
    choices = [quote.choice for quote in asked.values()]
    client = client_for_page(account_for(owner_of(checkout.cart)))
    shop_settings()  # read now, for all threads
    end_transaction()

    answers = _ask_all(client, choices, address, bypass)

    checkout = db.session.get_one(Checkout, cart_id)
    if checkout.address == address:  # else somebody changed it meanwhile, and asks anew
        _store(checkout, dict(zip(quotes.items(), answers, strict=True)))
    db.session.commit()


def _just_answered(checkout: Checkout, item: CartItem) -> bool:
    known = delivery_of(checkout, item)
    if known is None or known.problem:
        return False
    return now() - known.quoted_at < timedelta(seconds=config().quote_cache_seconds)


def choose_services(checkout: Checkout, keys: dict[int, str]) -> None:
    """Note the chosen service of each item, by cart item id. Raises NotQuoted."""
    for item in checkout.cart.items:
        if not item.quote:
            continue
        delivery = delivery_of(checkout, item)
        if delivery is None or is_old(delivery):
            raise NotQuoted(words.SHIPPING_EXPIRED)
        offered = next((s for s in delivery.services if s.key == keys.get(item.id)), None)
        if offered is None:
            raise NotQuoted(words.CHOOSE_SERVICES)
        delivery.chosen, delivery.price = offered.key, offered.price


def _ask_all(
    client: FourOver, choices: Sequence[Choice], address: PostalAddress, bypass: bool
) -> list[_Answer]:
    def ask(choice: Choice) -> _Answer:
        try:
            services = ask_services(client, choice, address, bypass=bypass)
        except AddressDoubtful:
            return _Answer((), words.UNVERIFIED)
        except Refused as refusal:
            log.warning("4Over ships nothing there: %s", refusal)
            return (
                _Answer(None, words.NO_SHIPPING_PRICES)
                if refusal.credentials
                else _Answer((), words.CANNOT_SHIP)
            )
        except FourOverError:
            return _Answer(None, words.NO_SHIPPING_PRICES)
        if not services:
            return _Answer((), words.CANNOT_SHIP)
        return _Answer(tuple(services))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        # each thread sees this request's settings, and none touches the database
        asked = [threads.submit(copy_context().run, ask, choice) for choice in choices]
        return [future.result() for future in asked]


def _store(checkout: Checkout, answers: dict[tuple[int, int], _Answer]) -> None:
    known = {delivery.cart_item_id: delivery for delivery in checkout.deliveries}
    items = {(item.id, item.latest.id): item for item in checkout.cart.items if item.latest}
    for (item_id, quote_id), answer in answers.items():
        item = items.get((item_id, quote_id))
        if item is None:
            continue  # changed or taken out while we asked
        still_fits = delivery_of(checkout, item) is not None
        delivery = known.get(item_id) or Delivery(cart_item_id=item_id)
        if delivery not in checkout.deliveries:
            checkout.deliveries.append(delivery)
        if answer.services is not None:
            delivery.services, delivery.quoted_at = answer.services, now()
        elif not still_fits:
            delivery.services, delivery.quoted_at = (), now()
        delivery.quote_id, delivery.problem = quote_id, answer.problem
        if delivery.service is None:
            delivery.chosen, delivery.price = "", None


def _alike(one: Quote, other: Quote) -> bool:
    """The same thing to send with the same account: a newer quote of it changes nothing for the
    parcel."""
    same = one.choice.priced == other.choice.priced
    return one.id == other.id or (same and one.account_id == other.account_id)
