"""Connecting an account at 4Over: its keys, whether they work, and the card it is charged to.

Keys are tried before they take anybody's place. Whatever goes wrong, keys and card stay as they
were.
"""

from dataclasses import dataclass

from storefront.audit import record
from storefront.clock import now
from storefront.database import db, end_transaction
from storefront.fourover.errors import Refused
from storefront.fourover.replies import PaymentProfile
from storefront.partner.account import account_in, client_for_page
from storefront.partner.models import Environment, PartnerAccount
from storefront.text import clean

NO_CARDS = (
    "4Over lists no card that these keys can charge. Cards are added on 4Over's own "
    "website; those added before the API keys were made do not show."
)


class BadKeys(Exception):
    """4Over does not accept such keys, or they cannot be its. The text says which."""


class CardNotUsable(Exception):
    """4Over does not list that card, or it cannot be charged. The text says which."""


@dataclass(frozen=True)
class Tried:
    """Keys that work, and the cards that 4Over keeps for them."""

    environment: Environment
    public_key: str
    private_key: str
    cards: tuple[PaymentProfile, ...]  # real ones first

    @property
    def usable(self) -> list[PaymentProfile]:
        """The cards that orders can be charged to here."""
        live = self.environment == Environment.PRODUCTION
        return [card for card in self.cards if not (live and card.dummy)]

    def lists(self, token: str | None) -> bool:
        return any(card.token == token for card in self.usable)


def try_keys(environment: Environment, public_key: str, private_key: str) -> Tried:
    """Ask 4Over with these keys for its cards: nothing is changed by it.

    Rolls the present transaction back before it asks. Raises BadKeys, and FourOverError where
    nothing can be said of the keys because 4Over does not answer.
    """
    public_key, private_key = clean(public_key, 201), clean(private_key, 201)
    if not (0 < len(public_key) <= 200 and 0 < len(private_key) <= 200):
        raise BadKeys("Both keys are needed, each of at most 200 characters.")
    untried = PartnerAccount(
        environment=environment, public_key=public_key, private_key=private_key
    )
    try:
        cards = list_cards(untried)
    except ValueError as impossible:
        raise BadKeys(str(impossible)) from None
    except Refused as no:
        raise BadKeys(no.sentence) from None
    return Tried(environment, public_key, private_key, tuple(cards))


def take_keys(tried: Tried, by: str, card: str = "") -> PartnerAccount:
    """The shop's account there, with keys that were tried just now. The caller commits.

    `card` is the token of the card to charge; without one the present card stays, which the keys
    have to list. Raises CardNotUsable. Another public key may be another account at 4Over, so it
    is a new row: orders that were placed with the old keys are followed with the old keys.
    """
    present = account_in(tried.environment)
    token = card or (present.card_token if present else None)
    if token and not card and not tried.lists(token):
        card = present.card if present else ""
        raise CardNotUsable(f"4Over does not list {card} with these keys. Choose another card.")
    account = present
    chosen = _card_of(list(tried.cards), token, tried.environment) if token else None
    if account is None or account.public_key != tried.public_key:
        account = _in_place_of(account, PartnerAccount(environment=tried.environment))
    account.public_key, account.private_key = tried.public_key, tried.private_key
    account.private_key_ends = tried.private_key[-4:]
    account.acting_admin = by
    account.tested_at, account.test_result = now(), ""
    record(by, "connected 4Over", str(tried.environment), f"public key {tried.public_key}")
    if chosen is not None and chosen.token != account.card_token:
        _charge(account, chosen, by)
    db.session.flush()
    return account


def _in_place_of(old: PartnerAccount | None, new: PartnerAccount) -> PartnerAccount:
    if old is not None:
        old.retired_at = now()
        new.use_cache_server, new.cache_server_url = old.use_cache_server, old.cache_server_url
        db.session.flush()  # the old one gives its place up first
    db.session.add(new)
    return new


def test_connection(account: PartnerAccount) -> str:
    """What is wrong with the account's keys, in 4Over's words; nothing if they work.

    Ends the present transaction before it calls, and leaves the result on the account. Raises
    FourOverError where 4Over does not answer: that says nothing of the keys, and the last result
    stays.
    """
    client = client_for_page(account)
    db.session.commit()
    try:
        client.payment_profiles()
    except Refused as no:
        trouble = clean(no.sentence, 500)
    else:
        trouble = ""
    account.tested_at, account.test_result = now(), trouble
    return trouble


test_connection.__test__ = False  # type: ignore[attr-defined]  # not one of pytest's


def list_cards(account: PartnerAccount) -> list[PaymentProfile]:
    """The cards that 4Over keeps for the account, real ones first. Raises FourOverError.

    4Over puts a Dummy among them, often first, on live accounts too (API 12). Rolls the present
    transaction back before it calls: a page that only shows them writes nothing.
    """
    client = client_for_page(account)
    end_transaction()
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
    card = _card_of(cards, token, account.environment)
    _charge(account, card, by)
    return card


def _card_of(cards: list[PaymentProfile], token: str, where: Environment) -> PaymentProfile:
    card = next((card for card in cards if card.token == token), None)
    if card is None:
        known = "; ".join(map(card_words, cards)) or "none: cards are added on 4Over's website"
        raise CardNotUsable(f"4Over does not list that card for this account. It lists {known}.")
    if card.dummy and where == Environment.PRODUCTION:
        raise CardNotUsable("A Dummy card cannot pay in production. Choose a real one.")
    return card


def _charge(account: PartnerAccount, card: PaymentProfile, by: str) -> None:
    chosen = (card.token, card.type, card.last_four)
    if chosen != (account.card_token, account.card_type, account.card_last_four):
        account.card_token, account.card_type, account.card_last_four = chosen
        record(by, "chose card", str(account.environment), card_words(card))
