"""Placing: the cart becomes an order, once, and everything in it is frozen."""

from sqlalchemy import select, update

from storefront.artwork.approval import is_asked
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.standing import judged
from storefront.cart.current import ALL_OF_IT
from storefront.cart.files import is_approved
from storefront.cart.models import Cart, CartItem, CartStatus, Source
from storefront.cart.refreshing import accept, owner_of, stale
from storefront.cart.titles import title_of_item
from storefront.catalog.stages import Gate, with_approvals
from storefront.checkout import words
from storefront.checkout.delivering import must_ask
from storefront.checkout.models import Checkout
from storefront.checkout.readiness import CartNotReady, check_cart
from storefront.checkout.steps import Step, first_open_step
from storefront.checkout.totals import Bill, BillLine, bill_for
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.orders import files_wanted, series
from storefront.orders.models import ItemEvent, ItemStage, ItemStatus, NoticeKind, Order, OrderItem
from storefront.orders.notices import owe
from storefront.orders.stages import frozen, seal_of
from storefront.partner.charged_to import charge_for
from storefront.payments import methods
from storefront.quotes.shipping import may_lose as shipping_may_lose

TRIES = 5  # at a number that no order has


class AlreadyOrdered(Exception):
    """The cart was ordered before, by a second click or another window."""


class PriceChanged(Exception):
    """The bill is not the one the customer said yes to. Show both, and ask again."""


def place_order(cart: Cart, checkout: Checkout, *, agreed: str, noted: int) -> Order:
    """Make an order of the cart. `agreed` is the seal of the bill that the customer said yes to;
    its number is above the highest that is `noted` elsewhere, asked before the transaction.

    The caller commits, then enqueues each item that is ready. Raises AlreadyOrdered, CartNotReady,
    MethodNotOffered or PriceChanged; then the caller rolls back, and nothing has happened.
    """
    cart = _claim(cart.id)
    check_cart(cart)
    if (step := first_open_step(cart, checkout)) != Step.CONFIRM:
        raise CartNotReady(words.complete_first(step.called))
    bill = bill_for(cart, checkout)
    if bill.seal != agreed:
        raise PriceChanged
    if stale(cart.items) or must_ask(checkout):
        raise CartNotReady(words.PRICES_EXPIRED)
    for item in cart.items:
        accept(item)
        item.all_slots = item.slots  # what other options needed is not kept any longer

    order = _numbered(_order(cart, checkout, bill), noted)
    methods.begin(order)
    owe(order, NoticeKind.PLACED)  # that mail says what each item waits for
    files_wanted.tell(order)
    return order


def _claim(cart_id: int) -> Cart:
    """Take the cart by a conditional UPDATE, and load it anew: nothing can be added to it from here
    on.

    Raises AlreadyOrdered to the second of two who place it at once.
    """
    is_open = update(Cart).where(Cart.id == cart_id, Cart.status == CartStatus.OPEN)
    if rows_changed(is_open.values(status=CartStatus.ORDERED)) == 0:
        raise AlreadyOrdered
    db.session.expire_all()
    whole = select(Cart).where(Cart.id == cart_id).options(*ALL_OF_IT)
    return db.session.scalars(whole).unique().one()


def _order(cart: Cart, checkout: Checkout, bill: Bill) -> Order:
    assert checkout.ship_to
    printed = cart.source == Source.FOUROVER
    order = Order(
        cart_id=cart.id,
        user_id=cart.user_id,
        email=bill.email,
        environment=cart.environment,
        ship_to=dict(checkout.ship_to),
        address_bypass=checkout.address_bypass,
        goods=bill.goods,
        shipping=bill.shipping,
        tax=bill.tax,
        tax_name=bill.tax_name,
        total=bill.total,
        payment_method=checkout.payment_method,
        purchase_order=checkout.purchase_order,
    )
    if printed:
        order.charge_to(charge_for(owner_of(cart)))
    for position, (line, tax) in enumerate(zip(bill.lines, bill.taxes, strict=True), start=1):
        item = _printed(line) if line.item.quote else _own(line.item)
        item.position, item.price, item.shipping = position, line.price, line.shipping
        item.tax, item.shipping_tax = tax, bill.taxed.on_shipping_of(tax, line.price, line.shipping)
        item.events.append(ItemEvent(became=ItemStatus.WAITING, who=order.email, note="Placed"))
        order.items.append(item)
    return order


def _printed(line: BillLine) -> OrderItem:
    quote, service = line.item.quote, line.service
    assert quote
    assert service
    product = quote.product
    return OrderItem(
        product_id=product.id,
        product_code=product.code,
        title=title_of_item(line.item)[:300],
        choices=list(quote.choices),
        choice=quote.choice,
        runsize=quote.runsize,
        cost=quote.cost,
        rule=quote.rule,
        loss_agreed=quote.loss_agreed,
        shipping_loss_agreed=shipping_may_lose(),
        shipping_cost=service.cost,
        partner_tax=service.tax,
        service_code=service.code,
        service_name=service.name,
        in_hand=service.in_hand,
        set_names=line.item.set_names if line.item.sets > 1 else (),
        stages=_stages(line.item),
        slots=[_copy(slot) for slot in line.item.slots],
    )


def _stages(item: CartItem) -> list[ItemStage]:
    """Those of its product's workflow, and the approvals that the shop or the product's group wants
    besides. What was approved in the cart is passed, for the files that were shown."""
    assert item.quote
    product, its = item.quote.product, judged(item.quote, item.slots)
    group = product.group
    way = frozen(
        with_approvals(
            product.workflow.stages if product.workflow else (),
            customer=is_asked(product, its),
            staff=f"Product group {group.name}"[:120] if group and group.staff_approve else None,
        )
    )
    for stage in way:
        if stage.gate == Gate.CUSTOMER and is_approved(item, its):
            stage.passed_by, stage.passed_at = item.approved_by, item.approved_at
            stage.files, stage.proof = seal_of(item), item.approved_seal
    return way


def _own(item: CartItem) -> OrderItem:
    """Something the shop sells itself: staff see to it, 4Over never hears of it."""
    return OrderItem(title=title_of_item(item), quantity=item.quantity)


def _copy(slot: ArtworkSlot) -> ArtworkSlot:
    return ArtworkSlot(
        set_number=slot.set_number,
        code=slot.code,
        label=slot.label,
        position=slot.position,
        file_id=slot.file_id,
    )


def _numbered(order: Order, noted: int) -> Order:
    """Give it the next number and store it; if an order of before has that number, try again.

    The number is above all that are noted elsewhere, also after an older database was restored.
    """
    after = series.last_order()
    for _ in range(TRIES):
        after = series.next_number(series.ORDERS, noted=noted, after=after)
        order.number = str(after)
        try:
            with unique(Order.number), db.session.begin_nested():
                db.session.add(order)
        except NotUnique:
            continue
        return order
    raise CartNotReady(words.NOT_PLACED)
