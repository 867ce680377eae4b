"""Reads are repeated politely, writes never."""

import time

import pytest
import requests

from storefront.fourover import FourOver, Refused, Unclear, Unreachable
from tests.fourover.conftest import PRIVATE, PUBLIC, URL
from tests.fourover.stored import body
from tests.fourover.test_payloads import HOME, ORDER, POSTCARDS


@pytest.mark.parametrize(
    "first",
    [
        {"status": 429},
        {"status": 500, "body": "Internal Server Error"},
        {"status": 503, "json": {"message": "busy"}},
        {"body": "Too many requests"},
        {"body": "<html>"},
        {"body": ""},
        {"body": requests.ReadTimeout("gave up")},
        {"body": requests.ConnectionError("reset")},
        {"body": requests.ConnectTimeout("no route")},
    ],
)
def test_a_read_is_tried_again_after_a_pause(http, client, pauses, first):
    http.get(f"{URL}/paymentprofiles", **first)
    http.get(f"{URL}/paymentprofiles", body=body("payment_profiles"))

    assert len(client.payment_profiles()) == 2
    assert len(pauses) == 1


def test_pauses_grow_and_a_read_gives_up(http, client, pauses):
    http.get(f"{URL}/paymentprofiles", status=500)

    with pytest.raises(Unclear):
        client.payment_profiles()

    assert len(http.calls) == 3
    assert 0.25 <= pauses[0] <= 0.75
    assert 0.5 <= pauses[1] <= 1.5


def test_a_read_waits_as_long_as_it_is_told_within_reason(http, client, pauses):
    http.get(f"{URL}/paymentprofiles", status=429, headers={"Retry-After": "9"})
    with pytest.raises(Unreachable) as trouble:
        client.payment_profiles()
    assert pauses == [9, 9]
    assert trouble.value.retry_after == 9

    http.replace("GET", f"{URL}/paymentprofiles", status=429, headers={"Retry-After": "600"})
    with pytest.raises(Unreachable) as trouble:
        client.payment_profiles()
    assert len(pauses) == 2
    assert trouble.value.retry_after == 600


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_no_is_not_asked_again(http, client, pauses, status):
    http.get(f"{URL}/paymentprofiles", json={"message": "No"}, status=status)
    with pytest.raises(Refused, match="No"):
        client.payment_profiles()
    assert pauses == []


def test_a_question_never_taken_in_is_asked_once_more(http, client):
    http.post(f"{URL}/shippingquote", body=requests.ConnectTimeout("no route"))
    http.post(f"{URL}/shippingquote", body=body("shipping_two_facilities"))
    assert client.shipping_quote(POSTCARDS, HOME).facilities


@pytest.mark.parametrize(
    "trouble",
    [{"body": requests.ReadTimeout()}, {"status": 500}, {"body": ""}, {"status": 429}],
)
def test_so_is_one_without_a_good_answer(http, client, trouble):
    http.post(f"{URL}/shippingquote", **trouble)
    http.post(f"{URL}/shippingquote", body=body("shipping_two_facilities"))
    assert client.shipping_quote(POSTCARDS, HOME).facilities
    assert len(http.calls) == 2


class TestWhileSomebodyWaits:
    """All tries of a read have to fit into a page's time."""

    SECONDS = 4

    def client(self, **pace):
        return FourOver(URL, PUBLIC, PRIVATE, read_timeout=self.SECONDS, **pace)

    def test_one_hiccup_is_asked_again(self, http):
        http.get(f"{URL}/paymentprofiles", status=500)
        http.get(f"{URL}/paymentprofiles", body=body("payment_profiles"))

        client = self.client(reads_within=self.SECONDS)

        assert len(client.payment_profiles()) == 2

    @pytest.mark.parametrize(("within", "calls"), [(SECONDS, 1), (60, 3)])
    def test_but_not_when_the_pause_would_take_too_long(self, http, within, calls):
        http.get(f"{URL}/paymentprofiles", status=429, headers={"Retry-After": "4"})
        client = self.client(reads_within=within, sleep=lambda seconds: None)

        with pytest.raises(Unreachable):
            client.payment_profiles()

        assert len(http.calls) == calls

    def test_and_a_silent_server_gets_the_whole_time_only_once(self, printer):
        printer.behave = lambda connection: time.sleep(3)
        client = FourOver(printer.url, PUBLIC, PRIVATE, read_timeout=1.2, reads_within=1.2)

        began = time.monotonic()
        with pytest.raises(Unclear):
            client.payment_profiles()

        assert time.monotonic() - began < 2.5
        assert len(printer.requests) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda client: client.send_order(ORDER.to_json()),
        lambda client: client.cancel_job("K1-001"),
        lambda client: client.attach_files("K1-001", {"fr": "f"}),
    ],
)
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.ConnectTimeout("no route"), Unreachable),
        (requests.ReadTimeout("gave up"), Unclear),
        (requests.ConnectionError("reset"), Unclear),
        (requests.exceptions.ChunkedEncodingError("cut"), Unclear),
    ],
)
def test_a_write_is_never_repeated(http, client, pauses, write, error, kind):
    for method, path in (("POST", "orders"), ("POST", "jobs/K1-001/files")):
        http.add(method, f"{URL}/{path}", body=error)
    http.delete(f"{URL}/orders/K1-001", body=error)

    with pytest.raises(kind):
        write(client)

    assert (len(http.calls), pauses) == (1, [])


def test_the_throttle_is_asked_before_each_read_and_no_write(http, pauses):
    turns = []
    client = FourOver(
        URL, PUBLIC, PRIVATE, throttle=lambda: turns.append(len(http.calls)), sleep=pauses.append
    )
    http.get(f"{URL}/paymentprofiles", status=500)
    http.post(f"{URL}/shippingquote", body=body("shipping_two_facilities"))
    http.post(f"{URL}/orders", body="{}")

    with pytest.raises(Unclear):
        client.payment_profiles()
    client.shipping_quote(POSTCARDS, HOME)
    client.send_order(ORDER.to_json())

    assert turns == [0, 1, 2, 3]
