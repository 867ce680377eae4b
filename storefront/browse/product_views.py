"""The page of a product: what it is, what can be chosen, and what that comes to."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront.browse.blueprint import bp
from storefront.browse.priced import Priced, priced
from storefront.browse.product_page import Asked, ProductPage, page_for
from storefront.config import config
from storefront.database import only_reads
from storefront.partner.models import fingerprint_of
from storefront.quotes.confirming import known_cost
from storefront.quotes.fitting import fitting_picks
from storefront.quotes.forms import fields_of, picks_from, picks_of_url, preferences_from
from storefront.quotes.offer import price_range
from storefront.quotes.price import Price
from storefront.quotes.price_table import Known
from storefront.quotes.selection import Picks
from storefront.urls import path_for
from storefront.web.guards import checks_its_form, form_is_current, row_id


@bp.get("/products/<slug>/")
def product(slug: str) -> ResponseReturnValue:
    """The choices are in the query string, so that page and price are the same ones after Back, a
    reload and without JavaScript: by their ids, or by their values from the page of a sibling."""
    priced, asked = priced_or_404(slug), picks_of_url(request.args)
    preferred = preferences_from(request.args)
    if asked != Picks():
        return show(priced, asked)
    if preferred is None or not priced.product.sellable:
        return show(priced)
    fitting = fitting_picks(priced.product.spec, preferred)
    return show(priced, fitting.picks, lacking=fitting.lacking)


@bp.post("/products/<slug>/price")
@checks_its_form
@only_reads
def price(slug: str) -> ResponseReturnValue:
    """The questions and the prices again, for what is picked now.

    It changes nothing, so htmx needs no token: a page goes on after its session has ended. Nobody
    else's page can send htmx's header.
    """
    part = "HX-Request" in request.headers
    if not part and not form_is_current():
        abort(400)
    priced = priced_or_404(slug)
    if not priced.product.sellable:
        abort(409)
    return show(priced, picks_from(request.form), changing=item_changed(), only_choices=part)


def priced_or_404(slug: str, *, account: bool = False) -> Priced:
    return priced(slug, account=account) or abort(404)


def item_changed() -> int | None:
    """The cart item that the form gives its choices to, if it says one."""
    return request.form.get("changing", type=row_id)


def show(
    priced: Priced,
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
    asked = Asked(
        picks,
        exactly=status != 200,  # it was not added, and why is said of what was picked
        changing=changing,
        seal=request.form.get("table") if only_choices else None,
        said=lacking,
        known=_known(priced),
        answer=confirmed,
    )
    page = page_for(priced, asked)
    if page.offer and page.offer.problem and status == 200:
        status = 422
    if not only_choices:
        return _whole(page, priced, trouble), status
    if confirmed:
        page = replace(page, ways={})  # nothing else has changed
    return _changed(page), status, _headers(page)


def _whole(page: ProductPage, priced: Priced, trouble: str) -> str:
    data = None
    if not page.changing:
        prices = price_range(page.offer.spec, priced.markup) if page.offer else None
        data = page.about.for_search(page.product.code, page.here, prices)
    return render_template(
        "browse/product.html",
        **vars(page),
        about=page.about,
        trouble=trouble,
        canonical=config().public_url + page.here,
        data=data,
    )


def _changed(page: ProductPage) -> str:
    cell_alone = request.headers.get("HX-Target") == "total" and not page.moved
    return render_template("browse/_changed.html", **vars(page), cell_alone=cell_alone)


def _headers(page: ProductPage) -> dict[str, str]:
    """For htmx: what is swapped, and the URL that says what is picked."""
    headers = {"HX-Retarget": "#choices", "HX-Reselect": "#choices"} if page.moved else {}
    if page.offer:
        picked = url_of(page.product.slug, page.offer.picks, page.changing)
        headers["HX-Replace-Url"] = picked
    return headers


def _known(priced: Priced) -> Known:
    """What 4Over said of prices lately. Not for a page that its URL alone makes: a browser
    keeps that longer than these are known."""
    if request.method != "POST":
        return lambda _: None
    return partial(known_cost, fingerprint_of(priced.product.environment, priced.key))


def url_of(slug: str, picks: Picks, changing: int | None = None) -> str:
    """The page with these picks: the product's, or that of the cart item that is changed."""
    page = path_for("browse.product", slug=slug)
    if changing is not None:
        page = url_for("cart.options", item_id=changing)
    return f"{page}?{urlencode(list(fields_of(picks)))}"
