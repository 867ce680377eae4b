"""Whether 4Over's products can be sold: connected, a card to charge, a catalog to show."""

from sqlalchemy import exists, func, select

from storefront.audit import record
from storefront.cart.models import Cart, CartStatus
from storefront.catalog.models import Product
from storefront.extensions import db
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.partner.account import account_in, environment
from storefront.partner.models import Environment
from storefront.settings import save_setting, shop_settings


class NotComplete(Exception):
    """4Over cannot be active yet. The text says what must be done first."""


def activate(by: str, *, before_sync: bool = False) -> None:
    """Show 4Over's products to customers. Raises NotComplete. The caller commits.

    With `before_sync` the catalog may still be missing: what a sync brings is shown at once.
    """
    where = environment()
    missing = _missing_of_account(where) if before_sync else missing_for(where)
    if missing:
        raise NotComplete(" ".join(missing))
    save_setting("active", True)
    record(by, "activated 4Over", where)


def deactivate(by: str, why: str = "") -> None:
    """Customers see nothing of 4Over's any more. The caller commits."""
    save_setting("active", False)
    record(by, "deactivated 4Over", environment(), why)


def use(where: Environment, by: str) -> list[str]:
    """Go on in this environment. Where it is not complete 4Over is not active either: the answer
    says what is missing. The caller commits."""
    before, missing = environment(), missing_for(where)
    if where != before:
        save_setting("send_orders_as_test", where == Environment.STAGING)
        record(by, "environment changed", where, f"{before} → {where}")
    if missing and shop_settings().active:
        deactivate(by, "\n".join(missing))
    return missing


def missing_for(where: Environment) -> list[str]:
    """What must be done before 4Over can be active there. Empty: nothing."""
    missing = _missing_of_account(where)
    products = exists().where(Product.environment == where, Product.available)
    if account_in(where) and not db.session.scalar(select(products)):
        missing.append("Synchronize the catalog: there is nothing to show yet.")
    return missing


def _missing_of_account(where: Environment) -> list[str]:
    account = account_in(where)
    if account is None:
        return [f"Connect an account for {where}."]
    missing = []
    if account.tested_at is None or account.test_result:
        missing.append("Test the connection: the last test has to be a good one.")
    if not account.card_token:
        missing.append("Choose the card that orders are charged to.")
    elif account.card_is_dummy and where == Environment.PRODUCTION:
        missing.append("Choose a real card: a Dummy pays for nothing in production.")
    return missing


def affected_by_leaving(where: Environment) -> list[str]:
    """What changes when the shop stops using this environment, for whoever confirms it."""
    unpushed = db.session.scalar(
        select(func.count(OrderItem.id))
        .join(Order)
        .where(
            Order.environment == where,
            OrderItem.product_uuid != "",
            OrderItem.status.in_((ItemStatus.WAITING, ItemStatus.READY)),
        )
    )
    carts = db.session.scalar(
        select(func.count(Cart.id)).where(
            Cart.environment == where, Cart.status == CartStatus.OPEN, Cart.items.any()
        )
    )
    return [
        (
            f"Order items of {where} not sent to 4Over yet: {unpushed}. "
            "They are held for a person instead of being pushed."
        ),
        f"Open carts of {where}: {carts}. They wait until the shop is back there.",
        (
            f"Print jobs of {where} are followed and can be cancelled as before, "
            "with the account they were placed by."
        ),
    ]
