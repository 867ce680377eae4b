"""What every page has in common: headers, a request id, and what its layout needs."""

import gzip
import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet
from flask import (
    Flask,
    Response,
    g,
    has_request_context,
    request,
    session,
    url_for,
)
from flask.templating import Environment

from storefront import mail
from storefront.cart.current import cart_count
from storefront.clock import now
from storefront.config import Config, config
from storefront.database import changes_nothing
from storefront.extensions import REDIS_PATIENCE, login_manager
from storefront.hosts import refuse_wrong_host
from storefront.partner.account import environment
from storefront.secrets import cipher, read_or_make
from storefront.settings import settings_if_read, shop_settings
from storefront.urls import path_for
from storefront.web import error_pages
from storefront.web.filters import FILTERS
from storefront.web.guards import RowNumber, refuse_nul, url_of_same_page
from storefront.web.not_modified import NOT_PERSONAL

log = logging.getLogger(__name__)

WORTH_COMPRESSING = 800  # bytes
SLOW = 0.5  # seconds
SMALL_BODY = 1024 * 1024  # the upload route alone raises it, after its checks


def flask_settings(app: Flask, config: Config) -> dict[str, Any]:
    """Flask's own settings, and those of its extensions, made from ours."""
    instance = config.instance_path
    instance.mkdir(parents=True, exist_ok=True)
    secret = config.secret_key.get_secret_value() if config.secret_key else ""
    keys = config.credentials_key.get_secret_value() if config.credentials_key else ""
    app.extensions["cipher"] = cipher(
        keys or read_or_make(instance / "credentials.key", Fernet.generate_key().decode())
    )
    secure = config.public_url.startswith("https://")
    return {
        "SECRET_KEY": secret or read_or_make(instance / "secret.key", secrets.token_urlsafe(48)),
        "SQLALCHEMY_DATABASE_URI": config.database,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(config),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_REFRESH_EACH_REQUEST": False,  # but once a day: see _renew_session
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 30,
        "MAX_CONTENT_LENGTH": SMALL_BODY,
        "MAX_FORM_PARTS": 2000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session; a cart form may lie open for hours
        "RATELIMIT_STORAGE_URI": _limiter_storage(config.redis_url),
        "RATELIMIT_STORAGE_OPTIONS": REDIS_PATIENCE if config.redis_url else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(config.redis_url),
        "RATELIMIT_STRATEGY": "moving-window",  # a fixed one lets twice as many in around its end
        **mail.flask_settings(config),
    }


def _engine_options(config: Config) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # what people told us is no business of the log
    if config.database.startswith("sqlite"):
        return quiet | {"connect_args": {"timeout": 15}, "pool_size": config.web_threads + 2}
    return quiet | {"pool_size": 8, "max_overflow": config.web_threads, "pool_pre_ping": True}


def _limiter_storage(redis_url: str) -> str:
    """flask-limiter's spelling of a Redis URL."""
    if not redis_url:
        return "memory://"
    return redis_url.replace("unix://", "redis+unix://")


class Templates(Environment):
    """What every template knows is one plain dict: Jinja's view of two is slow to walk, and each
    import in a page walks it. What is added after a template was loaded, it does not see."""

    def make_globals(self, d: Mapping[str, Any] | None) -> dict[str, Any]:
        return {**self.globals, **(d or {})}


def init_app(app: Flask) -> None:
    app.jinja_environment = Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["url_for"] = _url_for
    for name, show in FILTERS.items():
        app.add_template_filter(show, name)
    app.url_map.converters["int"] = RowNumber
    app.before_request(_begin)
    app.before_request(refuse_wrong_host)
    app.before_request(refuse_nul)
    app.after_request(_finish)
    app.context_processor(_layout_context)
    error_pages.init_app(app)
    login_manager.login_view = "accounts.login"
    login_manager.login_message = "Please sign in to see this page."
    login_manager.login_message_category = "info"


def _url_for(endpoint: str, **values: Any) -> str:
    """`url_for` for templates. A page has a dozen URLs that are always the same."""
    return url_for(endpoint, **values) if values else path_for(endpoint)


def _where_customers_pay() -> str:
    """A form of ours may lead there: the browser checks also where its answer sends it."""
    return "".join(f" {origin}" for origin in config().pay_origins)


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.csp_nonce = secrets.token_urlsafe(16)
    g.began = time.monotonic()


def _finish(response: Response) -> Response:
    if response.mimetype == "text/html":
        _renew_session()
    if session.modified:
        session.permanent = True  # only what holds something needs a cookie at all
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        f"form-action 'self'{_where_customers_pay()}; img-src 'self' data:; "
        f"script-src 'self' 'nonce-{g.csp_nonce}'; style-src 'self'",
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["X-Request-Id"] = g.request_id
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", _cache_control())
        _compress(response)
    _log_request(response, time.monotonic() - g.began)
    return response


def _cache_control() -> str:
    """Whether a browser may keep a page to go back to. Not what is shown to somebody signed in, or
    to the guest of an order: the next one at this machine could go back to it after a sign-out."""
    own = "_user_id" in session or "guest_orders" in session
    return "no-store" if own else "private, no-cache"


def _renew_session() -> None:
    """Send the cookie anew once a day: whoever comes again within thirty days stays signed in, and
    keeps the cart. A session with nothing personal in it is not renewed."""
    today = now().date().isoformat()
    if session.get("day") != today and set(session) - NOT_PERSONAL:
        session["day"] = today


def _log_request(response: Response, seconds: float) -> None:
    """A line for what changes something, fails or is slow. Quick good pages are the web server's
    to log: writing each down would cost a tenth of making it."""
    worth_a_line = not changes_nothing() or response.status_code >= 400
    level = logging.INFO if worth_a_line or seconds > SLOW else logging.DEBUG
    if log.isEnabledFor(level):
        path = "/artwork/…" if request.path.startswith("/artwork/") else request.path
        milliseconds = seconds * 1000
        log.log(level, "%s %s %s %.0f ms", request.method, path, response.status_code, milliseconds)


def _compress(response: Response) -> None:
    """A page is a fifth of its size on the way."""
    response.vary.add("Accept-Encoding")
    if response.is_streamed or not request.accept_encodings.quality("gzip"):
        return
    page = response.get_data()
    if len(page) > WORTH_COMPRESSING and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(page, 3, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def _layout_context() -> dict[str, Any]:
    """What the layout of every page needs; of an error of ours, only what cannot fail."""
    bare = {
        "csp_nonce": g.get("csp_nonce", ""),
        "request_id": g.get("request_id", ""),
        "stands_at": url_of_same_page() if has_request_context() else None,
    }
    if g.get("failing") or not has_request_context():  # a mail has no visitor
        return bare | {"shop": settings_if_read()}
    return bare | {
        "shop": shop_settings(),
        "shop_mode": environment(),
        "cart_count": cart_count(),
        "sandbox_url": config().sandbox_url or None,
    }
