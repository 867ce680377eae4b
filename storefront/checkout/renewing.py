"""Just before ordering: whatever was quoted a while ago is asked for once more."""

from storefront.cart.models import Cart
from storefront.cart.refreshing import owner_of, refresh, stale
from storefront.checkout.delivering import ask_deliveries, must_ask
from storefront.checkout.models import Checkout
from storefront.checkout.readiness import CartNotReady
from storefront.database import db
from storefront.fourover.errors import Unreachable


def renew_quotes(cart_id: int) -> None:
    """Ask 4Over for old prices of goods and shipping. Commits.

    A changed price then waits for the customer's yes. Raises CartNotReady where something is no
    longer to be had, and Unreachable or Unclear where 4Over does not say; then the old prices stay.
    """
    cart = db.session.get_one(Cart, cart_id)
    old = stale(cart.items)
    if old:
        gone = refresh(old, owner_of(cart))
        db.session.commit()
        if gone:
            raise CartNotReady(next(iter(gone.values())))
    if must_ask(db.session.get_one(Checkout, cart_id)):
        ask_deliveries(cart_id)
        checkout = db.session.get_one(Checkout, cart_id)
        if any(delivery.service and delivery.problem for delivery in checkout.deliveries):
            raise Unreachable("no answer about shipping")
