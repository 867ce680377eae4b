"""How often products are looked at: counted in memory, gathered in Redis, kept a day at a time.

A look costs a page nothing but a number in a dictionary. Numbers are for choosing what to improve
first: those of a minute are lost with a process, and none are gathered while Redis is away.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import delete, insert, select, update

from storefront.catalog.models import Product, ProductVisits
from storefront.database import db, rows_changed
from storefront.partner.account import environment

EVERY = 60  # seconds between hand-overs of one process
MOST = 20_000  # products and days kept in memory
KEPT_DAYS = 400
AT_ONCE = 500


class Tally:
    """One process's looks since it last handed them over, by "day slug"."""

    def __init__(self) -> None:
        self._looks: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._due_at = time.monotonic() + EVERY

    def add(self, day: date, slug: str) -> None:
        key = f"{day.isoformat()} {slug}"
        with self._lock:
            if key in self._looks or len(self._looks) < MOST:
                self._looks[key] += 1

    def due(self) -> bool:
        """Whether it is time to hand over; true for one who asks, until the next time."""
        with self._lock:
            if time.monotonic() < self._due_at or not self._looks:
                return False
            self._due_at = time.monotonic() + EVERY
            return True

    def take(self) -> dict[str, int]:
        with self._lock:
            looks, self._looks = self._looks, Counter()
        return looks

    def put_back(self, looks: dict[str, int]) -> None:
        with self._lock:
            for key, many in looks.items():
                if key in self._looks or len(self._looks) < MOST:
                    self._looks[key] += many


def keep(looks: dict[str, int], today: date) -> None:
    """Add what was gathered to the days it belongs to. The caller commits."""
    by_day: dict[str, Counter[str]] = {}
    for key, many in looks.items():
        day, _, slug = key.partition(" ")
        by_day.setdefault(day, Counter())[slug] += many
    for day, slugs in by_day.items():
        for slug, product_id in _ids(list(slugs)):
            _add(product_id, day, slugs[slug])
    oldest = (today - timedelta(days=KEPT_DAYS)).isoformat()
    db.session.execute(delete(ProductVisits).where(ProductVisits.day < oldest))


def _ids(slugs: list[str]) -> Iterator[tuple[str, int]]:
    """Of the products of the present environment: it is the one whose pages are looked at."""
    for start in range(0, len(slugs), AT_ONCE):
        some = Product.slug.in_(slugs[start : start + AT_ONCE])
        rows = db.session.execute(
            select(Product.slug, Product.id).where(Product.environment == environment(), some)
        )
        yield from [(row.slug, row.id) for row in rows]


def _add(product_id: int, day: str, many: int) -> None:
    more = update(ProductVisits).values(visits=ProductVisits.visits + many)
    here = ProductVisits.product_id == product_id, ProductVisits.day == day
    if not rows_changed(more.where(*here)):
        row = {"product_id": product_id, "day": day, "visits": many}
        db.session.execute(insert(ProductVisits), row)
