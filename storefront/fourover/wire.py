"""One call on the wire: how far it got, and a time limit that no dripping server can stretch."""

import socket
from contextvars import ContextVar
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool, HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse


class Wire:
    """Watches one call, as a context manager. Requests' own timeouts are for each read only.

    When `seconds` have passed the socket is shut down under whoever is reading or writing it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.connecting = False  # we began to connect
        self.opened = False  # connected, TLS agreed: from here on, bytes may have been sent
        self.expired = False
        self.status: int | None = None  # of the answer, once its headers are here
        self._socket: socket.socket | None = None
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._before = _CURRENT.set(self)
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        _CURRENT.reset(self._before)
        with self._lock:
            self._socket = None

    def never_left(self, error: Exception) -> bool:
        """True only if it is certain that no byte of the request left this machine.

        Holds for a fresh connection: name not found, refused, no route, TLS not agreed.
        """
        if self.opened:
            return False
        return self.connecting or isinstance(error, requests.ConnectTimeout)

    def watch(self, sock: socket.socket) -> None:
        with self._lock:
            self._socket = sock
            expired = self.expired
        if expired:
            raise TimeoutError

    def _cut(self) -> None:
        with self._lock:
            self.expired = True
            if self._socket is not None:
                try:
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                except OSError:
                    pass  # closed already


_CURRENT: ContextVar[Wire] = ContextVar("the call being made")


def calling() -> bool:
    """Whether this thread is making one of our calls at the moment."""
    return _CURRENT.get(None) is not None


class _Watched(HTTPConnection):
    def connect(self) -> None:
        wire = _CURRENT.get()
        wire.connecting = True
        super().connect()
        wire.watch(self.sock)
        wire.opened = True

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        _CURRENT.get().watch(self.sock)  # of a kept connection, too
        return super().getresponse()


class _WatchedTls(_Watched, HTTPSConnection):
    pass


class WatchedAdapter(HTTPAdapter):
    """Connects so that the Wire of the moment knows about it."""

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        if isinstance(pool, HTTPSConnectionPool):
            pool.ConnectionCls = _WatchedTls
        elif isinstance(pool, HTTPConnectionPool):
            pool.ConnectionCls = _Watched
        return pool


def bare_session(connections: int = 1) -> requests.Session:
    """A session with nothing from the environment: no proxies, no netrc, no retries."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, WatchedAdapter(pool_maxsize=connections))
    return session
