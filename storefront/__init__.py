"""A web shop for what the trade printer 4Over prints."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from storefront import assets, cli, freshness, home, hosts, logs, migrations, queue, web
from storefront.accounts import views as accounts
from storefront.admin import views as admin
from storefront.artwork import views as artwork
from storefront.cart import views as cart
from storefront.catalog import views as catalog
from storefront.checkout import views as checkout
from storefront.config import ROOT, Config
from storefront.extensions import csrf, db, limiter, login_manager, mail
from storefront.orders import views as orders


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
    app.config.from_mapping(web.flask_settings(app, config))
    hosts.init_app(app)
    if config.trusted_proxies:  # which say by what name they were called
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]

    logs.init_app(app)
    db.init_app(app)
    migrations.init_app(app)
    web.init_app(app)  # before what may refuse a request: a refusal is a page, too
    csrf.init_app(app)
    login_manager.init_app(app)
    limiter.init_app(app)
    mail.init_app(app)
    queue.init_app(app)
    freshness.init_app(app)
    cli.init_app(app)

    for section in (assets, home, catalog, cart, artwork, checkout, orders, accounts, admin):
        app.register_blueprint(section.bp)
    return app
