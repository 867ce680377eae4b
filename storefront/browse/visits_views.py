"""Counting looks at products after their page is made, and gathering the counts in Redis."""

import logging

from flask import Response, current_app, request
from flask.blueprints import BlueprintSetupState
from redis import Redis
from redis.exceptions import RedisError

from storefront.browse.blueprint import bp
from storefront.browse.visits import Tally
from storefront.clock import now
from storefront.config import config

log = logging.getLogger(__name__)

GATHERED = "storefront:visits"
_MACHINES = ("bot", "crawl", "spider", "monitor", "preview")


@bp.record_once
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions["visits"] = Tally()


@bp.after_request
def _count(response: Response) -> Response:
    """Also a page that was not sent again was looked at."""
    seen = request.method == "GET" and response.status_code in (200, 304)
    if request.endpoint != "browse.product" or not seen or not config().redis_url:
        return response
    tally: Tally = current_app.extensions["visits"]
    reader = request.user_agent.string.lower()
    if not any(word in reader for word in _MACHINES):
        tally.add(now().date(), (request.view_args or {})["slug"])
    if tally.due():
        hand_over(tally)
    return response


def hand_over(tally: Tally) -> None:
    looks = tally.take()
    try:
        with _redis() as redis, redis.pipeline() as pipe:
            for key, many in looks.items():
                pipe.hincrby(GATHERED, key, many)
            pipe.execute()
    except RedisError as trouble:
        tally.put_back(looks)
        log.info("Looks at products wait: %s", type(trouble).__name__)


def gathered() -> dict[str, int]:
    """What all processes handed over since this was last asked; nothing while Redis is away."""
    if not config().redis_url:
        return {}
    try:
        with _redis() as redis, redis.pipeline() as pipe:
            looks, _ = pipe.hgetall(GATHERED).delete(GATHERED).execute()
    except RedisError:
        return {}
    return {key.decode(): int(many) for key, many in looks.items()}


def _redis() -> Redis:
    return Redis.from_url(config().redis_url, socket_connect_timeout=0.3, socket_timeout=0.5)
