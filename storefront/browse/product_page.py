"""What the page of a product shows, for what is picked: its choices, prices and siblings."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from storefront.browse.about import About, about_of
from storefront.browse.listings import PublicCategory
from storefront.browse.priced import Priced
from storefront.browse.siblings import Ways, family_of, ways
from storefront.browse.visitor import for_visitor, public_categories
from storefront.catalog.audience import Withheld
from storefront.catalog.codes import Dictionary
from storefront.catalog.models import Product
from storefront.catalog.words import wording
from storefront.page_cache import remembered
from storefront.quotes.fitting import preferences_of
from storefront.quotes.offer import Offer, offer_for, with_answer
from storefront.quotes.price import Price
from storefront.quotes.price_table import Known, same_prices, seal_of
from storefront.quotes.selection import Picks
from storefront.urls import path_for

PRICES_CHANGED = "Prices have changed since you opened this page. These are the current ones."


@dataclass(frozen=True)
class ProductPage:
    product: Product
    offer: Offer | None  # None while it cannot be ordered
    seal: str  # of the table of prices
    moved: bool  # of what this visitor sees now, more than one cell of the table is another
    changing: int | None  # the cart item that gets the choices, instead of a new one
    category: PublicCategory | None  # the category that leads back from it
    ways: dict[str, Ways]  # by facet, to its siblings
    way_to: Callable[[str], str]  # the URL of a sibling, by its slug
    dictionary: Dictionary
    estimated: bool
    here: str  # URLs: its own, where its prices are asked for, and 4Over's confirmation
    price_here: str
    confirm_here: str

    @property
    def about(self) -> About:
        """What it says whatever is picked."""
        spec = self.offer.spec if self.offer else None
        return remembered(("about", self.product.id), partial(about_of, self.product, spec))


@dataclass(frozen=True)
class Asked:
    """What a product's page is asked to show."""

    picks: Picks | None = None  # None: the least costly combination
    exactly: bool = False  # nothing gives way to what is nearest to it
    changing: int | None = None
    seal: str | None = None  # of the table that the visitor sees now, if there is one
    said: str = ""  # beside the choices
    known: Known = lambda _: None  # what 4Over said of prices lately
    answer: Price | str | None = None  # what it said of this one, or why it said nothing


def page_for(priced: Priced, asked: Asked) -> ProductPage:
    product, offer, seal = priced.product, _offer(priced, asked), ""
    moved = False
    if offer:
        seal = seal_of(product.spec_hash, offer.spec, offer.picks, priced.markup)
        seen = seal if asked.seal is None else asked.seal
        said = asked.said or ("" if same_prices(seen, seal) else PRICES_CHANGED)
        offer = replace(offer, changed=f"{said} {offer.changed}".strip())
        moved = bool(offer.changed or seen != seal or offer.asked_again)
    return ProductPage(
        product,
        offer,
        seal,
        moved,
        asked.changing,
        category=public_categories().get(priced.category_slug or ""),
        ways={} if asked.changing else for_visitor(("ways", product.id), partial(_ways, product)),
        way_to=_way_to(offer),
        dictionary=wording().dictionary,
        estimated=priced.estimated,
        here=path_for("browse.product", slug=product.slug),
        price_here=path_for("browse.price", slug=product.slug),
        confirm_here=path_for("browse.confirmed_price", slug=product.slug),
    )


def way_to_product(**query: Any) -> Callable[[str], str]:
    """Makes URLs of products from slugs."""
    tail = f"?{urlencode(query, doseq=True, safe='/')}" if query else ""
    return lambda slug: path_for("browse.product", slug=slug) + tail


def _offer(priced: Priced, asked: Asked) -> Offer | None:
    if not priced.product.sellable:
        return None
    offer = offer_for(
        priced.product,
        asked.picks,
        priced.markup,
        exactly=asked.exactly,
        live=priced.live,
        known=asked.known,
    )
    return with_answer(offer, asked.answer)


def _ways(product: Product, _: Withheld) -> dict[str, Ways]:
    return ways(for_visitor(("family", product.family), partial(family_of, product)), product)


def _way_to(offer: Offer | None) -> Callable[[str], str]:
    """Where all that was chosen is the same, if the sibling has it."""
    if offer is None or offer.selection is None:
        return way_to_product()
    return way_to_product(**preferences_of(offer.selection, offer.picks).fields)
