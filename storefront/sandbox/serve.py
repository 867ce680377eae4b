"""The sandbox over HTTP, by werkzeug's own server."""

import sys
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from storefront.sandbox import create_sandbox

PORT = 8001  # unless another is asked for


class Handler(WSGIRequestHandler):
    """Says nothing: a request line holds a signature that works for ever."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        pass


class Server(ThreadedWSGIServer):
    """Serves one sandbox; port 0 takes a free one."""

    def __init__(self, app: Flask, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port, app, handler=Handler)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> "Server":
        """Serve in a thread of its own."""
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


def serve(
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    size: int = 120,
    latency: float = 0.0,
    seed: int = 4,
    state: Path | None = None,
    clock_seconds_per_step: float = 20,
    **settings: Any,
) -> None:
    """Serve a sandbox until stopped."""
    app = create_sandbox(
        size=size,
        latency=latency,
        seed=seed,
        state=state,
        clock_seconds_per_step=clock_seconds_per_step,
        **settings,
    )
    server = Server(app, host, port)
    sys.stdout.write(f"4Over sandbox (practice) at {server.url}/sandbox/\n")
    sys.stdout.flush()
    try:
        server.serve_forever(0.2)  # until Ctrl-C
    finally:
        app.extensions["sandbox"].close()
