"""4Over's answers as typed values, made from JSON at the door."""

from storefront.fourover.replies.addresses import AddressReply, Place
from storefront.fourover.replies.catalog import (
    BasePrice,
    Category,
    FeedPage,
    FeedProduct,
    ListedProduct,
    Option,
    OptionGroup,
    PriceRow,
)
from storefront.fourover.replies.files import FileRequirement
from storefront.fourover.replies.jobs import PaymentProfile, StatusEntry
from storefront.fourover.replies.orders import AcceptedJob, FailedJob, OrderReply, Outcome
from storefront.fourover.replies.quotes import (
    Facility,
    ProductQuote,
    ShippingReply,
    ShippingService,
)
from storefront.fourover.replies.reading import Unreadable

__all__ = [
    "AcceptedJob",
    "AddressReply",
    "BasePrice",
    "Category",
    "Facility",
    "FailedJob",
    "FeedPage",
    "FeedProduct",
    "FileRequirement",
    "ListedProduct",
    "Option",
    "OptionGroup",
    "OrderReply",
    "Outcome",
    "PaymentProfile",
    "Place",
    "PriceRow",
    "ProductQuote",
    "ShippingReply",
    "ShippingService",
    "StatusEntry",
    "Unreadable",
]
