"""The pages that are measured, each asked for as a visitor's browser asks for it."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.visitor import Answer, Fields, Form, Visitor, forms_in
from storefront.catalog.models import Category, Product, product_category
from storefront.database import db

IN_CART = 3
TYPED = "business car"  # of a search that is not finished
SEARCHES = "business cards", "postcard uv", "14pt", "banner 3x6", "brochure gloss", "die cut"


@dataclass(frozen=True)
class Page:
    name: str
    visitor: Visitor
    path: str
    queries: int  # of the floor it is compared with
    fields: Fields | None = None  # None: a GET
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return "GET" if self.fields is None else "POST"

    def ask(self) -> Answer:
        answer = self.visitor.ask(self.method, self.path, self.fields, **self.headers)
        if answer.status not in (200, 304):
            raise ValueError(f"{self.name}: {self.path} answered {answer.status}")
        return answer


@dataclass(frozen=True)
class Chosen:
    """What the pages are about: the fullest there is of each."""

    products: list[str]  # slugs, the one with the most to choose first
    category: str
    stock: str  # of the most products in the category


def choose() -> Chosen:
    """In an app context."""
    sellable = Product.available, Product.quarantine == "", Product.lowest_cost.is_not(None)
    size = func.length(Product.packed_spec)
    products = db.session.scalars(select(Product.slug).where(*sellable).order_by(size.desc()))
    most = func.count(Product.id).desc()
    among = select(Category.slug).join(product_category).join(Product).where(*sellable)
    category = db.session.scalars(among.group_by(Category.slug).order_by(most)).first() or ""
    among = select(Product.stock).join(product_category).join(Category)
    stock = db.session.scalars(
        among.where(*sellable, Category.slug == category).group_by(Product.stock).order_by(most)
    ).first()
    return Chosen(list(products), category, stock or "")


def pages(port: int, chosen: Chosen, order: str) -> list[Page]:
    """`order` is the path by which a guest opens an order."""
    stranger, customer = Visitor(port), Visitor(port)
    product = f"/products/{chosen.products[0]}/"
    for slug in chosen.products[:IN_CART]:
        put_into_cart(customer, slug)
    customer.get(order)
    category = f"/catalog/{chosen.category}/"
    facets = f"{category}?{urlencode({'stock': chosen.stock})}"
    fields = option_form(stranger, chosen.products[0]).fields
    quick = {"HX-Request": "true"}
    found = [
        Page("home", stranger, "/", 3),
        Page("category, 24 cards", stranger, category, 3),
        Page("category, one stock", stranger, facets, 3),
        Page("product", stranger, product, 3),
        Page("price box", stranger, f"{product}price", 1, fields, quick),
        Page("search", stranger, f"/search?{urlencode({'q': SEARCHES[0]})}", 3),
        Page(
            "suggestions",
            stranger,
            f"/search/suggestions?{urlencode({'q': TYPED})}",
            1,
            None,
            quick,
        ),
        Page(f"cart, {IN_CART} lines", customer, "/cart/", 3),
        Page("order, 3 items", customer, order.split("?")[0], 3),
    ]
    known = Visitor(port)
    known.get(product)  # which may give a cookie, and another page with it
    if tag := known.get(product).headers.get("etag"):
        found.append(Page("product, again", known, product, 0, headers={"If-None-Match": tag}))
    return found


def option_form(visitor: Visitor, slug: str) -> Form:
    """The form with a product's choices, as it is when the page is opened."""
    forms = forms_in(visitor.get(f"/products/{slug}/").body)
    return next(form for form in forms if "/cart/" in form.action)


def put_into_cart(visitor: Visitor, slug: str) -> None:
    form = option_form(visitor, slug)
    answer = visitor.ask("POST", form.action, form.fields)
    if answer.status == 200:  # the printer confirmed another price: say yes to it
        form = next(f for f in forms_in(answer.body) if "/cart/quoted" in f.action)
        answer = visitor.ask("POST", form.action, form.fields)
    if answer.status not in (302, 303):
        raise ValueError(f"{slug} could not be put into the cart: {answer.status}")
