"""On a real socket: how far a call got, the deadline nobody stretches, the sizes nobody exceeds."""

import gzip
import socket
import time
import zlib

import pytest

from storefront.fourover import FourOver, Unclear, Unreachable
from tests.fourover.conftest import PRIVATE, PUBLIC
from tests.fourover.printer import (
    answering,
    hanging_up,
    resetting,
    sending_and_hanging_up,
    silent,
)

ORDER = {"order_id": "1042-2"}
OK = b"HTTP/1.1 200 OK\r\n"
DEADLINE = 0.6
MIB = 1024 * 1024


@pytest.fixture
def nobody():
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"127.0.0.1:{port}"


def sends(client):
    started = time.monotonic()
    with pytest.raises((Unclear, Unreachable)) as trouble:
        client.send_order(ORDER)
    assert time.monotonic() - started < DEADLINE + 1
    return trouble.value


def test_an_order_arrives_whole_and_alone_on_its_connection(printer, client_of):
    printer.behave = answering(b'{"order_status": "Failed"}', "200 OK", "X-Request-Id: 7")
    client = client_of(printer)

    answers = [client.send_order(ORDER) for _ in range(2)]

    assert [answer.body for answer in answers] == [b'{"order_status": "Failed"}'] * 2
    assert answers[0].headers == {"x-request-id": "7"}
    assert printer.connections == 2
    head, _, body = printer.requests[0].partition(b"\r\n\r\n")
    assert body == b'{"order_id":"1042-2"}'
    assert head.startswith(b"POST /orders HTTP/1.1\r\n")
    assert b"Connection: close" in head
    assert b"Content-Type: application/json" in head
    assert b"Accept: application/json" in head
    assert b"User-Agent: storefront\r\n" in head


def test_refused_connections_were_never_sent(nobody):
    client = FourOver(f"http://{nobody}", PUBLIC, PRIVATE)
    assert isinstance(sends(client), Unreachable)


def test_a_name_that_does_not_exist_was_never_sent():
    client = FourOver("http://nowhere.invalid", PUBLIC, PRIVATE, write_deadline=5)
    with pytest.raises(Unreachable):
        client.send_order(ORDER)


def test_a_connection_that_is_not_made_in_time_was_never_sent():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(3)]
        for queued in waiting:
            queued.setblocking(False)
            queued.connect_ex(listener.getsockname())
        client = FourOver(
            f"http://127.0.0.1:{listener.getsockname()[1]}",
            PUBLIC,
            PRIVATE,
            write_deadline=DEADLINE,
        )
        assert isinstance(sends(client), Unreachable)
        for queued in waiting:
            queued.close()


@pytest.mark.parametrize("behave", [answering(b"{}"), hanging_up, resetting, silent])
def test_without_tls_agreed_nothing_was_sent(printer, behave):
    printer.behave = behave
    url = printer.url.replace("http:", "https:")

    trouble = sends(FourOver(url, PUBLIC, PRIVATE, write_deadline=DEADLINE))

    assert isinstance(trouble, Unreachable)
    assert not any(b"POST" in request for request in printer.requests)


@pytest.mark.parametrize(
    "behave",
    [
        hanging_up,
        resetting,
        silent,
        sending_and_hanging_up(b"HTTP/1.1 20"),
        sending_and_hanging_up(b"\x00\x01\x02\r\n\r\n"),
        sending_and_hanging_up(OK + b"Content-Length: 99\r\n\r\n{}"),
        sending_and_hanging_up(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        sending_and_hanging_up(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        sending_and_hanging_up(OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    ],
)
def test_once_sent_without_a_whole_answer_it_is_unclear_and_sent_once(printer, client_of, behave):
    printer.behave = behave

    assert isinstance(sends(client_of(printer)), Unclear)

    assert len(printer.requests) == 1
    assert printer.requests[0].endswith(b'{"order_id":"1042-2"}')


def test_it_is_known_whether_the_headers_of_an_answer_were_seen(printer, client_of):
    printer.behave = sending_and_hanging_up(OK + b"Content-Length: 99\r\n\r\n{}")
    assert sends(client_of(printer)).status == 200

    printer.behave = hanging_up
    assert sends(client_of(printer)).status is None


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_to_a_write_may_have_one_mebibyte_once_unpacked(printer, client_of, packed):
    def answer(size):
        body = b" " * size
        if packed:
            return answering(gzip.compress(body), "200 OK", "Content-Encoding: gzip")
        return answering(body)

    printer.behave = answer(MIB)
    assert len(client_of(printer).send_order(ORDER).body) == MIB

    printer.behave = answer(MIB + 1)
    with pytest.raises(Unclear, match="AnswerTooLarge"):
        client_of(printer).send_order(ORDER)


def test_a_bomb_is_not_unpacked(printer, client_of):
    bomb = zlib.compress(b"\x00" * (256 * MIB), 9)
    printer.behave = answering(bomb, "200 OK", "Content-Encoding: deflate")

    with pytest.raises(Unclear, match="AnswerTooLarge"):
        client_of(printer, write_deadline=5).send_order(ORDER)


def test_reads_share_a_connection(printer, client_of):
    def answer_twice(connection):
        answering(b'{"entities": []}')(connection)
        connection.recv(65536)
        answering(b'{"entities": []}')(connection)

    printer.behave = answer_twice
    client = client_of(printer)

    client.payment_profiles()
    client.payment_profiles()

    assert printer.connections == 1


def test_proxies_and_passwords_of_the_environment_are_left_alone(
    printer, client_of, monkeypatch, tmp_path
):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    client_of(printer).send_order(ORDER)

    assert printer.requests[0].startswith(b"POST /orders")
    assert b"Authorization: API " in printer.requests[0]


def test_a_redirect_is_handed_back_not_followed(printer, client_of):
    printer.behave = answering(b"", "307 Temporary Redirect", f"Location: {printer.url}/elsewhere")

    assert client_of(printer).send_order(ORDER).status == 307
    assert len(printer.requests) == 1
