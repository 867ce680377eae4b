"""The catalog of the stand-in: made from compact tables, each product worked out when asked."""

from functools import lru_cache

from storefront.sandbox.catalog.documents import categories
from storefront.sandbox.catalog.listing import Listing, listings
from storefront.sandbox.catalog.sheet import Sheet, make_sheet


class Catalog:
    """Every product there is, and which are withdrawn for the moment."""

    def __init__(self, size: int, seed: int) -> None:
        self.listings = listings(size, seed)
        self.by_uuid = {listing.uuid: listing for listing in self.listings}
        self.in_category: dict[str, list[Listing]] = {}
        for listing in self.listings:
            self.in_category.setdefault(listing.category_uuid, []).append(listing)
        for listing in self.listings:  # after a category's own ones
            for other in categories(listing)[1:]:
                self.in_category.setdefault(other["category_uuid"], []).append(listing)
        self._sheet = lru_cache(maxsize=256)(make_sheet)

    def sheet(self, listing: Listing) -> Sheet:
        """Everything that can be ordered of a product; worked out when asked."""
        return self._sheet(listing)
