"""Adding to the cart: 4Over is asked once, and the price it confirms is the one that counts."""

import re
from decimal import Decimal

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.browse.product_views import priced_or_404, show
from storefront.browse.views import show_own
from storefront.cart import adding, words
from storefront.cart.adding import MOST_PIECES, MixedCart, OtherEnvironment, OtherProduct
from storefront.cart.asking import QuoteAnswer, ask
from storefront.cart.blueprint import bp
from storefront.cart.current import cart_for_adding, current_cart, my_item, my_item_or_404
from storefront.cart.models import Cart, CartItem
from storefront.cart.offers import keep_offer
from storefront.cart.saving import save_for_later
from storefront.catalog.models import OwnProduct, Product
from storefront.catalog.withdrawing import withdraw
from storefront.database import db
from storefront.extensions import asks_fourover
from storefront.fourover.errors import FourOverError, Refused
from storefront.numbers import NoSuchNumber, Numbers
from storefront.partner.account import NotConnected
from storefront.partner.models import PartnerAccount
from storefront.quotes.forms import picks_from
from storefront.quotes.live import Gone
from storefront.quotes.markup import Markup
from storefront.quotes.offer import Refusal, shown_price
from storefront.quotes.selection import NotOffered, Picks, Selection, choose
from storefront.settings import shop_settings
from storefront.text import clean
from storefront.web.guards import checks_its_form, form_is_current

NOT_SELLING = "We are not taking orders right now. You can look around, but not order yet."
NOT_CONNECTED = "We can't take orders for printing yet. Please come back soon."
TOGETHER = "Not available with these options."
NOT_PRINTED = "These options are not available together right now. Please change one of them."
LEFT_OPEN = " It may help to choose an answer under %s, too."
GONE = "This product is no longer available, so it was not added to your cart."
NO_ANSWER = (
    "We can't confirm the price right now, so nothing was added to your cart. "
    "Please try again in a minute."
)
KEPT_BELOW = "Your options are kept below."
OLD_PAGE = (
    "This page was out of date, so nothing was added to your cart. "
    "Your options are kept below. Please check the price and add it again."
)
PIECES = Numbers(1, MOST_PIECES)


class NotPriced(Exception):
    """There is no price to add it at. The text says why, for the customer."""

    def __init__(self, words: str, status: int, beside: Refusal | None = None) -> None:
        super().__init__(words)
        self.status, self.beside = status, beside  # which is said beside the price


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
    return page_again(slug, picks_from(request.form), item_id, OLD_PAGE, 400)


def put(
    slug: str, picks: Picks, item_id: int | None = None, *, in_cart: bool = False
) -> ResponseReturnValue:
    """Ask 4Over, then add the product, or give it to the item that is being changed: `in_cart`,
    where its price is shown next, whatever it is."""
    priced = priced_or_404(slug, account=True)
    product, markup, account = priced.product, priced.markup, priced.account
    if not shop_settings().taking_orders:
        return page_again(slug, picks, item_id, NOT_SELLING, 409)
    if not product.sellable:
        return page_again(slug, picks, item_id, status=409)
    try:
        selection = choose(product.spec, picks)
        answer = quoted_now(product, selection, account, markup)
    except NotOffered:
        return page_again(slug, picks, item_id, status=422)  # which says it beside the price
    except NotPriced as trouble:
        words = f"{trouble} {KEPT_BELOW}" if str(trouble) == NO_ANSWER else str(trouble)
        return page_again(slug, picks, item_id, words, trouble.status, trouble.beside)

    if in_cart:
        return store_item(answer, item_id, then=url_for("cart.show"))
    was = _shown(selection, markup)
    if was == answer.quote.price:
        return store_item(answer, item_id)
    if request.form.get("shown_for", selection.seal) != selection.seal:
        was = None  # it was the price of other choices, and has not changed
    keep_offer(answer.quote)
    token = answer.quote.token
    db.session.commit()
    return redirect(url_for("cart.quoted", quote=token, was=was, item=item_id))


def quoted_now(
    product: Product, selection: Selection, account: PartnerAccount | None, markup: Markup
) -> QuoteAnswer:
    """What 4Over says of it now: as `ask`, but raises NotPriced in place of each error. Of a
    product that 4Over does not know any more it commits that."""
    try:
        return ask(product, selection, account, markup)
    except NotConnected:
        raise NotPriced(NOT_CONNECTED, 503) from None
    except Gone:
        withdraw(product.id)
        db.session.commit()
        raise NotPriced(GONE, 409) from None
    except Refused as refusal:
        if refusal.credentials:
            raise NotPriced(NO_ANSWER, 503) from None
        named = " and ".join(f"“{name}”" for name in selection.left_open)
        words = NOT_PRINTED + (LEFT_OPEN % named if named else "")
        raise NotPriced(words, 422, Refusal(TOGETHER)) from None
    except FourOverError:
        raise NotPriced(NO_ANSWER, 503) from None


def _shown(selection: Selection, markup: Markup) -> Decimal | None:
    """The price that was shown beside the button. A form without it is not from our page: then it
    is the price that our page would have shown."""
    said = request.form.get("shown")
    if said is None:
        shown = shown_price(selection, markup)
        return shown.price if shown else None
    return price_in(said)


def price_in(said: str) -> Decimal | None:
    """As our pages write prices in fields and URLs; None for all else."""
    return Decimal(said) if re.fullmatch(r"\d{1,9}\.\d\d", said, re.ASCII) else None


@bp.post("/cart/own-items")
def add_own() -> ResponseReturnValue:
    """One of the shop's own products."""
    slug = clean(request.form.get("product", ""), 80)
    product = db.session.scalar(select(OwnProduct).where(OwnProduct.slug == slug))
    settings = shop_settings()
    if product is None or product.hidden or (settings.active and not settings.list_own_products):
        abort(404)
    if set_aside_before():
        return redirect(url_for("cart.show"))
    quantity = request.form.get("quantity", "1")
    if not settings.taking_orders:
        return show_own(product, trouble=NOT_SELLING), 409
    try:
        pieces = int(PIECES.read(quantity))
    except NoSuchNumber as trouble:
        return show_own(product, quantity, trouble=str(trouble)), 422
    try:
        adding.add_own(cart_to_fill(), product, pieces)
    except MixedCart:
        db.session.rollback()
        return redirect(url_for("cart.separate", product=slug, quantity=quantity))
    db.session.commit()
    return redirect(url_for("cart.show"))


def page_again(
    slug: str,
    picks: Picks,
    item_id: int | None,
    trouble: str = "",
    status: int = 200,
    answer: Refusal | None = None,
) -> ResponseReturnValue:
    """The product's page again, with what was picked and why it was not added."""
    priced = priced_or_404(slug)
    return show(priced, picks, changing=item_id, trouble=trouble, status=status, confirmed=answer)


def store_item(answer: QuoteAnswer, item_id: int | None, *, then: str = "") -> ResponseReturnValue:
    """Put it into the cart, or change the item, and commit. Leads on to its files."""
    try:
        item = _write(answer, item_id)
    except MixedCart:
        db.session.rollback()
        keep_offer(answer.quote)
        token = answer.quote.token
        db.session.commit()
        return redirect(url_for("cart.separate", quote=token))
    except (OtherProduct, OtherEnvironment):
        abort(409)
    then = then or url_for("artwork.show", item_id=item.id)
    db.session.commit()
    return redirect(then)


def _write(answer: QuoteAnswer, item_id: int | None) -> CartItem:
    if item_id is not None:
        item = my_item_or_404(item_id, lock=True)
        was = item.price
        adding.change(item, answer.quote, answer.slots, answer.slots_from)
        flash(words.saved(was, item.price))
        return item
    cart = cart_to_fill()
    twice = [item for item in cart.items if item.quote_id and item.quote_id == answer.quote.id]
    return twice[0] if twice else adding.add(cart, answer.quote, answer.slots, answer.slots_from)


def set_aside_before() -> bool:
    """A second click: the cart is kept for later, and what was wanted is in the one after it."""
    shown = request.form.get("set_aside", "")
    cart = current_cart() if shown else None
    return cart is not None and cart.token != shown


def cart_to_fill() -> Cart:
    """The open cart; a new one if the customer wants the open one kept for later."""
    shown = request.form.get("set_aside", "")
    cart = current_cart(lock=True) if shown else None
    if cart is not None and cart.token == shown:
        save_for_later(cart)
        flash("Your other cart is saved at the bottom of the cart page.")
    return cart_for_adding()
