"""4Over's answers as typed values, made from its JSON."""

from storefront.fourover.replies.addresses import AddressReply, Place
from storefront.fourover.replies.catalog import (
    FeedBasePrice,
    FeedOption,
    FeedOptionGroup,
    FeedPage,
    FeedPriceRow,
    FeedProduct,
    ListedCategory,
    ListedProduct,
)
from storefront.fourover.replies.files import FileRequirement
from storefront.fourover.replies.jobs import PaymentProfile, StatusEntry
from storefront.fourover.replies.orders import AcceptedJob, FailedJob, OrderReply, Outcome
from storefront.fourover.replies.quotes import (
    Facility,
    ProductQuote,
    QuantityDiscount,
    ShippingReply,
    ShippingService,
)
from storefront.fourover.replies.reading import Unreadable

__all__ = [
    "AcceptedJob",
    "AddressReply",
    "Facility",
    "FailedJob",
    "FeedBasePrice",
    "FeedOption",
    "FeedOptionGroup",
    "FeedPage",
    "FeedPriceRow",
    "FeedProduct",
    "FileRequirement",
    "ListedCategory",
    "ListedProduct",
    "OrderReply",
    "Outcome",
    "PaymentProfile",
    "Place",
    "ProductQuote",
    "QuantityDiscount",
    "ShippingReply",
    "ShippingService",
    "StatusEntry",
    "Unreadable",
]
