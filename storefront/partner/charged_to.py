"""Whose card pays 4Over: one answer for each customer, and why it is that one."""

from dataclasses import dataclass

from storefront.accounts.models import User
from storefront.database import db
from storefront.partner.account import account_for
from storefront.partner.models import Environment, PartnerAccount, PartnerCard, UserCard

SHOPS = "because nothing else is set for this customer"
USERS = "because of the user's setting"
CHANGED = "because the card set for the user is not among those of the shop's present keys"


@dataclass(frozen=True)
class ChargedTo:
    """What an order is charged to. Without a card it waits until one is chosen."""

    account: PartnerAccount
    card: PartnerCard | None
    because: str

    def __str__(self) -> str:
        """ "Visa ending in 4242 of the customer's own account, because of the user's setting"."""
        card = str(self.card) if self.card else "no card"
        return ", ".join(filter(None, (f"{card} of {self.account.called}", self.because)))

    @property
    def besides(self) -> str:
        """What a customer must know whose own card pays as well. Empty if the shop's does."""
        if self.account.owner_id is None:
            return ""
        words = "Besides, our print facility charges its own price to the card of your own account"
        return f"{words} there: {self.card}." if self.card else f"{words} there."


def charge_for(user: User | None, where: Environment | None = None) -> ChargedTo:
    """What the orders of this customer are charged to, a guest's without one: his own account, else
    the card of the shop's account that is set for him, else the shop's.

    Nothing takes the place of what is set for him: where that cannot be charged, his orders wait.
    Raises NotConnected.
    """
    return charge_at(account_for(user, where), user.id if user else None)


def charge_at(account: PartnerAccount, user_id: int | None) -> ChargedTo:
    """The same for an order that has its account already."""
    if account.owner_id is not None:
        return ChargedTo(account, account.card, USERS)
    chosen = card_of_user(user_id, account.environment)
    if chosen is None:
        return ChargedTo(account, account.card, SHOPS)
    if chosen.account_id != account.id:
        return ChargedTo(account, None, CHANGED)
    return ChargedTo(account, chosen.card, USERS)


def card_of_user(user_id: int | None, where: Environment) -> UserCard | None:
    """The card of the shop's account that is set for him."""
    return db.session.get(UserCard, (user_id, where)) if user_id is not None else None
