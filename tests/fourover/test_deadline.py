"""A call ends in time, however a server drips: requests' own timeout is for each read alone."""

import socket
import threading
import time

import pytest
import requests

from storefront.fourover import FourOver, Unclear
from tests.fourover.conftest import PRIVATE, PUBLIC
from tests.fourover.printer import dripping

ORDER = {"order_id": "1042-2"}
OK = b"HTTP/1.1 200 OK\r\n"
DEADLINE = 0.6
MIB = 1024 * 1024

DRIPS = {
    "headers": dripping(OK, b"X-Drip: 1\r\n"),
    "a header": dripping(OK + b"X-Drip: ", b"x"),
    "the status": dripping(b"", b"H"),
    "a body": dripping(OK + b"Content-Length: 99999\r\n\r\n", b"{"),
    "a body without end": dripping(OK + b"Connection: close\r\n\r\n", b" "),
    "chunks": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "continue": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("drip", DRIPS)
def test_no_drip_stretches_the_deadline(printer, client_of, drip):
    printer.behave = DRIPS[drip]
    started = time.monotonic()

    with pytest.raises(Unclear, match="took too long"):
        client_of(printer, write_deadline=DEADLINE).send_order(ORDER)

    assert time.monotonic() - started < DEADLINE + 1
    assert len(printer.requests) == 1


def test_a_timeout_for_each_read_alone_would_be_stretched(printer):
    """What the deadline is for: the same server, and requests' own timeout."""
    printer.behave = dripping(OK + b"Connection: close\r\n\r\n", b" ", seconds=1.5)
    started = time.monotonic()

    requests.post(printer.url, timeout=DEADLINE)

    assert time.monotonic() - started > 1.4


def test_a_server_that_does_not_take_the_request_does_not_stretch_it_either(client_of):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = FourOver(
            f"http://127.0.0.1:{listener.getsockname()[1]}",
            PUBLIC,
            PRIVATE,
            write_deadline=DEADLINE,
        )
        started = time.monotonic()
        with pytest.raises(Unclear):
            client.send_order({"order_id": "x" * (32 * MIB)})
        assert time.monotonic() - started < DEADLINE + 2


def test_reads_have_a_deadline_too(printer, client_of, pauses):
    printer.behave = dripping(OK, b"X-Drip: 1\r\n")
    started = time.monotonic()

    with pytest.raises(Unclear, match="took too long"):
        client_of(printer, read_timeout=0.3).payment_profiles()

    assert time.monotonic() - started < 3 * 0.3 + 1.5
    assert len(pauses) == 2


def test_no_deadline_outlives_its_call(printer, client_of):
    client_of(printer, write_deadline=60).send_order(ORDER)

    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(2)
            assert not thread.is_alive()
