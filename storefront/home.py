"""The front page, and the two questions that machines ask."""

import logging
from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from storefront.catalog import finding
from storefront.catalog.listing_views import kept_from_visitor, remembered, shown
from storefront.config import config
from storefront.extensions import db
from storefront.settings import shop_settings

log = logging.getLogger(__name__)

CATEGORIES, PRODUCTS = 8, 8

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    settings = shop_settings()
    categories, cards = [], []
    if settings.active:
        every = remembered("categories", finding.categories)
        categories = finding.main_categories(every, CATEGORIES)
        cards = shown(remembered("front page", partial(finding.some_cards, PRODUCTS)))
    return render_template(
        "home/index.html",
        categories=categories,
        cards=cards,
        own_products=finding.own_products(settings)[:PRODUCTS],
        some_are_kept=settings.active and bool(kept_from_visitor()),
    )


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
        with Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=0.3) as redis:
            redis.ping()
    except RedisError:
        return "away"
    return "ok"
