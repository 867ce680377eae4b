"""The last checks before an item goes to 4Over, and the order as it will be sent.

Only reads are sent here. A check that fails has the item held for a person, or tried later.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from storefront.accounts.address import PostalAddress
from storefront.artwork.link import signed_link
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.fourover import payloads
from storefront.fourover.charge import Charge
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError, Refused
from storefront.orders.charges import at_cost, expected_charge
from storefront.orders.checked_files import stopping_files
from storefront.orders.costs import may_lose, most_tolerated, not_dearer, not_under_cost, pays
from storefront.orders.models import Hold, OrderItem
from storefront.orders.pushing.parking import Parked, TryLater
from storefront.orders.stages import approved_others
from storefront.partner.account import client_for, environment
from storefront.partner.card_check import CardNotUsable, chargeable
from storefront.partner.models import Environment
from storefront.quotes.live import cost_now
from storefront.settings import ShopSettings, shop_settings
from storefront.storage.contract import StoreAway
from storefront.storage.opening import store


@dataclass(frozen=True)
class Prepared:
    """All that sending needs, without a database row: it outlives the transaction."""

    client: FourOver
    payload: dict[str, Any]
    reference: str
    account_id: int
    card: str  # in words, as on the statement
    cost: Decimal  # the goods, asked just now
    expected: Charge  # as somebody looks for it on the statement


def prepare(item_id: int) -> Prepared:
    """Check everything that can be checked without ordering. Raises Parked or TryLater.

    Its last call is the canary: a signed read that proves the connection, the keys and the card
    just before the order is sent.
    """
    item = db.session.get_one(OrderItem, item_id)
    settings = shop_settings()
    if settings.pushing_paused:
        raise TryLater("Sending is on hold in Settings.")
    _same_environment(item)
    _only_fourover(item)
    not_under_cost(item)
    files = _files(item)
    if approved_others(item):
        raise Parked(Hold.ARTWORK, "Its files are not those that were approved.")
    _said_yes_to(item)
    account = item.order.account
    if account is None:
        raise Parked(Hold.CREDENTIALS, "The 4Over account of this order is gone.")
    if item.order.card is None:
        raise Parked(Hold.CARD, f"There is no card to charge: {item.order.charge}.")
    client = client_for(account, within=config().push_step_seconds)
    token, where = item.order.card.token, account.environment
    order, payload = _order_of(item, token, settings)
    price, goods_may_lose = item.price - item.less, may_lose(item)
    agreed, ordered = item.accepted_cost, item.cost_sent
    title, account_id = item.reference, account.id
    quoted = expected_charge(item)
    assert ordered is not None
    assert quoted is not None
    end_transaction()

    _as_ordered(files)
    try:
        cost = cost_now(client, order.choice)
        if agreed is not None:
            not_dearer(cost, agreed, "somebody agreed to")
        else:
            not_dearer(cost, ordered, "it was ordered at", most_tolerated(ordered, settings))
        if not goods_may_lose:
            pays(price, cost, "It")
        card = chargeable(client.payment_profiles(), token, where).called
    except CardNotUsable as no:
        raise Parked(Hold.CARD, str(no)) from None
    except Refused as refusal:
        raise _parked(refusal) from None
    except FourOverError as trouble:
        raise TryLater(trouble.sentence, trouble.retry_after, str(trouble)) from None
    return Prepared(
        client,
        payload,
        title,
        account_id,
        card,
        cost,
        at_cost(quoted, cost, order.choice.sets),
    )


def _same_environment(item: OrderItem) -> None:
    ordered, account = item.order.environment, item.order.account
    if account and account.environment != ordered:
        raise Parked(Hold.ENVIRONMENT, f"Ordered for {ordered}, but its account is not.")
    if environment() != ordered:
        raise Parked(
            Hold.ENVIRONMENT,
            f"Ordered for {ordered}. When its turn came, the shop used {environment()}.",
        )


def _only_fourover(item: OrderItem) -> None:
    if not all(other.is_partners for other in item.order.items):
        raise Parked(Hold.MIXED, "The order has items that 4Over does not print.")


def _files(item: OrderItem) -> list[tuple[str, str, str]]:
    """What each slot is called, the key of its file, and the hash it was ordered with."""
    files = []
    for slot in item.slots:
        if slot.set_number not in item.sets_sent:
            continue
        if slot.file is None:
            raise Parked(Hold.ARTWORK, f"The file for {slot.label} is missing.")
        files.append((slot.label, slot.file.stored_name, slot.file.sha256))
    return files


def _said_yes_to(item: OrderItem) -> None:
    """What was found in its files, and is no matter of course."""
    for one in stopping_files(item):
        found = one.stopping[0].so
        raise Parked(Hold.ARTWORK, f"{one.slot.label}: {found} Nobody said yes to that.")


def _as_ordered(files: list[tuple[str, str, str]]) -> None:
    """Hashing half a gigabyte takes seconds: no transaction is open."""
    for label, key, sha256 in files:
        try:
            same = store().sha256(key) == sha256
        except FileNotFoundError:
            same = False
        except StoreAway as trouble:
            raise TryLater("The store of files does not answer.", detail=str(trouble)) from None
        if not same:
            raise Parked(Hold.ARTWORK, f"The file for {label} is not the one that was ordered.")


def _is_live(item: OrderItem) -> bool:
    return item.order.environment == Environment.PRODUCTION


def _parked(refusal: Refused) -> Parked:
    if refusal.credentials:
        return Parked(Hold.CREDENTIALS, refusal.sentence)
    return Parked(Hold.REFUSED, f"4Over does not offer this any more. {refusal.sentence}")


def _order_of(
    item: OrderItem, token: str, settings: ShopSettings
) -> tuple[payloads.OrderPayload, dict[str, Any]]:
    """The order, and the same as it goes out."""
    inline = settings.inline_files
    order = payloads.OrderPayload(
        reference=item.reference,
        test=not _is_live(item),
        choice=replace(item.choice, sets=len(item.sets_sent)),
        ship_to=partner_address(item.order.address, item.order.email),
        shipping_name=item.service_name,
        shipping_code=item.service_code,
        profile_token=token,
        files=tuple(links_of_set(item, number) for number in item.sets_sent) if inline else (),
        ship_from=_sender(settings),
        bypass_address_validation=bool(item.order.address_bypass),
    )
    try:
        return order, order.to_json()
    except ValueError as lack:
        raise Parked(Hold.ADDRESS, f"The order cannot be written: {lack}") from None


def links_of_set(item: OrderItem, set_number: int) -> dict[str, str]:
    """Where 4Over fetches the files of one set: {"fr": "https://…/1042-1-fr.pdf"}. The links
    expire."""
    called = f"{item.reference}-set{set_number}" if item.sets > 1 else item.reference
    return {
        slot.code: signed_link(slot.file, f"{called}-{slot.code}")
        for slot in item.slots
        if slot.set_number == set_number and slot.file
    }


def partner_address(address: PostalAddress, email: str = "") -> payloads.Address:
    return payloads.Address(**address.as_4over_takes_it().to_json(), email=email)


def _sender(settings: ShopSettings) -> payloads.Address | None:
    """Who the parcel seems to come from, if the shop wants to be seen (API 10.1, dropship)."""
    if not settings.ship_from_company:
        return None
    return payloads.Address(
        company=settings.ship_from_company,
        phone=settings.ship_from_phone,
        address=settings.ship_from_address,
        city=settings.ship_from_city,
        state=settings.ship_from_state,
        zipcode=settings.ship_from_zipcode,
    )
