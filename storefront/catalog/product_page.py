"""The page of a product: what it is, what can be chosen, and what that comes to."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from storefront.artwork.required import by_rules
from storefront.catalog.models import Product
from storefront.catalog.presentation import text_of
from storefront.catalog.views import bp
from storefront.extensions import db
from storefront.partner.account import environment
from storefront.partner.models import PartnerAccount
from storefront.quotes.forms import fields_of, picks_from
from storefront.quotes.markup import RULE_COLUMNS, Markup, winner, with_rules
from storefront.quotes.offer import offer_for
from storefront.quotes.selection import Picks
from storefront.settings import shop_settings


@bp.get("/products/<slug>/")
def product(slug: str) -> ResponseReturnValue:
    """The choices may be in the query string, so the page works without JavaScript."""
    asked = picks_from(request.args)
    return show(priced_or_404(slug), asked if asked != Picks() else None)


@bp.post("/products/<slug>/price")
def price(slug: str) -> ResponseReturnValue:
    """The questions and the price again, for what is picked now."""
    found = priced_or_404(slug)
    if not found.product.sellable:
        abort(409)
    return show(
        found,
        picks_from(request.form),
        changing=request.form.get("changing", type=int),
        only_choices="HX-Request" in request.headers,
    )


def show(
    found: "Priced",
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
    product = found.product
    offer = offer_for(product, picks, found.markup) if product.sellable else None
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


class Priced(NamedTuple):
    product: Product  # with its spec
    markup: Markup  # that counts for who is asking
    account: PartnerAccount | None = None  # the shop's own, where it was asked for


def priced_or_404(slug: str, *, account: bool = False) -> Priced:
    """All of it in one statement. Hidden from customers while 4Over is not active."""
    staff = getattr(current_user, "is_staff", False)
    if not shop_settings().active and not staff:
        abort(404)
    query: Select[*tuple[Any, ...]] = (
        select(Product)
        .where(Product.slug == slug[:80], Product.environment == environment())
        .options(undefer(Product.packed_spec))
    )
    if account:
        the_shops = PartnerAccount.owner_id.is_(None)
        query = query.add_columns(PartnerAccount).outerjoin(
            PartnerAccount, the_shops & (PartnerAccount.environment == Product.environment)
        )
    rows = db.session.execute(with_rules(query, current_user)).all()
    if not rows or (rows[0][0].hidden and not staff):
        abort(404)
    product, *more = rows[0][:-RULE_COLUMNS]
    return Priced(product, winner(row[-RULE_COLUMNS:] for row in rows), *more)
