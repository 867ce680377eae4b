"""What search engines are told of a product (schema.org)."""

from decimal import Decimal
from typing import Any


def product_data(
    *,
    name: str,
    text: str,
    code: str,
    url: str,
    image: str,
    prices: tuple[Decimal, Decimal] | None,
) -> dict[str, Any]:
    """As JSON-LD. `prices` are the lowest and the highest; None while it cannot be ordered."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "description": text,
        "sku": code,
        "url": url,
        "image": image,
    }
    if prices:
        low, high = prices
        data["offers"] = {
            "@type": "AggregateOffer",
            "priceCurrency": "USD",
            "lowPrice": f"{low:.2f}",
            "highPrice": f"{high:.2f}",
            "availability": "https://schema.org/InStock",
            "url": url,
        }
    return data
