"""The page of a product: what it is, what can be chosen, and what that comes to."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import undefer

from storefront.artwork.required import by_rules
from storefront.browse.about import about_of
from storefront.browse.blueprint import bp
from storefront.browse.listing_views import (
    for_visitor,
    kept_from_visitor,
    markup_rules,
    shelves,
    way_to_product,
)
from storefront.browse.siblings import Ways, family_of, ways
from storefront.catalog.models import CatalogState, Category, Product, product_category
from storefront.catalog.state import are_estimates
from storefront.catalog.words import wording
from storefront.config import config
from storefront.database import db, only_reads
from storefront.page_cache import remembered
from storefront.partner.account import environment
from storefront.partner.models import PartnerAccount, fingerprint_of
from storefront.quotes.confirming import known_cost
from storefront.quotes.fitting import fitting_picks, inks, wish_of
from storefront.quotes.forms import fields_of, picks_from, picks_of_address, wish_fields, wish_from
from storefront.quotes.markup import Markup
from storefront.quotes.offer import Offer, offer_for, price_range, with_answer
from storefront.quotes.price import Price
from storefront.quotes.price_table import Known, same_prices, seal_of
from storefront.quotes.selection import Picks
from storefront.settings import shop_settings
from storefront.urls import address
from storefront.web.guards import checks_its_form, form_is_current, row_id

PRICES_CHANGED = "Prices have changed since you opened this page. These are the current ones."


@bp.get("/products/<slug>/")
def product(slug: str) -> ResponseReturnValue:
    """The choices are in the query string, so that page and price are the same ones after Back, a
    reload and without JavaScript: by their ids, or by their values from the page of a sibling."""
    found, asked, wish = (
        priced_or_404(slug),
        picks_of_address(request.args),
        wish_from(request.args),
    )
    if asked != Picks():
        return show(found, asked)
    if wish is None or not found.product.sellable:
        return show(found)
    fitting = fitting_picks(found.product.spec, wish)
    return show(found, fitting.picks, lacking=fitting.lacking)


@bp.post("/products/<slug>/price")
@checks_its_form
@only_reads
def price(slug: str) -> ResponseReturnValue:
    """The questions and the prices again, for what is picked now.

    It changes nothing, so htmx needs no token: a page goes on after its session has ended. Nobody
    else's page can send htmx's header.
    """
    if "HX-Request" not in request.headers and not form_is_current():
        abort(400)
    found = priced_or_404(slug)
    if not found.product.sellable:
        abort(409)
    return show(
        found,
        picks_from(request.form),
        changing=request.form.get("changing", type=row_id),
        only_choices="HX-Request" in request.headers,
    )


def show(
    found: "Priced",
    picks: Picks | None = None,
    *,
    changing: int | None = None,
    only_choices: bool = False,
    trouble: str = "",
    lacking: str = "",
    confirmed: Price | str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page, or the part of it that changes with the picks. 422 if they are not printed.

    `picks` of None starts with the least costly combination. `changing` is the cart item that gets
    the new choices, instead of a new one. `trouble` is said above it all, `lacking` beside the
    choices: what it has not of those for another product. `confirmed` is what 4Over
    said of the price, or the sentence that says why it did not.
    """
    product, words = found.product, wording().dictionary
    here = address("browse.product", slug=product.slug)
    exactly = status != 200  # it was not added, and why is said of what was picked
    offer = None
    if product.sellable:
        offer = offer_for(product, picks, found.markup, exactly=exactly, known=_known(found))
    offer = with_answer(offer, confirmed) if offer else None
    seal = seal_of(product.spec_hash, offer.spec, offer.picks, found.markup) if offer else ""
    seen = request.form.get("table", seal)  # of the table that this form shows
    if offer and (lacking or not same_prices(seen, seal)):
        said = lacking if lacking else PRICES_CHANGED if only_choices else ""
        offer = replace(offer, changed=f"{said} {offer.changed}".strip())
    if offer and offer.problem and status == 200:
        status = 422
    shown = {
        "product": product,
        "offer": offer,
        "seal": seal,
        "changing": changing,
        "shelf": shelves().get(found.shelf or ""),
        "ways": {} if changing else for_visitor(("ways", product.id), partial(_ways, product)),
        "way_to": _way_to(offer),
        "files_for": by_rules,
        "dictionary": words,
        "inks": inks,
        "estimated": found.estimated,
        "here": here,
        "price_here": address("browse.price", slug=product.slug),
        "confirm_here": address("browse.confirmed_price", slug=product.slug),
    }
    if only_choices:
        # to another cell, or of another table, so all are shown again
        moved = offer is not None and (offer.changed or seen != seal or offer.asked_again)
        cell_alone = request.headers.get("HX-Target") == "total" and not moved
        shown["ways"] = {} if confirmed else shown["ways"]  # nothing else has changed
        part = render_template("browse/_changed.html", **shown, cell_alone=cell_alone)
        headers = {"HX-Retarget": "#choices", "HX-Reselect": "#choices"} if moved else {}
        if offer:
            headers["HX-Replace-Url"] = address_of(product.slug, offer.picks, changing)
        return part, status, headers
    about = remembered(
        ("about", product.id), partial(about_of, product, offer.spec if offer else None)
    )
    prices = price_range(offer.spec, found.markup) if offer and not changing else None
    page = render_template(
        "browse/product.html",
        **shown,
        trouble=trouble,
        about=about,
        canonical=config().public_url + here,
        data=None if changing else about.for_search(product.code, here, prices),
    )
    return page, status


def _known(found: "Priced") -> Known:
    """What 4Over said of prices lately. Not for a page that its address alone makes: a browser
    keeps that longer than these are known."""
    if request.method != "POST":
        return lambda _: None
    return partial(known_cost, fingerprint_of(found.product.environment, found.our_key))


def _ways(product: Product, kept: frozenset[int]) -> dict[str, Ways]:  # noqa: ARG001 - as it is called
    return ways(for_visitor(("family", product.family), partial(family_of, product)), product)


def _way_to(offer: Offer | None) -> Callable[[str], str]:
    """Makes the address of a sibling, where all that was chosen is the same if it has it."""
    if offer is None or offer.selection is None:
        return way_to_product()
    return way_to_product(**wish_fields(wish_of(offer.selection, offer.picks)))


def address_of(slug: str, picks: Picks, changing: int | None = None) -> str:
    """The page with these picks: the product's, or that of the cart item that is changed."""
    page = address("browse.product", slug=slug)
    if changing is not None:
        page = url_for("cart.options", item_id=changing)
    return f"{page}?{urlencode(list(fields_of(picks)))}"


_SHELF = (
    select(Category.slug)
    .join(product_category, product_category.c.category_id == Category.id)
    .where(
        product_category.c.product_id == Product.id, Category.available, Category.hidden.is_(False)
    )
    .order_by(Category.sort, Category.id)
    .limit(1)
    .scalar_subquery()
)

_WHOSE_COSTS = (
    select(CatalogState.fingerprint)
    .where(CatalogState.environment == Product.environment)
    .correlate(Product)
    .scalar_subquery()
)
_OUR_KEY = (
    select(PartnerAccount.public_key)
    .where(PartnerAccount.environment == Product.environment, PartnerAccount.is_the_shops())
    .correlate(Product)
    .scalar_subquery()
)

# made once: the shop's hottest statement
_PRICED: Select[*tuple[Any, ...]] = (
    select(Product, _SHELF, _WHOSE_COSTS, _OUR_KEY)
    .where(Product.slug == bindparam("slug"), Product.environment == bindparam("environment"))
    .options(undefer(Product.packed_spec))
)
_WITH_ACCOUNT: Select[*tuple[Any, ...]] = _PRICED.add_columns(PartnerAccount).outerjoin(
    PartnerAccount,
    PartnerAccount.is_the_shops() & (PartnerAccount.environment == Product.environment),
)


class Priced(NamedTuple):
    product: Product  # with its spec
    shelf: str | None  # its category's slug
    markup: Markup  # that counts for who is asking
    estimated: bool  # the costs we hold are another account's
    our_key: str  # the public one at 4Over
    account: PartnerAccount | None = None  # the shop's own, where it was asked for


def priced_or_404(slug: str, *, account: bool = False) -> Priced:
    """All of it in one statement. Hidden from customers while 4Over is not active."""
    staff = getattr(current_user, "is_staff", False)
    if not shop_settings().active and not staff:
        abort(404)
    values = {"slug": slug[:80], "environment": environment()}
    row = db.session.execute(_WITH_ACCOUNT if account else _PRICED, values).one_or_none()
    if row is None or (row[0].hidden and not staff):
        abort(404)
    product, shelf, whose_costs, our_key, *more = row
    markup = markup_rules().markup_for(product, current_user)
    if product.group_id in kept_from_visitor():
        abort(404)
    estimated = are_estimates(product.environment, whose_costs, our_key)
    return Priced(product, shelf, markup, estimated, our_key or "", *more)
