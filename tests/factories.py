"""Rows for tests, each valid by itself and committed. Name only what the test is about."""

import hashlib
import itertools
import secrets
from datetime import timedelta
from decimal import Decimal

from storefront.accounts.models import Role, User
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.rules.models import Acknowledgement
from storefront.cart.models import Cart, CartItem
from storefront.catalog.models import Category, Product
from storefront.catalog.spec import (
    COATING,
    SIZE,
    STOCK,
    BasePrice,
    Labeled,
    Option,
    OptionGroup,
    PriceRow,
    ProductSpec,
    Turnaround,
    hash_of,
    pack,
)
from storefront.catalog.stages import WorkflowStage
from storefront.clock import now
from storefront.database import db
from storefront.fourover.charge import Charge
from storefront.orders.models import Cleared, ItemStatus, Order, OrderItem
from storefront.orders.stages import frozen
from storefront.partner.charged_to import SHOPS
from storefront.partner.models import Environment, PartnerAccount, PartnerCard
from storefront.payments.models import Payment, PaymentStatus, Refund, RefundSide
from storefront.quotes.models import Quote
from storefront.settings import save_setting, shop_settings
from storefront.storage.opening import store

_numbers = itertools.count(1)

# colorspecs, runsizes and turnarounds of the products made here
ONE_SIDE, TWO_SIDES = "c-40", "c-44"
R500, R1000 = "r-500", "r-1000"
STANDARD, NEXT_DAY = "t-standard", "t-next-day"
CORNERS, ROUND = "g-corners", "o-round"

ADDRESS = {
    "company": "Sample Bakery",
    "firstname": "Robin",
    "lastname": "Sample",
    "phone": "212-555-0142",
    "address": "350 Fifth Avenue",
    "address2": "",
    "city": "New York",
    "state": "NY",
    "zipcode": "10118",
    "country": "US",
}


def _saved(row):
    """With all that belongs to it: each commit takes its time."""
    db.session.add(row)
    db.session.commit()
    return row


def a_user(role=Role.CUSTOMER, email=None, **more):
    email = email or f"user{next(_numbers)}@shop.example"
    more.setdefault("name", "Pat Sample")
    return _saved(User(email=email, password_hash="!", role=role, **more))


def an_account(environment=Environment.STAGING, card="visa-token", owner=None, **more):
    """The shop's account, which takes the place of its neighbors', or that of a user; the shop is
    then active."""
    neighbors = db.session.query(PartnerAccount).filter_by(name="Neighbors", retired_at=None)
    neighbors.filter_by(environment=environment, owner_id=None).update({"retired_at": now()})
    more.setdefault("public_key", f"public-{owner.id}" if owner else "public")
    if owner:
        more["owner_id"] = owner.id
    kind, last_four = more.pop("card_type", "Visa"), more.pop("card_last_four", "4242")
    account = PartnerAccount(
        environment=environment,
        private_key="private-key",
        private_key_ends="-key",
        **more,
    )
    if card:
        account.cards.append(PartnerCard(token=card, type=kind, last_four=last_four, chosen=True))
    save_setting("active", True)
    return _saved(account)


def a_spec(
    uuid="p-1", cost="30.00", groups=None, description="2 X 3.5 14PT Business Cards", **more
):
    """Two colorspecs, two runsizes; next day exists for 500 on both sides only."""
    cost = Decimal(cost)
    core = [
        OptionGroup(SIZE, "Size", 1, 1, (Option("s-1", '2" x 3.5"'),)),
        OptionGroup(STOCK, "Stock", 1, 1, (Option("k-1", "14PT"),)),
        OptionGroup(COATING, "Coating", 1, 1, (Option("n-1", "UV"),)),
    ]
    if groups is None:
        row = PriceRow(1, 100000, Decimal("5.50"))
        corners = Option(ROUND, "Round corners", "", (row,))
        groups = [OptionGroup(CORNERS, "Corners", 0, 1, (corners,))]
    standard = [
        Turnaround(STANDARD, "224", "2-4 Business Days", runsize, colorspec)
        for runsize in (R500, R1000)
        for colorspec in (ONE_SIDE, TWO_SIDES)
    ]
    values = {
        "colorspecs": (Labeled(ONE_SIDE, "4/0"), Labeled(TWO_SIDES, "4/4")),
        "turnarounds": (
            *standard,
            Turnaround(NEXT_DAY, "1", "Next Business Day", R500, TWO_SIDES, Decimal("10.00")),
        ),
        "base_prices": (
            BasePrice(R500, 500, ONE_SIDE, cost),
            BasePrice(R1000, 1000, ONE_SIDE, cost * 2),
            BasePrice(R500, 500, TWO_SIDES, cost + 2),
            BasePrice(R1000, 1000, TWO_SIDES, cost * 2 + 4),
        ),
    }
    return ProductSpec(
        uuid=uuid,
        code=more.pop("code", f"14PT-BCUV-{uuid}"),
        description=description,
        groups=(*core, *groups),
        **(values | more),
    )


def a_category(name="Business Cards", **more):
    number = next(_numbers)
    more.setdefault("environment", Environment.STAGING)
    slug = f"category-{number}"
    return _saved(Category(uuid=f"cat-{number}", slug=slug, partner_name=name, **more))


def a_product(spec=None, **more):
    return _saved(_a_product(spec, **more))


def _a_product(spec=None, **more):
    number = next(_numbers)
    spec = spec or a_spec(uuid=f"p-{number}")
    more.setdefault("environment", Environment.STAGING)
    more.setdefault("lowest_cost", spec.base_prices[0].cost if spec.base_prices else None)
    return Product(
        uuid=spec.uuid,
        slug=f"product-{number}",
        code=spec.code,
        partner_name=spec.description,
        size='2" x 3.5"',
        stock="14PT",
        coating="UV",
        packed_spec=pack(spec),
        spec_hash=hash_of(spec),
        **more,
    )


def a_quote(product=None, account=None, cost="32.00", price="44.80", **more):
    product = product or a_product()
    account = account or _the_account()
    values = {
        "environment": account.environment,
        "product_uuid": product.uuid,
        "runsize_uuid": R500,
        "colorspec_uuid": TWO_SIDES,
        "turnaround_uuid": STANDARD,
        "runsize": 500,
        "choices": [["Colors", "4/4"], ["Quantity", "500"], ["Turnaround", "2-4 Business Days"]],
        "rule": "Default markup: 40%",
        "valid_until": now() + timedelta(hours=72),
    }
    row = Quote(
        product_id=product.id,
        account_id=account.id,
        cost=Decimal(cost),
        price=Decimal(price),
        **(values | more),
    )
    return _saved(row)


def an_acknowledgement(file, rule="few pixels", **more):
    """Somebody said yes to a finding of this file."""
    values = {
        "file_id": file.id,
        "sha256": file.sha256,
        "code": "fr",
        "options": "0" * 16,
        "edition": "1.0",
        "rule": rule,
        "so": "This file has few pixels.",
        "who": "somebody@customer.example",
    }
    return _saved(Acknowledgement(**(values | more)))


def a_file(content=b"%PDF-1.4 a front", **more):
    """A file whose bytes are really there."""
    return _saved(_a_file(content, **more))


def _a_file(content=b"%PDF-1.4 a front", **more):
    name = secrets.token_hex(20)
    store().put(name, content)
    if "uploaded_at" in more:
        more.setdefault("used_at", more["uploaded_at"])
    values = {
        "stored_name": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "extension": "pdf",
        "original_name": "front.pdf",
    }
    return ArtworkFile(**(values | more))


def a_cart(*quotes, user=None, filled=True, codes=(("fr", "Front"),), **more):
    """A cart with one item for each quote, its slots filled unless told otherwise."""
    more.setdefault("environment", quotes[0].environment if quotes else Environment.STAGING)
    cart = Cart(user_id=user.id if user else None, **more)
    for quote in quotes:
        item = CartItem(quote_id=quote.id, slots_from="4over")
        for position, (code, label) in enumerate(codes):
            file = _a_file() if filled else None
            item.all_slots.append(ArtworkSlot(code=code, label=label, position=position, file=file))
        cart.items.append(item)
    return _saved(cart)


def an_order(items=1, user=None, account=None, status=ItemStatus.READY, own=False, **more):
    """A placed order of that many items, each with its front file."""
    account = account or _the_account()
    number = next(_numbers)
    db.session.add(cart := Cart(environment=account.environment, status="ordered"))
    db.session.flush()
    item_more = more.pop("item", {})
    values = {
        "number": str(2000 + number),
        "email": user.email if user else "robin@customer.example",
        "ship_to": ADDRESS,
        "goods": Decimal("44.80") * items,
        "shipping": Decimal("12.00") * items,
        "tax": Decimal("0.00"),
        "total": Decimal("56.80") * items,
        "payment_method": "on_account",
        "cleared_at": now(),
    }
    order = Order(
        cart_id=cart.id,
        user_id=user.id if user else None,
        environment=account.environment,
        account_id=account.id,
        card_id=account.card.id if account.card else None,
        charge_because=SHOPS,
        **(values | more),
    )
    if order.cleared_at:
        order.cleared_how = order.cleared_how or Cleared.PAID
    for position in range(1, items + 1):
        order.items.append(_an_item(position, status, own, **item_more))
    return _saved(order)


def a_payment(order, status=PaymentStatus.PAID, **more):
    """Of the whole order."""
    values = {"order_id": order.id, "method": "manual", "amount": order.total}
    paid_at = now() if status == PaymentStatus.PAID else None
    return _saved(Payment(**(values | {"status": status, "paid_at": paid_at} | more)))


def a_charge(sum_="44.00", tax=None):
    """With $12.00 of it for shipping, and 4Over's tax beside it."""
    goods, shipping = Decimal(sum_) - 12, Decimal("12.00")
    return Charge(goods, shipping, None if tax is None else Decimal(tax))


def a_refund(item, side=RefundSide.CUSTOMER, **more):
    """An open line of all that the item came to, whoever paid it."""
    return _saved(Refund(**({"item_id": item.id, "side": side, "expected": item.total} | more)))


def _an_item(position, status, own, **more):
    values = {
        "title": 'Business Cards, 2" x 3.5"',
        "cost": Decimal("32.00"),
        "price": Decimal("44.80"),
        "shipping_cost": Decimal("12.00"),
        "shipping": Decimal("12.00"),
        "service_code": "03",
        "service_name": "Ground Shipping",
        "in_hand": "2026-12-04",
    }
    if not own:
        product = _a_product()
        values |= {
            "product": product,
            "product_uuid": product.uuid,
            "product_code": product.code,
            "runsize_uuid": R500,
            "colorspec_uuid": TWO_SIDES,
            "turnaround_uuid": STANDARD,
            "runsize": 500,
            "choices": [["Colors", "4/4"], ["Quantity", "500"]],
        }
    item = OrderItem(position=position, status=status, **(values | more))
    if status == ItemStatus.READY:
        item.ready_since = now()
    item.slots.append(ArtworkSlot(code="fr", label="Front", file=_a_file()))
    return item


def stages(*gates, internal="", customer=""):
    """Of an item that is ordered."""
    return frozen(WorkflowStage(gate, internal, customer) for gate in gates)


def an_order_item(**more):
    return an_order(items=1, **more).items[0]


def _the_account():
    """The first that the test made; its neighbors have theirs."""
    mine = db.session.query(PartnerAccount).filter(PartnerAccount.name != "Neighbors")
    return mine.order_by(PartnerAccount.id).first() or an_account()


def with_settings(**values):
    for name, value in values.items():
        save_setting(name, value)
    db.session.commit()
    return shop_settings()
