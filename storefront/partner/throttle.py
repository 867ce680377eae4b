"""One polite rate of reads for each account, shared by all processes through Redis."""

import logging
import time
from collections.abc import Callable
from functools import cache
from threading import Lock

from pyrate_limiter import AbstractBucket, Duration, InMemoryBucket, Limiter, Rate, RedisBucket
from redis import Redis
from redis.exceptions import RedisError

from storefront.config import config
from storefront.fourover.errors import Unreachable

PART_OF_PAGES = 2 / 3  # of the rate; orders and syncs never wait behind visitors for the rest
COME_BACK = 30.0  # seconds
TRIED = "keys that are only tried"  # they share a line: anybody can think of any number of them
MOST_LINES = 200  # that a process keeps, each with a thread

log = logging.getLogger(__name__)
_one_at_a_time = Lock()
_lines: dict[tuple[str, float, str], Limiter] = {}


def throttle_for(fingerprint: str, patience: float | None = None) -> Callable[[], None]:
    """A function that waits until this account, by its fingerprint or TRIED, may read again.

    Pages have `patience`, in seconds: they stand in a line of their own first, and who is not
    served in time gets Unreachable. Without Redis each process keeps the rate by itself:
    politeness is never a reason to fail.
    """
    settings = config()
    per_second, redis_url = settings.fourover_reads_per_second, settings.redis_url
    lines = [(fingerprint, per_second)]
    if patience is not None:
        lines.insert(0, (f"{fingerprint}:pages", per_second * PART_OF_PAGES))

    def wait() -> None:
        until = None if patience is None else time.monotonic() + patience
        for line in lines:
            if not _served(*line, redis_url, until):
                raise Unreachable("too many pages ask at once", retry_after=COME_BACK)

    return wait


def _served(line: str, per_second: float, redis_url: str, until: float | None) -> bool:
    """Waits for its turn; False if it does not come until then."""

    def left() -> float:
        return -1 if until is None else max(0.0, until - time.monotonic())

    if redis_url:
        try:
            shared = _kept(line, per_second, redis_url)
            return bool(shared.try_acquire(line, timeout=left()))
        except RedisError as trouble:
            log.warning("No shared rate limit: %s", type(trouble).__name__)
    return bool(_kept(line, per_second, "").try_acquire(line, timeout=left()))


def _rates(per_second: float) -> list[Rate]:
    """At least one, within as many milliseconds as that takes: no burst above the rate."""
    whole = max(1, round(per_second))
    return [Rate(whole, int(Duration.SECOND * whole / per_second))]


def _kept(line: str, per_second: float, redis_url: str) -> Limiter:
    """The one of the line: of two threads that ask first, both get the same. The oldest make room
    for others. Raises RedisError."""
    key = line, per_second, redis_url
    if (kept := _lines.get(key)) is not None:
        return kept
    bucket = _bucket(*key)  # Redis may be slow: nobody waits for it here
    with _one_at_a_time:
        kept = _lines.get(key) or _lines.setdefault(key, Limiter(bucket))
        for old in list(_lines)[:-MOST_LINES]:
            _lines.pop(old).close()
    return kept


def _bucket(line: str, per_second: float, redis_url: str) -> AbstractBucket:
    if not redis_url:
        return InMemoryBucket(_rates(per_second))
    rates, redis = _rates(per_second), _redis(redis_url)
    shared: AbstractBucket = RedisBucket.init(rates, redis, f"fourover:{line}")
    return shared


@cache
def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=2)
