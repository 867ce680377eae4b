"""Pages of the catalog: all categories, one category, the shop's own products, pictures."""

from functools import partial

from flask import abort, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.artwork.required import by_rules
from storefront.artwork.rules.asked_for import asked_of
from storefront.browse import listings
from storefront.browse.blueprint import bp
from storefront.browse.facets import FACETS, CategoryPage, category_page, listing_of
from storefront.browse.priced_cards import (
    priced_cards,
)
from storefront.browse.visitor import (
    for_visitor,
    pays_own_prices,
    public_categories,
    withheld_from_visitor,
)
from storefront.catalog import pictures, presentation
from storefront.catalog.choice_words import unwind_of
from storefront.catalog.images import is_image_name, key_of
from storefront.catalog.markdown import to_html
from storefront.catalog.models import OwnProduct
from storefront.config import config
from storefront.database import db
from storefront.paging import Page, page_asked
from storefront.quotes.fitting import inks
from storefront.settings import shop_settings
from storefront.storage.answering import answer_with
from storefront.text import clean

bp.add_app_template_global(pays_own_prices)


@bp.get("/catalog/")
def index() -> ResponseReturnValue:
    settings = shop_settings()
    return render_template(
        "browse/index.html",
        categories=for_visitor("categories", listings.categories) if settings.active else [],
        own_products=listings.own_products(settings),
        some_are_withheld=settings.active and bool(withheld_from_visitor()),
    )


@bp.get("/catalog/<slug>/")
def category(slug: str) -> ResponseReturnValue:
    chosen_category = public_categories().get(slug) if shop_settings().active else None
    if chosen_category is None:
        abort(404)
    chosen = {facet: clean(request.args.get(facet, ""), 120) for facet in FACETS}
    page = page_asked()
    listing = for_visitor(("listing", chosen_category.id), partial(listing_of, chosen_category.id))
    result = category_page(listing, chosen, page)
    asked = {facet: key for facet, key in chosen.items() if key}
    pages = Page(result.cards, page, result.total, listings.A_PAGE)
    return render_template(
        "browse/category.html",
        category=chosen_category,
        text=to_html(chosen_category.description) if chosen_category.description else "",
        facets={facet: _options(facet, result, chosen[facet]) for facet in FACETS},
        chosen=chosen,
        narrowed=bool(asked),
        everything=result.everything,
        cards=priced_cards(result.cards),
        page=pages,
        canonical=config().public_url + url_for("browse.category", slug=slug, page=pages.if_more),
    )


def _options(facet: str, result: CategoryPage, chosen: str) -> list[tuple[str, str]]:
    """For a select: all, then each choice with its count. One that leads nowhere stays visible."""
    choices = result.facets[facet]
    options = [("", f"All {facet}s")]
    options += [(choice.key, f"{choice.label} ({choice.products})") for choice in choices]
    if chosen and all(choice.key != chosen for choice in choices):
        options.append((chosen, f"{chosen} (0)"))
    return options


@bp.get("/own/<slug>")
def own_product(slug: str) -> ResponseReturnValue:
    """Something the shop makes itself, where such things are listed."""
    settings = shop_settings()
    product = db.session.scalar(select(OwnProduct).filter_by(slug=slug, hidden=False))
    if product is None or (settings.active and not settings.list_own_products):
        abort(404)
    return show_own(product)


def show_own(product: OwnProduct, quantity: str = "1", trouble: str = "") -> str:
    """Its page, and why it was not added when that was tried."""
    return render_template(
        "browse/own_product.html",
        product=product,
        text=to_html(product.description),
        quantity=quantity,
        trouble=trouble,
    )


@bp.get("/images/<name>")
def image(name: str) -> ResponseReturnValue:
    """A picture that staff uploaded. Its name is its content, so it never changes."""
    if not is_image_name(name):
        abort(404)
    answer = answer_with(key_of(name), download_name=name, etag=name, max_age=31536000)
    answer.cache_control.public = True
    answer.cache_control.immutable = True
    return answer


@bp.record_once
def _give_functions_to_templates(state: BlueprintSetupState) -> None:
    for function in (
        presentation.title_of,
        presentation.lead_of,
        presentation.text_of,
        pictures.image_url,
        pictures.own_image_url,
        pictures.picture_for,
        presentation.words_for,
        presentation.option_words,
        unwind_of,
        inks,
        by_rules,
        asked_of,
    ):
        state.app.add_template_global(function)
