"""What search engines may read, and where they find it."""

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from storefront.browse import listings
from storefront.browse.blueprint import bp
from storefront.browse.facets import FACETS
from storefront.browse.visitor import withheld_from_visitor
from storefront.catalog.audience import on_offer
from storefront.catalog.models import Product
from storefront.config import config
from storefront.database import db
from storefront.partner.account import environment
from storefront.settings import shop_settings

A_PART = 1000  # URLs
PRIVATE = (
    "/account/", "/admin/", "/artwork/", "/cart/", "/catalog-cache/", "/checkout/", "/login",
    "/logout", "/orders/", "/register", "/search",
)  # fmt: skip


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Neither people's own pages nor the same products in other cuts: facets, choices, results."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines += [f"Disallow: /*?*{facet}=" for facet in FACETS]
    lines += ["Disallow: /products/*?", f"Sitemap: {config().public_url}/sitemap.xml", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """The list of parts: pages and categories, then the products by their age."""
    parts = 1 + -(-_products_on_offer() // A_PART)
    return _xml("browse/sitemap.xml", parts=range(parts))


@bp.get("/sitemap-<int:part>.xml")
def sitemap_part(part: int) -> ResponseReturnValue:
    paths = _products(part) if part else _pages()
    if not paths:
        abort(404)
    return _xml("browse/sitemap_part.xml", paths=paths)


def _pages() -> list[str]:
    paths = [url_for("browse.home"), url_for("browse.index")]
    if shop_settings().active:
        categories = listings.categories(withheld_from_visitor())
        paths += [url_for("browse.category", slug=category.slug) for category in categories]
    return paths


def _products(part: int) -> list[str]:
    if not shop_settings().active or part > 1000:
        return []
    slugs = db.session.scalars(
        select(Product.slug)
        .where(Product.environment == environment(), on_offer(withheld_from_visitor()))
        .order_by(Product.id)
        .offset((part - 1) * A_PART)
        .limit(A_PART)
    )
    return [url_for("browse.product", slug=slug) for slug in slugs]


def _products_on_offer() -> int:
    if not shop_settings().active:
        return 0
    here = Product.environment == environment(), on_offer(withheld_from_visitor())
    return db.session.scalar(select(func.count(Product.id)).where(*here)) or 0


def _xml(template: str, **values: object) -> Response:
    page = render_template(template, root=config().public_url, **values)
    return Response(page, mimetype="application/xml")
