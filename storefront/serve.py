"""`python -m storefront.serve`: the web server."""

import gc
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from storefront import create_app
from storefront.config import Config, refused_in_a_sentence
from storefront.supervise.child import die_with_parent


def serve(app: Flask) -> None:
    """Serve it until stopped, by several processes that share the memory of this one."""
    config: Config = app.extensions["config"]
    gc.collect()
    # What is here now stays, and what pages leave behind is young: looking through all of it again
    # and again finds nothing, and makes a page wait for 40 ms.
    gc.freeze()
    gc.set_threshold(700, 10, 1000)

    def load(target: str) -> Any:  # noqa: ARG001 - granian's way to name an app
        die_with_parent()
        return app

    Granian(
        "wsgi",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.web_workers,
        blocking_threads=config.web_threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,  # of its own doings; pages are logged by the app
    ).serve(target_loader=load)


if __name__ == "__main__":
    with refused_in_a_sentence():
        shop = create_app()
    serve(shop)
