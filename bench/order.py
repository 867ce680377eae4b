"""An order under way, for the page that shows it."""

from decimal import Decimal
from urllib.parse import urlsplit

from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.cart.models import Cart, CartStatus
from storefront.catalog.models import Product
from storefront.clock import now
from storefront.database import db
from storefront.orders.guest_link import guest_link
from storefront.orders.models import ItemEvent, ItemStatus, JobStatus, Order, OrderItem, PrintJob
from storefront.partner.account import environment, shop_account

SHIP_TO = {
    "firstname": "Robin",
    "lastname": "Sample",
    "phone": "212-555-0142",
    "address": "350 Fifth Avenue",
    "city": "New York",
    "state": "NY",
    "zipcode": "10118",
    "country": "US",
}
STEPS = ItemStatus.WAITING, ItemStatus.READY, ItemStatus.PUSHING, ItemStatus.IN_PRODUCTION
STATUSES = "New", "Pre-Flighting", "Batch Prep", "Batch Imposition", "Plated", "On Press"


def place_order(slugs: list[str]) -> str:
    """Stored, each item on the press; the path at which a guest opens it."""
    cart = Cart(environment=environment(), status=CartStatus.ORDERED)
    db.session.add(cart)
    db.session.flush()
    goods, shipping = Decimal("44.80") * len(slugs), Decimal("12.00") * len(slugs)
    order = Order(
        number="1001",
        cart_id=cart.id,
        email="robin@customer.example",
        environment=environment(),
        account_id=shop_account().id,
        ship_to=SHIP_TO,
        goods=goods,
        shipping=shipping,
        tax=Decimal("0.00"),
        total=goods + shipping,
        payment_method="on_account",
        cleared_at=now(),
    )
    for position, slug in enumerate(slugs, start=1):
        product = db.session.query(Product).filter_by(slug=slug).one()
        order.items.append(_item(position, product))
    db.session.add(order)
    db.session.commit()
    url = urlsplit(guest_link(order))
    return f"{url.path}?{url.query}"


def _item(position: int, product: Product) -> OrderItem:
    job = PrintJob(job_id=f"Z100-00{position}", status=STATUSES[-1])
    job.history = [
        JobStatus(status=status, date_set=f"2026-01-0{day} 10:00:00")
        for day, status in enumerate(STATUSES, start=1)
    ]
    files = [
        ArtworkFile(sha256="0" * 64, size=120_000, extension="pdf", original_name=f"{side}.pdf")
        for side in ("front", "back")
    ]
    return OrderItem(
        position=position,
        product_id=product.id,
        product_uuid=product.uuid,
        product_code=product.code,
        title=product.partner_name[:300],
        choices=[["Colors", "4/4"], ["Quantity", "500"], ["Turnaround", "2-4 Business Days"]],
        runsize=500,
        cost=Decimal("32.00"),
        price=Decimal("44.80"),
        shipping_cost=Decimal("12.00"),
        shipping=Decimal("12.00"),
        service_name="Ground Shipping",
        in_hand="2026-12-04",
        status=ItemStatus.IN_PRODUCTION,
        events=[ItemEvent(became=status, who="shop") for status in STEPS],
        print_jobs=[job],
        slots=[
            ArtworkSlot(code=code, label=label, position=at, file=file)
            for at, (code, label, file) in enumerate(
                zip(("fr", "bk"), ("Front", "Back"), files, strict=True)
            )
        ],
    )
