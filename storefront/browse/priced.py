"""A product with all that its page and its price need, loaded by one statement."""

from typing import Any, NamedTuple

from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import undefer

from storefront.browse.visitor import markup_rules, visitors_account, withheld_from_visitor
from storefront.catalog.models import CatalogState, Category, Product, product_category
from storefront.catalog.state import are_estimates
from storefront.database import db
from storefront.partner.account import environment
from storefront.partner.models import PartnerAccount
from storefront.quotes.markup import Markup
from storefront.settings import shop_settings

_CATEGORY_SLUG = (
    select(Category.slug)
    .join(product_category, product_category.c.category_id == Category.id)
    .where(
        product_category.c.product_id == Product.id, Category.available, Category.hidden.is_(False)
    )
    .order_by(Category.sort, Category.id)
    .limit(1)
    .scalar_subquery()
)
_WHOSE_COSTS = (
    select(CatalogState.fingerprint)
    .where(CatalogState.environment == Product.environment)
    .correlate(Product)
    .scalar_subquery()
)
_KEY = (
    select(PartnerAccount.public_key)
    .where(PartnerAccount.id == bindparam("account"))
    .scalar_subquery()
)

# made once: the shop's hottest statement
_PRICED: Select[*tuple[Any, ...]] = (
    select(Product, _CATEGORY_SLUG, _WHOSE_COSTS, _KEY)
    .where(Product.slug == bindparam("slug"), Product.environment == bindparam("environment"))
    .options(undefer(Product.packed_spec))
)
_WITH_ACCOUNT: Select[*tuple[Any, ...]] = _PRICED.add_columns(PartnerAccount).outerjoin(
    PartnerAccount, PartnerAccount.id == bindparam("account")
)


class Priced(NamedTuple):
    product: Product  # with its spec
    category_slug: str | None
    markup: Markup  # that counts for who is asking
    estimated: bool  # the costs we hold are another account's
    live: bool  # and the visitor's account is his own: only 4Over knows what he pays
    key: str  # at 4Over, the public one: of the account whose prices the visitor pays
    account: PartnerAccount | None = None  # the same, where it was asked for


def priced(slug: str, *, account: bool = False) -> Priced | None:
    """None where there is no such product for whoever asks. Hidden ones, and all while 4Over is not
    active, are for staff alone."""
    staff = getattr(current_user, "is_staff", False)
    if not shop_settings().active and not staff:
        return None
    visitors, own = visitors_account()
    values = {"slug": slug[:80], "environment": environment(), "account": visitors}
    row = db.session.execute(_WITH_ACCOUNT if account else _PRICED, values).one_or_none()
    if row is None or (row[0].hidden and not staff) or row[0].group_id in withheld_from_visitor():
        return None
    product, category_slug, whose_costs, key, *more = row
    markup = markup_rules().markup_for(product, current_user)
    estimated = are_estimates(product.environment, whose_costs, key)
    return Priced(product, category_slug, markup, estimated, own and estimated, key or "", *more)
