"""The page of a product: what it is, what can be chosen, and what that comes to."""

from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import undefer

from storefront.artwork.required import by_rules
from storefront.catalog.models import Product
from storefront.catalog.presentation import text_of
from storefront.catalog.views import bp
from storefront.extensions import db
from storefront.partner.account import environment
from storefront.quotes.forms import fields_of, picks_from
from storefront.quotes.offer import offer_for
from storefront.quotes.selection import Picks
from storefront.settings import shop_settings


@bp.get("/products/<slug>/")
def product(slug: str) -> ResponseReturnValue:
    """The choices may be in the query string, so the page works without JavaScript."""
    found = product_or_404(slug)
    asked = picks_from(request.args)
    return show(found, asked if asked != Picks() else None)


@bp.post("/products/<slug>/price")
def price(slug: str) -> ResponseReturnValue:
    """The questions and the price again, for what is picked now."""
    found = product_or_404(slug)
    if not found.sellable:
        abort(409)
    return show(
        found,
        picks_from(request.form),
        changing=request.form.get("changing", type=int),
        only_choices="HX-Request" in request.headers,
    )


def show(
    product: Product,
    picks: Picks | None = None,
    *,
    changing: int | None = None,
    only_choices: bool = False,
    trouble: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The page, or the part of it that changes with the picks. 422 if they are not printed.

    `picks` of None starts with the least costly combination. `changing` is the cart item that gets
    the new choices, instead of a new one. `trouble` is said above it all.
    """
    offer = offer_for(product, picks, current_user) if product.sellable else None
    if offer and offer.problem and status == 200:
        status = 422
    page = render_template(
        "catalog/_choices.html" if only_choices else "catalog/product.html",
        product=product,
        offer=offer,
        trouble=trouble,
        changing=changing,
        text=text_of(product, offer.spec if offer else None),
        files_for=by_rules,
    )
    return page, status


def address_of(slug: str, picks: Picks) -> str:
    """The page with these picks."""
    return f"{url_for('catalog.product', slug=slug)}?{urlencode(list(fields_of(picks)))}"


def product_or_404(slug: str) -> Product:
    """The product with its spec. Hidden from customers while 4Over is not active."""
    if not shop_settings().active and not getattr(current_user, "is_staff", False):
        abort(404)
    found = db.session.scalar(
        select(Product)
        .where(Product.slug == slug[:80], Product.environment == environment())
        .options(undefer(Product.packed_spec))
    )
    if found is None or (found.hidden and not getattr(current_user, "is_staff", False)):
        abort(404)
    return found
