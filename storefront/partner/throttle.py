"""One polite rate of reads for each account, shared by all processes through Redis."""

import logging
from collections.abc import Callable
from functools import cache

from pyrate_limiter import Duration, Limiter, Rate, RedisBucket
from redis import Redis
from redis.exceptions import RedisError

from storefront.config import config

log = logging.getLogger(__name__)


def throttle_for(fingerprint: str) -> Callable[[], None]:
    """A function that waits until this account may read again.

    Without Redis each process keeps the rate by itself: politeness is never a reason to fail.
    """
    settings = config()
    per_second, redis_url = settings.fourover_reads_per_second, settings.redis_url
    alone = _alone(fingerprint, per_second)

    def wait() -> None:
        if redis_url:
            try:
                _shared(fingerprint, per_second, redis_url).try_acquire(fingerprint)
            except RedisError as trouble:
                log.warning("No shared rate limit: %s", type(trouble).__name__)
            else:
                return
        alone.try_acquire(fingerprint)

    return wait


def _rates(per_second: float) -> list[Rate]:
    """At least one, within as many milliseconds as that takes: no burst above the rate."""
    whole = max(1, round(per_second))
    return [Rate(whole, int(Duration.SECOND * whole / per_second))]


@cache
def _alone(_fingerprint: str, per_second: float) -> Limiter:
    return Limiter(_rates(per_second))


@cache
def _shared(fingerprint: str, per_second: float, redis_url: str) -> Limiter:
    connection = Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=2)
    bucket = RedisBucket.init(_rates(per_second), connection, f"fourover:{fingerprint}")
    return Limiter(bucket)
