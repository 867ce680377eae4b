"""How 4Over is called: reads politely repeated, everything else exactly once."""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from storefront.fourover.answers import KEPT_HEADERS, RawAnswer, value_of
from storefront.fourover.errors import FourOverError, Unclear, Unreachable
from storefront.fourover.quiet import keep_signed_urls_out_of_the_log
from storefront.fourover.signature import Signature
from storefront.fourover.text import clean
from storefront.fourover.wire import Wire, bare_session

Query = Sequence[tuple[str, str]]
Reader = Callable[[RawAnswer, str], Any]  # of an answer and the call's name

SHORTEST_READ = 1.0  # seconds: with less left, nothing is asked again
_MIB = 1024 * 1024
_LARGEST_READ, _LARGEST_WRITE = 64 * _MIB, 1 * _MIB  # decoded bytes of an answer
_CHUNK = 64 * 1024
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "storefront",
}
_TROUBLES = (requests.RequestException, HTTPError, HTTPException, OSError, ValueError)


@dataclass(frozen=True)
class Pace:
    """How long to wait and how often to ask; all in seconds but `tries`."""

    read_deadline: float = 30  # for one try of a read, all of it
    reads_within: float = math.inf  # for all tries of a read together, with the pauses
    write_deadline: float = 150  # for a write, all of it; an order takes 30 to 50
    tries: int = 3  # of a read, as far as `reads_within` allows
    connect: float = 5
    pause: float = 0.5  # before the second try; doubles each time
    longest_pause: float = 15  # asked to wait longer, a read gives up and says so
    connections: int = 8  # kept open for reads, for callers with several threads
    sleep: Callable[[float], None] = time.sleep


class AnswerTooLarge(ValueError):
    """More came than any answer of 4Over has."""


class Transport:
    """Signs, sends and bounds calls. What it raises or logs names a call by method and path only:
    the signature in a URL opens the account for ever (API 1)."""

    def __init__(
        self,
        base_url: str,
        signature: Signature,
        pace: Pace,
        throttle: Callable[[], None] | None = None,
    ) -> None:
        keep_signed_urls_out_of_the_log()
        self._base_url = base_url.rstrip("/")
        self._signature = signature
        self._pace = pace
        self._throttle = throttle or (lambda: None)
        self._pooled = bare_session(pace.connections)

    def get(self, path: str, query: Query = (), reader: Reader = value_of) -> Any:
        """What the reader makes of a path. Asked again after a pause when 4Over is busy, away or
        unclear."""

        return self._repeated("GET", path, reader, query=query)

    def ask(self, path: str, body: bytes, reader: Reader = value_of) -> Any:
        """The same for a question that has to be a POST and changes nothing."""
        return self._repeated("POST", path, reader, body=body)

    def write(self, method: str, path: str, body: bytes | None = None) -> RawAnswer:
        """Sent once, on a connection of its own, within a total deadline.

        Raises Unreachable only if no byte of it left this machine; else, without a whole answer,
        Unclear.
        """
        return self._exchange(method, path, self._pace.write_deadline, body=body, writes=True)

    def _repeated(
        self,
        method: str,
        path: str,
        reader: Reader,
        *,
        query: Query = (),
        body: bytes | None = None,
    ) -> Any:
        pause, tries = self._pace.pause, self._pace.tries
        until = time.monotonic() + self._pace.reads_within
        trouble: FourOverError
        while True:
            self._throttle()
            seconds = min(self._pace.read_deadline, max(until - time.monotonic(), SHORTEST_READ))
            try:
                answer = self._exchange(method, path, seconds, query=query, body=body)
                return reader(answer, f"{method} {path}")
            except (Unreachable, Unclear) as error:
                trouble = error
            tries -= 1
            jitter = min(pause * random.uniform(0.5, 1.5), self._pace.longest_pause)  # noqa: S311
            wait = max(trouble.retry_after or 0.0, jitter)
            left = until - time.monotonic() - wait
            if tries <= 0 or wait > self._pace.longest_pause or left < SHORTEST_READ:
                raise trouble
            self._pace.sleep(wait)
            pause *= 2

    def _exchange(
        self,
        method: str,
        path: str,
        seconds: float,
        *,
        query: Query = (),
        body: bytes | None = None,
        writes: bool = False,
    ) -> RawAnswer:
        request = requests.Request(method, self._base_url + path, params=query, data=body)
        call = f"{method} {path}"
        trouble: FourOverError
        with Wire(seconds) as wire:
            try:
                return self._send(request, wire, _LARGEST_WRITE if writes else _LARGEST_READ)
            except _TROUBLES as error:
                kind = "took too long" if wire.expired else type(error).__name__
                if wire.never_left(error):
                    trouble = Unreachable(f"{call} was not sent: {kind}")
                else:
                    trouble = Unclear(f"{call} has no answer: {kind}", status=wire.status)
        # Raised out here, so that the library's error and the URL in it are not chained to it.
        raise trouble

    def _send(self, request: requests.Request, wire: Wire, largest: int) -> RawAnswer:
        request.auth = self._signature
        request.headers = dict(_HEADERS)
        if request.data is not None:
            request.headers["Content-Type"] = "application/json"
        if request.method == "GET":
            return self._receive(self._pooled, request, wire, largest)
        request.headers["Connection"] = "close"
        with bare_session() as fresh:
            return self._receive(fresh, request, wire, largest)

    def _receive(
        self, session: requests.Session, request: requests.Request, wire: Wire, largest: int
    ) -> RawAnswer:
        response = session.send(
            request.prepare(),
            timeout=(min(self._pace.connect, wire.seconds), wire.seconds),
            allow_redirects=False,
            stream=True,
        )
        wire.status = response.status_code
        with response:
            body = bytearray()
            while chunk := response.raw.read(_CHUNK, decode_content=True):
                body += chunk
                if len(body) > largest:
                    raise AnswerTooLarge
            if wire.expired and not _says_its_length(response):
                raise TimeoutError  # the end we saw may be our own cut
        return RawAnswer(
            status=response.status_code,
            headers=self._headers_of(response.headers),
            body=self._signature.hide(bytes(body)),
        )

    def _headers_of(self, headers: Mapping[str, str]) -> dict[str, str]:
        useful = {name: headers[name] for name in KEPT_HEADERS if name in headers}
        hide = self._signature.hide
        return {
            name: clean(hide(value.encode("utf-8", "replace")).decode(), 200)
            for name, value in useful.items()
        }


def _says_its_length(response: requests.Response) -> bool:
    return bool(
        {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}
    )
