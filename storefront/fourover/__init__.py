"""4Over's API, spoken exactly. Knows nothing of any shop; could be published by itself."""

from storefront.fourover.answers import RawAnswer
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError, Malformed, Refused, Unclear, Unreachable
from storefront.fourover.order_answers import read_order_answer
from storefront.fourover.transport import Pace

__all__ = [
    "FourOver",
    "FourOverError",
    "Malformed",
    "Pace",
    "RawAnswer",
    "Refused",
    "Unclear",
    "Unreachable",
    "read_order_answer",
]
