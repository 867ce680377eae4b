"""What is always so of a product, and so is told instead of asked. Pure."""

from storefront.catalog.spec import Kind, ProductSpec


def facts(spec: ProductSpec) -> list[tuple[str, str]]:
    """Groups and their only answers, such as Spot UV Sides and Spot UV Back.

    What only repeats the stock or the coating is left out.
    """
    said = f"{spec.named(Kind.STOCK)} {spec.named(Kind.COATING)} standard".lower()
    return [
        (group.name, option.label)
        for group in spec.groups
        if group.fixed
        for option in group.options
        if option.label.lower() not in said
    ]
