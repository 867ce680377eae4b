"""How often products are visited: counted in memory, gathered in Redis, kept a day at a time.

A visit costs a page nothing but a number in a dictionary. Numbers are for choosing what to improve
first: those of a minute are lost with a process, and none are gathered while Redis is away.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import delete, insert, select, update

from storefront.catalog.models import Product, ProductVisits
from storefront.config import config
from storefront.database import db, rows_changed
from storefront.extensions import REDIS_PATIENCE
from storefront.partner.account import environment

log = logging.getLogger(__name__)

GATHERED = "storefront:visits"  # in Redis
EVERY = 60  # seconds between hand-overs of one process
MOST = 20_000  # products and days kept in memory
KEPT_DAYS = 400
AT_ONCE = 500


class Tally:
    """One process's visits since it last handed them over, by "day slug"."""

    def __init__(self) -> None:
        self._visits: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._due_at = time.monotonic() + EVERY

    def add(self, day: date, slug: str) -> None:
        key = f"{day.isoformat()} {slug}"
        with self._lock:
            if key in self._visits or len(self._visits) < MOST:
                self._visits[key] += 1

    def due(self) -> bool:
        """Whether it is time to hand over; true for one who asks, until the next time."""
        with self._lock:
            if time.monotonic() < self._due_at or not self._visits:
                return False
            self._due_at = time.monotonic() + EVERY
            return True

    def take(self) -> dict[str, int]:
        with self._lock:
            visits, self._visits = self._visits, Counter()
        return visits

    def put_back(self, visits: dict[str, int]) -> None:
        with self._lock:
            for key, many in visits.items():
                if key in self._visits or len(self._visits) < MOST:
                    self._visits[key] += many


def keep(visits: dict[str, int], today: date) -> None:
    """Add what was gathered to the days it belongs to. The caller commits."""
    by_day: dict[str, Counter[str]] = {}
    for key, many in visits.items():
        day, _, slug = key.partition(" ")
        by_day.setdefault(day, Counter())[slug] += many
    for day, slugs in by_day.items():
        for slug, product_id in _ids(list(slugs)):
            _add(product_id, day, slugs[slug])
    oldest = (today - timedelta(days=KEPT_DAYS)).isoformat()
    db.session.execute(delete(ProductVisits).where(ProductVisits.day < oldest))


def _ids(slugs: list[str]) -> Iterator[tuple[str, int]]:
    """Of the products of the present environment: it is the one whose pages are visited."""
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


def hand_over(tally: Tally) -> None:
    """Add what this process has counted to the counts in Redis, or keep it while that is away."""
    visits = tally.take()
    try:
        with _redis() as redis, redis.pipeline() as pipe:
            for key, many in visits.items():
                pipe.hincrby(GATHERED, key, many)
            pipe.execute()
    except RedisError as trouble:
        tally.put_back(visits)
        log.info("Visits of products wait: %s", type(trouble).__name__)


def gathered() -> dict[str, int]:
    """What all processes handed over since this was last asked; nothing while Redis is away."""
    if not config().redis_url:
        return {}
    try:
        with _redis() as redis, redis.pipeline() as pipe:
            visits, _ = pipe.hgetall(GATHERED).delete(GATHERED).execute()
    except RedisError:
        return {}
    return {key.decode(): int(many) for key, many in visits.items()}


def _redis() -> Redis:
    return Redis.from_url(config().redis_url, **REDIS_PATIENCE)
