"""What the page cache holds of the catalog: for all visitors, or for those who see the same
groups."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from flask_login import current_user

from storefront.browse.listings import PublicCategory
from storefront.browse.listings import public_categories as all_public_categories
from storefront.catalog.audience import Withheld, private_groups, withheld_from
from storefront.page_cache import remembered
from storefront.partner.account import account_id_for, environment
from storefront.quotes.markup import Rules, all_rules

T = TypeVar("T")


def markup_rules() -> Rules:
    return remembered("markup rules", all_rules)


def public_categories() -> dict[str, PublicCategory]:
    return remembered("public_categories", all_public_categories)


def withheld_from_visitor() -> Withheld:
    """The product groups that the person of this request does not see."""
    return withheld_from(current_user, remembered("private groups", private_groups))


def visitors_account() -> tuple[int | None, bool]:
    """The account at 4Over whose prices the person of this request pays, and whether it is his
    own."""
    where = environment()
    account_id = account_id_for(getattr(current_user, "id", None), where)
    return account_id, account_id != account_id_for(None, where)


def pays_own_prices() -> bool:
    return visitors_account()[1]


def for_visitor(name: Hashable, make: Callable[[Withheld], T]) -> T:
    """What `make` returns, remembered for all visitors from whom the same groups are withheld."""
    withheld = withheld_from_visitor()
    return remembered((name, withheld), lambda: make(withheld))
