"""A small threaded web server for the sandbox: keeps connections open, and can cut one."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask

from storefront.sandbox import create_sandbox

PORT = 8001  # unless another is asked for
MOST_BODY = 64 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    """Reads a request whole, asks the app, and answers whole, so that the next one can follow."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes; the second must not wait
    timeout = 120  # seconds that an idle connection stays open
    server: "Server"

    def answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MOST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.send_error(413)
            return
        dropped: list[bool] = []
        environ = self._environ(self.rfile.read(int(length)))
        environ["sandbox.hang_up"] = lambda: dropped.append(True)
        status, headers, body = self._ask(environ)
        if dropped:
            self.close_connection = True
            return
        self.send_response(*status)
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name, _ in headers}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def __getattr__(self, name: str) -> Any:
        """Every method is answered the same way."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def _ask(self, environ: dict[str, Any]) -> tuple[tuple[int, str], list[tuple[str, str]], bytes]:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
            started[:] = [status, headers]
            return None

        result: Any = self.server.app(environ, start_response)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        code, _, phrase = started[0].partition(" ")
        return (int(code), phrase), started[1], body

    def _environ(self, body: bytes) -> dict[str, Any]:
        url = urlsplit(self.path)
        host, port = self.server.server_address[:2]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(url.path, "iso-8859-1"),
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": self.client_address[0],
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            environ.setdefault(f"HTTP_{name.upper().replace('-', '_')}", value)
        return environ

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: a request line holds a signature that works for ever."""


class Server(ThreadingHTTPServer):
    """Serves one sandbox; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: Flask, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.app = app.wsgi_app

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> "Server":
        """Serve in a thread of its own."""
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nobody's error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


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
        server.serve_forever(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        app.extensions["sandbox"].close()
