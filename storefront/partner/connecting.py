"""Connecting an account at 4Over, the shop's or a user's: its keys, whether they work, and the card
its orders are charged to.

Keys are tried before they take anybody's place. Whatever goes wrong, keys and card stay as they
were.
"""

from dataclasses import dataclass

from sqlalchemy import select

from storefront.accounts.models import User
from storefront.audit import record
from storefront.clock import now
from storefront.database import db, end_transaction
from storefront.fourover.errors import Refused
from storefront.fourover.replies import PaymentProfile
from storefront.partner.account import account_in, client_for_page
from storefront.partner.card_check import CardNotUsable, chargeable, may_be_charged
from storefront.partner.models import Environment, PartnerAccount, PartnerCard, UserCard
from storefront.text import clean

NO_CARDS = (
    "4Over lists no card that these keys can charge. Cards are added on 4Over's own "
    "website; those added before the API keys were made do not show."
)


class BadKeys(Exception):
    """4Over does not accept such keys, or they cannot be its. The text says which."""


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
        return [card for card in self.cards if may_be_charged(card, self.environment)]

    def lists(self, card: PartnerCard | None) -> bool:
        return card is not None and any(one.token == card.token for one in self.usable)


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
        other = f" Its {environment} server has keys of its own." if no.credentials else ""
        raise BadKeys(f"{no.sentence}{other}") from None
    return Tried(environment, public_key, private_key, tuple(cards))


def take_keys(
    tried: Tried, by: str, card: str = "", *, owner: User | None = None
) -> PartnerAccount:
    """The account there of the shop, or of this user, with keys that were tried just now. The
    caller commits.

    `card` is the token of the card to charge; without one the present card stays, which the keys
    have to list. Raises CardNotUsable, and BadKeys where a user's are the shop's own. Another
    public key may be another account at 4Over, so it is a new row: orders that were placed with
    the old keys are followed with the old keys.
    """
    present = account_in(tried.environment, owner.id if owner else None)
    _not_the_shops(tried, owner)
    known = present.card if present else None
    if known and not card and not tried.lists(known):
        raise CardNotUsable(f"4Over does not list {known} with these keys. Choose another card.")
    token = card or (known.token if known else "")
    chosen = _card_of(list(tried.cards), token, tried.environment) if token else None
    account = present
    if account is None or account.public_key != tried.public_key:
        new = PartnerAccount(environment=tried.environment, owner_id=owner.id if owner else None)
        account = _in_place_of(account, new)
    account.public_key, account.private_key = tried.public_key, tried.private_key
    account.private_key_ends = tried.private_key[-4:]
    account.acting_admin = by
    account.tested_at, account.test_result = now(), ""
    whose = f" of {owner.email}" if owner else ""
    record(by, "connected 4Over", f"{tried.environment}{whose}", f"public key {tried.public_key}")
    if chosen is not None:
        charge(account, chosen, by)
    db.session.flush()
    if present is not None and present is not account:
        _carry_over(present, account, tried)
    return account


def _not_the_shops(tried: Tried, owner: User | None) -> None:
    shops = account_in(tried.environment) if owner else None
    if shops and shops.public_key == tried.public_key:
        raise BadKeys("These are the shop's own keys.")


def _in_place_of(old: PartnerAccount | None, new: PartnerAccount) -> PartnerAccount:
    if old is not None:
        old.retired_at = now()
        new.use_cache_server, new.cache_server_url = old.use_cache_server, old.cache_server_url
        db.session.flush()  # the old one gives its place up first
    db.session.add(new)
    return new


def _carry_over(old: PartnerAccount, new: PartnerAccount, tried: Tried) -> None:
    """The cards of the shop's account that are set for users, as far as the new keys list them. Of
    the others' orders `charge_for` says that they wait."""
    for theirs in db.session.scalars(select(UserCard).where(UserCard.account_id == old.id)):
        if tried.lists(theirs.card):
            theirs.card = card_at(new, theirs.card.profile)


def retire(account: PartnerAccount, by: str) -> None:
    """It is used no more, but by the orders that were placed with it. The caller commits."""
    account.retired_at = now()
    record(by, "disconnected 4Over", str(account.environment), f"public key {account.public_key}")


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
    return f"{card.called}{until}"


def choose_card(account: PartnerAccount, token: str, by: str) -> PaymentProfile:
    """Charge this account's orders to that card. Raises CardNotUsable and FourOverError.

    Rolls the present transaction back before it asks 4Over which cards there are.
    """
    card = _card_of(list_cards(account), token, account.environment)
    charge(account, card, by)
    return card


def choose_card_for(user: User, account: PartnerAccount, token: str, by: str) -> PaymentProfile:
    """Charge the orders of this user to that card of the shop's account. Raises CardNotUsable and
    FourOverError.

    Rolls the present transaction back before it asks 4Over which cards there are.
    """
    user_id, where = user.id, account.environment
    profile = _card_of(list_cards(account), token, where)
    card, was = card_at(account, profile), db.session.get(UserCard, (user_id, where))
    if was is not None and was.card is card:
        return profile
    db.session.merge(UserCard(user_id=user_id, environment=where, card=card))
    record(by, "chose card", f"{where} of {user.email}", card_words(profile))
    return profile


def choose_none_for(user: User, where: Environment, by: str) -> None:
    """The orders of this user are charged as everybody's. The caller commits."""
    if chosen := db.session.get(UserCard, (user.id, where)):
        db.session.delete(chosen)
        record(by, "chose no card", f"{where} of {user.email}")


def charge(account: PartnerAccount, profile: PaymentProfile, by: str) -> None:
    """The account's orders are charged to this card from now on. The caller commits."""
    was, card = account.card, card_at(account, profile)
    if was is card:
        return
    if was is not None:
        was.chosen = False
        db.session.flush()  # it gives its place up first
    card.chosen = True
    record(by, "chose card", str(account.environment), card_words(profile))


def card_at(account: PartnerAccount, profile: PaymentProfile) -> PartnerCard:
    """The row of this card, as 4Over lists it now."""
    card = next((card for card in account.cards if card.token == profile.token), None)
    if card is None:
        card = PartnerCard(token=profile.token)
        account.cards.append(card)
    card.type, card.last_four = profile.type, profile.last_four
    card.valid_thru, card.trouble = profile.valid_thru, ""
    db.session.flush()
    return card


def _card_of(cards: list[PaymentProfile], token: str, where: Environment) -> PaymentProfile:
    if all(card.token != token for card in cards):
        known = "; ".join(map(card_words, cards)) or "none: cards are added on 4Over's website"
        raise CardNotUsable(f"4Over does not list that card for this account. It lists {known}.")
    return chargeable(cards, token, where)
