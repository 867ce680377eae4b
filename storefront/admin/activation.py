"""Whether 4Over's products can be sold: connected, a card to charge, a catalog to show."""

from sqlalchemy import exists, func, select

from storefront.cart.models import Cart, CartStatus
from storefront.catalog.models import Product
from storefront.extensions import db
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.partner.models import Environment, PartnerAccount


def account_in(environment: Environment) -> PartnerAccount | None:
    """The shop's own account there, if one is connected."""
    return db.session.scalar(
        select(PartnerAccount).where(
            PartnerAccount.environment == environment, PartnerAccount.owner_id.is_(None)
        )
    )


def missing_for(environment: Environment) -> list[str]:
    """What must be done before 4Over can be active there. Empty: nothing."""
    account = account_in(environment)
    if account is None:
        return [f"Connect an account for {environment}."]
    missing = []
    if account.tested_at is None or account.test_result:
        missing.append("Test the connection: the last test has to be a good one.")
    if not account.card_token:
        missing.append("Choose the card that orders are charged to.")
    elif account.card_is_dummy and environment == Environment.PRODUCTION:
        missing.append("Choose a real card: a Dummy pays for nothing in production.")
    products = exists().where(Product.environment == environment, Product.available)
    if not db.session.scalar(select(products)):
        missing.append("Synchronize the catalog: there is nothing to show yet.")
    return missing


def affected_by_leaving(environment: Environment) -> list[str]:
    """What changes when the shop stops using this environment, for whoever confirms it."""
    unpushed = db.session.scalar(
        select(func.count(OrderItem.id))
        .join(Order)
        .where(
            Order.environment == environment,
            OrderItem.product_uuid != "",
            OrderItem.status.in_((ItemStatus.WAITING, ItemStatus.READY)),
        )
    )
    carts = db.session.scalar(
        select(func.count(Cart.id)).where(
            Cart.environment == environment, Cart.status == CartStatus.OPEN, Cart.items.any()
        )
    )
    return [
        (
            f"Order items of {environment} not sent to 4Over yet: {unpushed}. "
            "They are held for a person instead of being pushed."
        ),
        f"Open carts of {environment}: {carts}. They wait until the shop is back there.",
        (
            f"Print jobs of {environment} are followed and can be cancelled as before, "
            "with the account they were placed by."
        ),
    ]
