"""A stand-in for 4Over's staging server, over HTTP: for the demo, for practice and for tests.

It speaks 4Over's API with its quirks, really fetches the files it is pointed to, moves jobs along
a clock, and makes trouble when asked. `/sandbox/` is its own page. Nothing of the shop is known
here, and nothing the shop needs is found here alone.
"""

from pathlib import Path
from typing import Any

from flask import Flask

from storefront.sandbox import bank, guard, practice
from storefront.sandbox.catalog import Catalog
from storefront.sandbox.clock import Clock
from storefront.sandbox.faults import Faults
from storefront.sandbox.jobs import Jobs
from storefront.sandbox.profiles import CUSTOMER, SHOPS, Account
from storefront.sandbox.routes import account, catalog, files, orders, quotes
from storefront.sandbox.store import Store
from storefront.sandbox.world import Sandbox

FRONT_PAGE = "/app.php"  # stands before the paths of links that 4Over sends (API 2)
ROOT = Path(__file__).resolve().parents[2]


def without_front_page(app: Any) -> Any:
    """A link of 4Over's leads here by its path, too."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(FRONT_PAGE)
        return app(environ, start_response)

    return answer


def create_sandbox(
    *,
    size: int = 120,
    latency: float = 0.0,
    as_slow_as_real: bool = False,
    seed: int = 4,
    state: Path | None = None,
    public_key: str = "sandbox_public",
    private_key: str = "sandbox-private-key",
    clock_seconds_per_step: float = 20,
    base_url: str | None = None,
) -> Flask:
    """A sandbox of `size` products, the same ones for the same seed.

    `state` is the folder that outlives it. `latency` is in seconds, before each answer,
    unless it is to be as slow as the real service. A clock of 0 seconds a step stands still until
    started. Links begin with `base_url`, or with the address that was asked.
    """
    app = Flask(
        "storefront.sandbox",
        root_path=str(Path(__file__).parent),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        static_url_path="/sandbox/static",
    )
    store = Store(state)
    shops = Account("Practice Print Shop", public_key, private_key, SHOPS)
    clock = Clock(store, clock_seconds_per_step)
    app.extensions["sandbox"] = Sandbox(
        catalog=Catalog(size, seed),
        store=store,
        faults=Faults(store),
        clock=clock,
        jobs=Jobs(store, clock),
        accounts={account.public_key: account for account in (shops, CUSTOMER)},
        latency=latency,
        as_slow_as_real=as_slow_as_real,
        base_url=base_url.rstrip("/") if base_url else None,
    )
    app.wsgi_app = without_front_page(app.wsgi_app)  # type: ignore[method-assign]
    guard.init_app(app)
    for section in (account, catalog, quotes, files, orders, practice, bank):
        app.register_blueprint(section.bp)
    return app
