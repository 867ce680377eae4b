"""A web shop for what the trade printer 4Over prints."""

from functools import cache

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.utils import find_modules, import_string

from storefront import assets, cli, hosts, logs, queue
from storefront.config import ROOT, Config
from storefront.database import db
from storefront.extensions import csrf, limiter, login_manager, migrate
from storefront.extensions import mail as mail_sender
from storefront.storage import opening
from storefront.web import every_page, health, not_modified

WITH_PAGES = (
    "browse",
    "cart",
    "artwork",
    "checkout",
    "orders",
    "payments",
    "accounts",
    "partner",
    "sync",
    "admin",
)


def create_app(config: Config | None = None) -> Flask:
    """Everything the app is made of, in the order it is put together."""
    config = config or Config()
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(config.instance_path.resolve()),
    )
    app.extensions["config"] = config
    app.config.from_mapping(every_page.flask_settings(app, config))
    hosts.init_app(app)
    if config.trusted_proxies:  # which say by what name they were called
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]

    logs.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    opening.init_app(app)
    every_page.init_app(app)  # before what may refuse a request: a refusal is a page, too
    csrf.init_app(app)
    login_manager.init_app(app)
    limiter.init_app(app)
    mail_sender.init_app(app)
    queue.init_app(app)
    not_modified.init_app(app)
    cli.init_app(app)

    for blueprint in (assets.bp, health.bp, *map(_with_its_pages, WITH_PAGES)):
        app.register_blueprint(blueprint)
    return app


@cache
def _with_its_pages(package: str) -> Blueprint:
    """A package's blueprint, on which its views have registered. All of admin is views."""
    for module in find_modules(f"storefront.{package}", recursive=True):
        if package == "admin" or module.endswith("views"):
            import_string(module)
    blueprint: Blueprint = import_string(f"storefront.{package}.blueprint:bp")
    return blueprint
