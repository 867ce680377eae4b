"""A price that was confirmed, or a product that needs a cart of its own: shown by a URL, so
that a browser comes back to it without sending anything again; and the yes to it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from storefront.browse.product_views import url_of
from storefront.browse.visitor import withheld_from_visitor
from storefront.cart.adding_views import (
    GONE,
    NOT_SELLING,
    page_again,
    price_in,
    set_aside_before,
    store_item,
)
from storefront.cart.asking import QuoteAnswer, ask_slots
from storefront.cart.blueprint import bp
from storefront.cart.current import whole_cart
from storefront.cart.models import Source
from storefront.cart.offers import was_offered
from storefront.cart.refreshing import prices_now
from storefront.catalog.models import OwnProduct
from storefront.catalog.presentation import title_of
from storefront.database import db
from storefront.extensions import asks_fourover
from storefront.money import NOTHING
from storefront.not_here import NotHere
from storefront.partner.account import account_id_for, environment
from storefront.quotes.live import picks_of, selection_of
from storefront.quotes.markup import group_of
from storefront.quotes.models import Quote
from storefront.quotes.selection import NotOffered
from storefront.settings import shop_settings
from storefront.text import clean
from storefront.web.guards import row_id

EXPIRED = "This price has expired. Please choose your options again."


@bp.get("/cart/quoted-items")
def quoted() -> ResponseReturnValue:
    """The confirmed price, where it is not the one that was shown."""
    if not request.args:
        return redirect(url_for("cart.show"))
    quote, item_id = _offered(request.args.get("quote", "")), _item(request.args.get("item", ""))
    back = url_of(quote.product.slug, picks_of(quote), item_id)
    if away := _no_more(quote, back):
        return away
    return render_template(
        "cart/price_changed.html",
        quote=quote,
        was=price_in(request.args.get("was", "")),
        item_id=item_id,
        back=back,
    )


@bp.post("/cart/quoted-items")
@asks_fourover
def add_quoted() -> ResponseReturnValue:
    """The customer said yes to a price that is not the one shown before."""
    if set_aside_before():
        return redirect(url_for("cart.show"))
    quote, item_id = _offered(request.form.get("quote", "")), _item(request.form.get("item", ""))
    slug, picks = quote.product.slug, picks_of(quote)
    if away := _no_more(quote, url_of(slug, picks, item_id)):
        return away
    if not shop_settings().taking_orders:
        return page_again(slug, picks, item_id, NOT_SELLING, 409)
    try:
        quote_id, selection = quote.id, selection_of(quote)
        slots, slots_from = ask_slots(quote, selection)
    except NotOffered:
        return page_again(slug, picks, item_id, status=422)
    quote = db.session.get_one(Quote, quote_id)
    return store_item(QuoteAnswer(quote, slots, slots_from), item_id)


@bp.get("/cart/separate-orders")
def separate() -> ResponseReturnValue:
    """Nothing was added. What was wanted stands in the form, for a cart of its own."""
    if not request.args:
        return redirect(url_for("cart.show"))
    cart, wanted = whole_cart(), dict[str, str]()
    if token := request.args.get("quote", ""):
        source, title = Source.FOUROVER, title_of(_offered(token).product)
        add_at, wanted["quote"] = url_for("cart.add_quoted"), token
        alone = url_for("cart.quoted", quote=token)
    else:
        slug = clean(request.args.get("product", ""), 80)
        own = db.session.scalar(select(OwnProduct).where(OwnProduct.slug == slug)) or abort(404)
        source, title, add_at = Source.OWN, own.title, url_for("cart.add_own")
        wanted |= {"product": slug, "quantity": request.args.get("quantity", "1")}
        alone = url_for("browse.own_product", slug=slug)
    if cart is None or cart.source in (None, source):
        return redirect(alone)  # by now it can have this cart
    page = render_template(
        "cart/mixed.html",
        cart=cart,
        subtotal=sum(prices_now(cart).values(), NOTHING),
        title=title,
        add_at=add_at,
        wanted=wanted,
    )
    return page, 409


def _offered(token: str) -> Quote:
    """A price is for whoever asked for it."""
    token = clean(token, 32)
    quote = db.session.scalar(select(Quote).where(Quote.token == token))
    if quote is None or not was_offered(token):
        raise NotHere(
            "This price is no longer on offer",
            "Nothing was added to your cart. Please choose the product and its options again.",
            ("Browse the catalog", url_for("browse.index")),
        )
    return quote


def _item(text: str) -> int | None:
    return row_id(text) if text else None


def _no_more(quote: Quote, back: str) -> ResponseReturnValue | None:
    """Where to go instead, if the offer does not count any more."""
    if quote.product.hidden or quote.product.group_id in withheld_from_visitor():  # since then
        flash(GONE, "warn")
        return redirect(url_for("browse.index"))
    mine = account_id_for(getattr(current_user, "id", None), quote.environment)
    # signed in since, or the account whose prices are paid is another
    for_another = quote.user_group_id != group_of(current_user) or quote.account_id != mine
    gone = quote.environment != environment() or quote.expired or not quote.product.sellable
    if gone or for_another:
        flash(EXPIRED, "warn")
        return redirect(back)
    return None
