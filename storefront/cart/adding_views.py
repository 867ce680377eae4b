"""Adding to the cart: 4Over is asked once, and the price it confirms is the one that counts."""

import re
from decimal import Decimal

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from storefront.border import checks_its_form, form_is_current, row_id
from storefront.cart import adding
from storefront.cart.adding import MOST_PIECES, MixedCart, OtherEnvironment, OtherProduct
from storefront.cart.asking import Answer, ask, ask_slots
from storefront.cart.current import cart_for_adding, current_cart, my_item, whole_cart
from storefront.cart.models import Cart, CartItem
from storefront.cart.offers import keep_offer, was_offered
from storefront.cart.refreshing import prices_now
from storefront.cart.saving import save_for_later
from storefront.cart.views import bp
from storefront.catalog.listing_views import kept_from_visitor
from storefront.catalog.models import OwnProduct
from storefront.catalog.presentation import title_of
from storefront.catalog.product_page import address_of, priced_or_404, show
from storefront.catalog.views import show_own
from storefront.catalog.withdrawing import withdraw
from storefront.extensions import asks_fourover, db
from storefront.fourover.errors import FourOverError, Refused
from storefront.money import NOTHING
from storefront.numbers import NoSuchNumber, Numbers
from storefront.partner.account import NotConnected, environment
from storefront.quotes.forms import picks_from
from storefront.quotes.live import Gone, picks_of, selection_of
from storefront.quotes.markup import Markup, group_of
from storefront.quotes.models import Quote
from storefront.quotes.offer import Refusal, shown_price
from storefront.quotes.selection import NotOffered, Picks, Selection, choose
from storefront.settings import shop_settings
from storefront.text import clean

CLOSED = "We are not taking orders right now. You can look around, but not order yet."
NOT_CONNECTED = "We cannot take orders for printing yet. Please come back soon."
TOGETHER = "Not available with these options."
NOT_PRINTED = "These options are not available together right now. Please change one of them."
LEFT_OPEN = " It may help to choose an answer under %s, too."
GONE = "This product is no longer available, so it was not added to your cart."
NO_ANSWER = (
    "We can't confirm the price right now, so nothing was added to your cart. "
    "Your options are kept below. Please try again in a minute."
)
OLD_PAGE = (
    "You signed in or out since this page was opened, so nothing was added to your cart. "
    "Your options are kept below. Please check the price and add it again."
)
PIECES = Numbers(1, MOST_PIECES)


@bp.post("/cart/items")
@checks_its_form
@asks_fourover
def add() -> ResponseReturnValue:
    if not form_is_current():
        return shown_again()
    return put(request.form.get("product", ""), picks_from(request.form))


def shown_again(item_id: int | None = None) -> ResponseReturnValue:
    """The form of an older page of ours, with its choices kept and nothing done."""
    if item_id is not None and my_item(item_id) is None:
        item_id = None  # it is somebody else's cart now
    slug = request.form.get("product", "")
    return _page(slug, picks_from(request.form), item_id, OLD_PAGE, 400)


def put(slug: str, picks: Picks, item_id: int | None = None) -> ResponseReturnValue:
    """Ask 4Over, then add the product, or give it to the item that is being changed."""
    found = priced_or_404(slug, account=True)
    product, markup, account = found.product, found.markup, found.account
    if not shop_settings().taking_orders:
        return _page(slug, picks, item_id, CLOSED, 409)
    if not product.sellable:
        return _page(slug, picks, item_id, status=409)
    try:
        selection = choose(product.spec, picks)
        answer = ask(product, selection, account, markup)
    except NotOffered:
        return _page(slug, picks, item_id, status=422)  # which says it beside the price
    except NotConnected:
        return _page(slug, picks, item_id, NOT_CONNECTED, 503)
    except Gone:
        withdraw(product.id)
        db.session.commit()
        return _page(slug, picks, item_id, GONE, 409)
    except Refused as refusal:
        if refusal.credentials:
            return _page(slug, picks, item_id, NO_ANSWER, 503)
        named = " and ".join(f"“{name}”" for name in selection.left_open)
        words = NOT_PRINTED + (LEFT_OPEN % named if named else "")
        return _page(slug, picks, item_id, words, 422, Refusal(TOGETHER))
    except FourOverError:
        return _page(slug, picks, item_id, NO_ANSWER, 503)

    was, way_back = _shown(selection, markup), address_of(slug, picks, item_id)
    if was == answer.quote.price:
        return _settle(answer, item_id)
    keep_offer(answer.quote)
    db.session.commit()
    return render_template(
        "cart/price_changed.html", quote=answer.quote, was=was, item_id=item_id, back=way_back
    )


def _shown(selection: Selection, markup: Markup) -> Decimal | None:
    """The price that stood beside the button. A form that does not say so is not of our page: then
    the one that our page would have shown."""
    said = request.form.get("shown")
    if said is None:
        shown = shown_price(selection, markup)
        return shown.price if shown else None
    return Decimal(said) if re.fullmatch(r"\d{1,9}\.\d\d", said, re.ASCII) else None


@bp.post("/cart/quoted-items")
@asks_fourover
def add_quoted() -> ResponseReturnValue:
    """The customer said yes to a price that is not the one shown before."""
    if _set_aside_before():
        return redirect(url_for("cart.show"))
    token = clean(request.form.get("quote", ""), 32)
    if not was_offered(token):  # a price is for whoever asked for it
        abort(404)
    quote = db.session.scalar(select(Quote).where(Quote.token == token)) or abort(404)
    item_id = row_id(item) if (item := request.form.get("item", "")) else None
    slug, picks = quote.product.slug, picks_of(quote)
    if quote.product.hidden or quote.product.group_id in kept_from_visitor():  # since then
        flash(GONE, "warn")
        return redirect(url_for("catalog.index"))
    if not shop_settings().taking_orders:
        return _page(slug, picks, item_id, CLOSED, 409)
    for_another = quote.user_group_id != group_of(current_user)  # signed in since
    gone = quote.environment != environment() or quote.expired or not quote.product.sellable
    if gone or for_another:
        flash("This price has expired. Please choose your options again.", "warn")
        return redirect(address_of(slug, picks, item_id))
    try:
        quote_id, selection = quote.id, selection_of(quote)
        slots, slots_from = ask_slots(selection)
    except NotOffered:
        return _page(slug, picks, item_id, status=422)
    except NotConnected:
        return _page(slug, picks, item_id, NOT_CONNECTED, 503)
    quote = db.session.get_one(Quote, quote_id)
    return _settle(Answer(quote, slots, slots_from), item_id)


@bp.post("/cart/own-items")
def add_own() -> ResponseReturnValue:
    """One of the shop's own products."""
    slug = clean(request.form.get("product", ""), 80)
    product = db.session.scalar(select(OwnProduct).where(OwnProduct.slug == slug))
    settings = shop_settings()
    if product is None or product.hidden or (settings.active and not settings.list_own_products):
        abort(404)
    if _set_aside_before():
        return redirect(url_for("cart.show"))
    quantity = request.form.get("quantity", "1")
    if not settings.taking_orders:
        return show_own(product, trouble=CLOSED), 409
    try:
        pieces = int(PIECES.read(quantity))
    except NoSuchNumber as trouble:
        return show_own(product, quantity, trouble=str(trouble)), 422
    try:
        adding.add_own(_cart_to_fill(), product, pieces)
    except MixedCart:
        db.session.rollback()
        wanted = {"product": slug, "quantity": quantity}
        return _mixed(product.title, url_for("cart.add_own"), wanted)
    db.session.commit()
    return redirect(url_for("cart.show"))


def _page(
    slug: str,
    picks: Picks,
    item_id: int | None,
    trouble: str = "",
    status: int = 200,
    answer: Refusal | None = None,
) -> ResponseReturnValue:
    """The product's page again, with what was picked and why it was not added."""
    found = priced_or_404(slug)
    return show(found, picks, changing=item_id, trouble=trouble, status=status, confirmed=answer)


def _settle(answer: Answer, item_id: int | None) -> ResponseReturnValue:
    """Write it down: the last act, and the only commit."""
    try:
        item = _write(answer, item_id)
    except MixedCart:
        db.session.rollback()
        keep_offer(answer.quote)
        db.session.commit()
        title = title_of(answer.quote.product)
        return _mixed(title, url_for("cart.add_quoted"), {"quote": answer.quote.token})
    except (OtherProduct, OtherEnvironment):
        abort(409)
    artwork = url_for("artwork.show", item_id=item.id)
    db.session.commit()
    return redirect(artwork)


def _write(answer: Answer, item_id: int | None) -> CartItem:
    if item_id is not None:
        item = my_item(item_id, hold=True) or abort(404)
        adding.change(item, answer.quote, answer.slots, answer.slots_from)
        return item
    cart = _cart_to_fill()
    twice = [item for item in cart.items if item.quote_id and item.quote_id == answer.quote.id]
    return twice[0] if twice else adding.add(cart, answer.quote, answer.slots, answer.slots_from)


def _set_aside_before() -> bool:
    """A second click: the cart is kept for later, and what was wanted is in the one after it."""
    shown = request.form.get("set_aside", "")
    cart = current_cart() if shown else None
    return cart is not None and cart.token != shown


def _cart_to_fill() -> Cart:
    """The open cart; a new one if the customer wants the open one kept for later."""
    shown = request.form.get("set_aside", "")
    cart = current_cart(hold=True) if shown else None
    if cart is not None and cart.token == shown:
        save_for_later(cart)
        flash("Your other cart is saved at the bottom of the cart page.")
    return cart_for_adding()


def _mixed(title: str, add_at: str, wanted: dict[str, str]) -> ResponseReturnValue:
    """Nothing was added. What was wanted stands in the form, for a cart of its own."""
    cart = whole_cart()
    subtotal = sum(prices_now(cart).values(), NOTHING) if cart else NOTHING
    page = render_template(
        "cart/mixed.html", cart=cart, subtotal=subtotal, title=title, add_at=add_at, wanted=wanted
    )
    return page, 409
