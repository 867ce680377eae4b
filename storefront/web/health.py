"""Two questions that machines ask: does this process answer, and may requests be sent here?"""

import logging

from flask import Blueprint
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from storefront.config import config
from storefront.database import db
from storefront.extensions import REDIS_PATIENCE

log = logging.getLogger(__name__)

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """This process answers. Nothing else is asked."""
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether requests may be sent here: the database answers. Redis away makes us slow only."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception as trouble:
        log.exception("Not ready: %s", type(trouble).__name__)
        return {"status": "no database"}, 503
    return {"status": "ok", "queue": _queue()}


def _queue() -> str:
    url = config().redis_url
    if not url:
        return "none"
    try:
        with Redis.from_url(url, **REDIS_PATIENCE) as redis:
            redis.ping()
    except RedisError:
        return "away"
    return "ok"
