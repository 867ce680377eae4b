"""Whether 4Over's products are sold, and in which environment."""

from sqlalchemy import func, select

from storefront.audit import record
from storefront.cart.models import Cart, CartStatus
from storefront.database import db
from storefront.orders.going_live import Check, blocking
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.partner.account import environment
from storefront.partner.models import Environment
from storefront.settings import save_setting, shop_settings


class NotComplete(Exception):
    """4Over cannot be active yet. The text says what must be done first."""


def activate(by: str, *, before_sync: bool = False) -> None:
    """Show 4Over's products to customers. Raises NotComplete. The caller commits.

    With `before_sync` the catalog may still be missing: what a sync brings is shown at once.
    """
    where = environment()
    if missing := blocking(where, before_sync=before_sync):
        raise NotComplete(" ".join(map(str, missing)))
    save_setting("active", True)
    save_setting("active_again", False)
    record(by, "activated 4Over", where)


def deactivate(by: str, why: str = "") -> None:
    """Customers see nothing of 4Over's any more. The caller commits."""
    save_setting("active", False)
    save_setting("active_again", False)
    record(by, "deactivated 4Over", environment(), why)


def use(where: Environment, by: str) -> list[Check]:
    """Go on in this environment. The answer: without what no order can work there.

    While there is such a thing 4Over is not active, and becomes active again by itself where the
    shop comes back to an environment that lacks nothing. The caller commits.
    """
    before, missing = environment(), blocking(where)
    if where != before:
        save_setting("send_orders_as_test", where == Environment.STAGING)
        record(by, "environment changed", where, f"{before} → {where}")
    if missing and shop_settings().active:
        deactivate(by, "\n".join(map(str, missing)))
        save_setting("active_again", True)
    elif not missing and shop_settings().active_again:
        activate(by)
    return missing


def affected_by_leaving(where: Environment) -> list[str]:
    """What changes when the shop stops using this environment, for whoever confirms it."""
    unpushed = db.session.scalar(
        select(func.count(OrderItem.id))
        .join(Order)
        .where(
            Order.environment == where,
            OrderItem.is_partners,
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
            "When their turn comes they go on hold instead, and stay there when the shop is back, "
            "until someone sends each again or cancels it."
        ),
        f"Open carts of {where}: {carts}. They wait until the shop is back there.",
        (
            f"Print jobs of {where} are still followed and can be canceled as before, "
            "with the account they were placed by."
        ),
    ]
