"""Whom the owner trusts to pay later: how much they may owe, and for how long."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import update

from storefront.accounts.models import User, UserGroup
from storefront.database import rows_changed
from storefront.money import NOTHING
from storefront.settings import shop_settings

DAYS = 30  # to pay within, where nobody said otherwise


@dataclass(frozen=True)
class Credit:
    limit: Decimal  # what may be owed at once
    days: int  # to pay within


def credit_of(user: User | None) -> Credit:
    """The user's own word wins over the group's, each by itself. No word is no credit, and the
    group of newcomers has none to give: whoever registers is in it. A guest (None) has none, and
    the usual days once somebody approves."""
    if user is None:
        return Credit(NOTHING, DAYS)
    said: list[User | UserGroup] = [user, *([user.group] if user.group else [])]
    limits = [
        one.credit_limit
        for one in said
        if one.credit_limit is not None and (one is user or not takes_newcomers(one.id))
    ]
    days = [one.terms_days for one in said if one.terms_days is not None]
    return Credit(next(iter(limits), NOTHING), next(iter(days), DAYS))


def takes_newcomers(group_id: int) -> bool:
    """Whether it is the group of whoever registers."""
    return shop_settings().default_user_group == group_id


def hold_credit_of(user: User) -> None:
    """Nobody else uses the user's credit until the transaction ends: of two orders at once the
    second counts the first."""
    rows_changed(update(User).where(User.id == user.id).values(credit_limit=User.credit_limit))
