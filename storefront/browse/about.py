"""The part of a product's page that is the same for all visitors and choices."""

from decimal import Decimal
from typing import Any, NamedTuple

from storefront.browse import seo
from storefront.catalog.models import Product
from storefront.catalog.pictures import image_url
from storefront.catalog.presentation import facts_of, lead_of, text_of, title_of
from storefront.catalog.spec import ProductSpec
from storefront.config import config


class About(NamedTuple):
    title: str
    lead: str
    text: str
    image: str
    facts: list[tuple[str, str]]

    def for_search(
        self, code: str, here: str, prices: tuple[Decimal, Decimal] | None
    ) -> dict[str, Any]:
        """The same for search engines (schema.org), with the least and the most it costs."""
        return seo.product_data(
            name=self.title,
            text=self.lead,
            code=code,
            url=config().public_url + here,
            image=config().public_url + self.image,
            prices=prices,
        )


def about_of(product: Product, spec: ProductSpec | None) -> About:
    """`spec` is the product's where it is at hand."""
    spec = spec or product.spec
    return About(
        title_of(product),
        lead_of(product),
        text_of(product, spec),
        image_url(product, spec),
        facts_of(spec),
    )
