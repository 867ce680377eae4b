"""How a product is shown. 4Over gives codes and no picture; what an admin wrote wins over ours."""

from typing import Protocol

from markupsafe import Markup

from storefront.catalog.choice_words import with_dashes
from storefront.catalog.codes import within_a_sentence
from storefront.catalog.composing import LONGEST, compose, listed, plain
from storefront.catalog.facts import facts
from storefront.catalog.markdown import to_html
from storefront.catalog.measures import size_in_words
from storefront.catalog.models import Product
from storefront.catalog.naming import composed_title, family_in
from storefront.catalog.options import ADDITIONAL_OPTIONS
from storefront.catalog.spec import ProductSpec
from storefront.catalog.words import option_words, short_words_for, wording, words_for

__all__ = [
    "lead_of",
    "option_words",
    "text_of",
    "title_of",
    "words_for",
]


class Shown(Protocol):
    """What lists need to know of a product: a `Product`, or a row with the same names."""

    @property
    def code(self) -> str: ...
    @property
    def partner_name(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def size(self) -> str: ...
    @property
    def stock(self) -> str: ...
    @property
    def coating(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def image(self) -> str: ...
    @property
    def apart(self) -> str: ...


def title_of(product: Shown) -> str:
    """Such as: Business Cards, 2" x 3.5", 16 pt, matte."""
    return product.title or composed_title_of(product)


def composed_title_of(product: Shown) -> str:
    """The title while nobody has given it one: never that of another product."""
    title = composed_title(
        family_name(product), product.size, product.stock, product.coating, product.code
    )
    return f"{title}, {product.apart}" if product.apart else title


def family_name(product: Shown) -> str:
    return (
        product.family
        or family_in(product.partner_name, product.code, product.stock)
        or product.partner_name
    )


def lead_of(product: Shown) -> str:
    """One sentence below the title, for people and for search engines."""
    template = wording().template("lead", family_name(product))
    return compose(template, _within_a_sentence(product))[: LONGEST["lead"]]


def text_of(product: Product, spec: ProductSpec | None = None) -> Markup:
    """What an admin wrote, else sentences made from the attributes."""
    if product.description:
        return to_html(product.description)
    return composed_text_of(product, spec or product.spec)


def composed_text_of(product: Product, spec: ProductSpec) -> Markup:
    """The text while nobody has written one."""
    return to_html(text_by(wording().template("text", family_name(product)), product, spec))


def text_by(template: str, product: Product, spec: ProductSpec) -> str:
    """A template of texts filled in, as Markdown. What 4Over says is no Markdown in it."""
    values = _within_a_sentence(product) | _choices(spec)
    return compose(template, {name: plain(value) for name, value in values.items()})


def facts_of(spec: ProductSpec) -> list[tuple[str, str]]:
    """What is always so, in words, as group and answers."""
    result: dict[str, list[str]] = {}
    for group, option in facts(spec):
        result.setdefault(option_words(group), []).append(option_words(option))
    return [(group, ", ".join(options)) for group, options in result.items()]


def title_by(template: str, product: Shown) -> str:
    """A template of titles filled in, to be looked at."""
    values = _attributes(product) | {
        "stock": short_words_for(product.stock),
        "coating": short_words_for(product.coating),
    }
    return compose(template, values)


def lead_by(template: str, product: Shown) -> str:
    return compose(template, _within_a_sentence(product))


def _within_a_sentence(product: Shown) -> dict[str, str]:
    """Without a coating that it has not, or that the stock says already: nobody need read that."""
    values = _attributes(product)
    coating = short_words_for(product.coating).lower()
    if not coating or coating in values["stock"]:
        values["coating"] = ""
    return values


def _attributes(product: Shown) -> dict[str, str]:
    return {
        "family": family_name(product),
        "things": within_a_sentence(family_name(product)),
        "size": size_in_words(product.size),
        "stock": words_for(product.stock),
        "coating": words_for(product.coating),
        "code": product.code,
    }


def _choices(spec: ProductSpec) -> dict[str, str]:
    runsizes = sorted({base.runsize for base in spec.base_prices})
    colors = listed([_begun_low(words_for(one.label)) for one in spec.offered_colorspecs])
    copies = " to ".join(f"{runsize:,}" for runsize in dict.fromkeys(runsizes[:1] + runsizes[-1:]))
    return {
        "runsizes": copies if colors else "",
        "colors": colors if copies else "",
        "finishing": listed(
            [
                within_a_sentence(option_words(group.name))
                for group in spec.asked
                if group.uuid != ADDITIONAL_OPTIONS
            ]
        ),
        "turnarounds": listed([with_dashes(row.label.lower()) for row in spec.orderable]),
    }


def _begun_low(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
