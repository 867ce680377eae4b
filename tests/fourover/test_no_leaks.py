"""No key, signature or signed URL gets out: not in an error, its causes, its traceback, a log."""

import logging
import socket
import traceback
from urllib.parse import quote

import pytest
import requests

from storefront.fourover import FourOver, FourOverError, read_order_answer
from storefront.fourover.signature import Signature
from tests.fourover.conftest import PRIVATE, PUBLIC
from tests.fourover.printer import (
    answering,
    dripping,
    hanging_up,
    resetting,
    sending_and_hanging_up,
    silent,
)
from tests.fourover.test_payloads import HOME, POSTCARDS

SIGNATURE = Signature(PUBLIC, PRIVATE)
SECRETS = [
    PUBLIC,
    PRIVATE,
    quote(PRIVATE, safe=""),
    *(SIGNATURE.of(method) for method in ("GET", "POST", "DELETE")),
]
SIGNS = ["apikey=", "signature=", "Authorization"]  # of one that is nearby
OK = b"HTTP/1.1 200 OK\r\n"


def echoing(status):
    """A server that shows a caller its own request, as error pages do."""

    def behave(connection):
        get, post, delete = (SIGNATURE.of(method) for method in ("GET", "POST", "DELETE"))
        url = f"https://fourover.test/x?apikey={PUBLIC}&signature={get}"
        text = f"no route for {url}, {post}, {delete}, {PRIVATE}, {PUBLIC}"
        for_json = f'{{"message": "{text}"}}'
        answering(for_json.encode(), status, f"X-Request-Id: {post}")(connection)

    return behave


def echoing_plainly(connection):
    answering(f"<h1>{PUBLIC}:{SIGNATURE.of('POST')} {SIGNATURE.of('GET')}".encode())(connection)


FAILURES = {
    "hanging up": hanging_up,
    "reset": resetting,
    "silent": silent,
    "dripping": dripping(OK, b"X-Drip: 1\r\n"),
    "cut short": sending_and_hanging_up(OK + b"Content-Length: 99\r\n\r\n{}"),
    "garbage": sending_and_hanging_up(b"\x00\x01\r\n\r\n"),
    "bad headers": sending_and_hanging_up(OK + b"no colon here\r\n: \r\nX: y\r\n\r\n{}"),
    "bad gzip": sending_and_hanging_up(
        OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
    ),
    "bad chunks": sending_and_hanging_up(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "endless nesting": answering(b"[" * 100_000),
    "another shape": answering(b"[]"),
    "redirect": answering(b"", "302 Found", "Location: http://127.0.0.1:9/x"),
    "echo 400": echoing("400 Bad Request"),
    "echo 401": echoing("401 Unauthorized"),
    "echo 429": echoing("429 Too Many Requests"),
    "echo 500": echoing("500 Internal Server Error"),
    "plain echo": echoing_plainly,
}


def order(client):
    answer = client.send_order({"order_id": "1042-2"})
    assert_holds_no_secret(f"{answer!r} {answer.body!r}")
    read_order_answer(answer.status, answer.headers, answer.body)


CALLS = {
    "read": lambda client: client.payment_profiles(),
    "question": lambda client: client.shipping_quote(POSTCARDS, HOME),
    "order": order,
    "attach": lambda client: client.attach_files("K1-001", {"fr": "f-1"}),
    "cancel": lambda client: client.cancel_job("K1-001"),
}


def assert_holds_no_secret(text, *more):
    found = [secret for secret in (*SECRETS, *more) if secret in text]
    assert not found, f"{found} in {text}"


def everything_in(error):
    """All texts of an error and of all that is chained to it, however well hidden."""
    texts = ["".join(traceback.format_exception(error))]
    while error is not None:
        texts += [str(error), repr(error), repr(error.args), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


@pytest.fixture
def log(caplog):
    """Everything that anybody logs, even if told to say it all."""
    for name in ("", "urllib3", "urllib3.connection", "urllib3.connectionpool", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("failure", FAILURES)
def test_no_failure_lets_a_secret_out(printer, client_of, log, failure, call):
    printer.behave = FAILURES[failure]

    with pytest.raises(FourOverError) as trouble:
        CALLS[call](client_of(printer, read_timeout=0.2, write_deadline=0.2, tries=1))

    assert_holds_no_secret(everything_in(trouble.value) + log.text, *SIGNS, f"{printer.url}/")
    assert trouble.value.__cause__ is None
    assert trouble.value.__context__ is None


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nor_does_a_connection_that_is_not_made(log, call, scheme):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = FourOver(
        f"{scheme}://127.0.0.1:{port}", PUBLIC, PRIVATE, tries=1, sleep=lambda seconds: None
    )

    with pytest.raises(FourOverError) as trouble:
        CALLS[call](client)

    assert_holds_no_secret(everything_in(trouble.value) + log.text, *SIGNS, f"127.0.0.1:{port}/")
    assert_holds_no_secret(repr(client) + repr(vars(client)))


def test_nor_does_a_call_that_works(printer, client_of, log):
    printer.behave = answering(b'{"entities": []}')

    client_of(printer).payment_profiles()

    assert b"signature=" in printer.requests[0]
    assert_holds_no_secret(log.text, *SIGNS)


def test_requests_by_itself_would_let_it_out(printer, log):
    """What the care is for: the same calls, made plainly."""
    printer.behave = answering(b"{}")
    requests.get(f"{printer.url}/paymentprofiles", auth=SIGNATURE, timeout=1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(requests.ConnectionError) as error:
        requests.get(f"http://127.0.0.1:{port}/x", auth=SIGNATURE, timeout=1)

    assert SIGNATURE.of("GET") in log.text
    assert SIGNATURE.of("GET") in everything_in(error.value)


def test_other_users_of_urllib3_keep_their_log(printer, log):
    printer.behave = answering(b"{}")
    requests.get(f"{printer.url}/unsigned", timeout=1)
    assert "GET /unsigned" in log.text
