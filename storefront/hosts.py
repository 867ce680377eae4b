"""The names that the shop answers to. Whoever calls it by another is told so, with a 400."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from storefront.config import Config, split

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH = {"/healthz", "/readyz"}  # asked by address: by load balancers, and by the supervisor
_WRONG = "storefront.wrong_host"


class WrongHost(BadRequest):
    """Called by a name that is not the shop's, or by none that can be read."""


class Answering:
    """Looks at each request's Host, before anything makes a URL of it.

    It is PUBLIC_URL's, or one of TRUSTED_HOSTS. Without those it may be this machine's too; and
    where PUBLIC_URL is on this machine as well, any address, as nobody is led astray by one.
    """

    def __init__(self, inner: "WSGIApplication", config: Config) -> None:
        self.inner = inner
        self.public = _as_sent(config.public_host)
        self.trusted = [_as_sent(host.strip("[]")) for host in split(config.trusted_hosts)]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        host = _name_in(environ.get("HTTP_HOST", ""))
        by_address = environ.get("PATH_INFO") in HEALTH and (not host or _is_address(host))
        if not (host and self.knows(host)):
            environ["HTTP_HOST"] = "127.0.0.1"
            environ[_WRONG] = not by_address
        return self.inner(environ, start_response)

    def knows(self, host: str) -> bool:
        if host == self.public:
            return True
        if not self.trusted:
            return _is_this_machine(host) or (_is_this_machine(self.public) and _is_address(host))
        return any(
            host == name or (name.startswith(".") and host.endswith(name)) for name in self.trusted
        )


def init_app(app: Flask) -> None:
    app.wsgi_app = Answering(app.wsgi_app, app.extensions["config"])  # type: ignore[method-assign]


def refuse_wrong_host() -> None:
    if request.environ.get(_WRONG):
        raise WrongHost


def _name_in(header: str) -> str:
    """In lower case and without a port; nothing if it is none."""
    try:
        parts = urlsplit(f"//{header}")
        plain = parts.netloc == header and "@" not in header and parts.port != 0
        return (parts.hostname or "").removesuffix(".") if plain else ""
    except ValueError:
        return ""


def _as_sent(host: str) -> str:
    """As browsers write it: lower case, and other scripts in the letters of names (IDNA)."""
    try:
        return ".".join(part and part.encode("idna").decode() for part in host.lower().split("."))
    except UnicodeError:
        return host.lower()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_private(url: str) -> bool:
    """Whether an address means something to this machine or its own network alone. What the shop
    answers to without being told is narrower: see `_is_this_machine`."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
