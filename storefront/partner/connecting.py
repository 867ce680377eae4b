"""Connecting an account at 4Over: its keys, whether they work, and the card it is charged to."""

from storefront.audit import record
from storefront.clock import now
from storefront.extensions import db
from storefront.fourover.errors import FourOverError, Refused
from storefront.fourover.replies import PaymentProfile
from storefront.partner.account import account_in, client_for_page
from storefront.partner.models import Environment, PartnerAccount
from storefront.text import clean


class BadKeys(Exception):
    """Such keys cannot be 4Over's. The text says what is wrong with them."""


class CardNotUsable(Exception):
    """4Over does not list that card, or it cannot be charged. The text says which."""


def connect(environment: Environment, public_key: str, private_key: str, by: str) -> PartnerAccount:
    """The shop's account in this environment with these keys, new or rotated. Raises BadKeys.

    Another public key may be another account at 4Over, so it is a new row, without a card: orders
    that were placed with the old keys are followed and cancelled with the old keys.
    """
    public_key, private_key = clean(public_key, 201), clean(private_key, 201)
    if not (0 < len(public_key) <= 200 and 0 < len(private_key) <= 200):
        raise BadKeys("Both keys are needed, each of at most 200 characters.")
    account = account_in(environment)
    if account is None or account.public_key != public_key:
        account = _in_place_of(account, PartnerAccount(environment=environment))
    account.public_key, account.private_key = public_key, private_key
    account.private_key_ends = private_key[-4:]
    account.acting_admin = by
    account.tested_at, account.test_result = None, ""
    record(by, "connected 4Over", str(environment), f"public key {public_key}")
    db.session.flush()
    return account


def _in_place_of(old: PartnerAccount | None, new: PartnerAccount) -> PartnerAccount:
    if old is not None:
        old.retired_at, new.use_cache_server = now(), old.use_cache_server
        db.session.flush()  # the old one gives its place up first
    db.session.add(new)
    return new


def test_connection(account: PartnerAccount) -> str:
    """What is wrong with the account's keys, in 4Over's words; nothing if they work.

    Ends the present transaction before it calls, and leaves the result on the account.
    """
    client = client_for_page(account)
    db.session.commit()
    try:
        client.payment_profiles()
    except FourOverError as trouble:
        found = clean(str(trouble), 500) or type(trouble).__name__
        if isinstance(trouble, Refused) and trouble.credentials:
            found = f"4Over does not accept these keys: {found}"
    else:
        found = ""
    account.tested_at, account.test_result = now(), found
    return found


test_connection.__test__ = False  # type: ignore[attr-defined]  # not one of pytest's


def list_cards(account: PartnerAccount) -> list[PaymentProfile]:
    """The cards that 4Over keeps for the account, real ones first. Raises FourOverError.

    4Over puts a Dummy among them, often first, on live accounts too (API 12). Rolls the present
    transaction back before it calls: a page that only shows them writes nothing.
    """
    client = client_for_page(account)
    db.session.rollback()
    return sorted(client.payment_profiles(), key=lambda card: card.dummy)


def card_words(card: PaymentProfile) -> str:
    """What a person recognizes a card by: Visa ending in 4242, valid thru 2028 04."""
    until = f", valid thru {card.valid_thru}" if card.valid_thru else ""
    return f"{card.type} ending in {card.last_four}{until}"


def choose_card(account: PartnerAccount, token: str, by: str) -> PaymentProfile:
    """Charge this account's orders to that card. Raises CardNotUsable and FourOverError.

    Rolls the present transaction back before it asks 4Over which cards there are.
    """
    cards = list_cards(account)
    card = next((card for card in cards if card.token == token), None)
    if card is None:
        known = "; ".join(map(card_words, cards)) or "none: cards are added on 4Over's website"
        raise CardNotUsable(f"4Over does not list that card for this account. It lists {known}.")
    if card.dummy and account.environment == Environment.PRODUCTION:
        raise CardNotUsable("A Dummy card pays for nothing in production. Choose a real one.")
    account.card_token = card.token
    account.card_type, account.card_last_four = clean(card.type, 40), clean(card.last_four, 8)
    record(by, "chose card", str(account.environment), card_words(card))
    return card
