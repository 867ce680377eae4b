"""What the pages must reach, and what we want."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    what: str
    unit: str
    must: float | None
    want: float

    def verdict(self, value: float) -> str:
        if value <= self.want:
            return "as wanted"
        return "ok" if self.must is not None and value <= self.must else "NOT"


GOALS = (
    Goal("product: CPU", "x F3", 2, 1.3),
    Goal("product: statements", "", 6, 3),
    Goal("category, 24 cards: CPU", "x F3", 2, 1.3),
    Goal("category, 24 cards: statements", "", 5, 3),
    Goal("category, one stock: CPU", "x F3", 2, 1.3),
    Goal("category, one stock: statements", "", 5, 3),
    Goal("search: p95", "ms", 15, 5),
    Goal("suggestions: CPU", "x F1", None, 1.5),
    Goal("price box: CPU", "x F1", 1.5, 1),
    Goal("price box: p99", "ms", 15, 15),
    Goal("add to cart: statements", "", 6, 4),
    Goal("add to cart: commits", "", 1, 1),
    Goal("cart, 3 lines: statements", "", 6, 4),
    Goal("product, again: CPU", "x F0", 0.7, 0.45),
    Goal("slowest of 5,000 product requests", "ms", 50, 20),
    Goal("product: first view, gzipped", "KB", 40, 20),
    Goal("product: requests of the first view", "", None, 5),
    Goal("memory of two web workers", "MB", 170, 135),
    Goal("memory of the whole stack", "MB", None, 256),
)
