"""Orders, and the jobs they become: status, tracking, cancelling."""

import pytest

from storefront.fourover import Refused, Unclear, Unreachable
from storefront.fourover.replies import StatusEntry
from tests.fourover.conftest import URL
from tests.fourover.stored import body
from tests.fourover.test_payloads import ORDER


def asked(http):
    return http.calls[-1].request


@pytest.mark.parametrize("status", [200, 302, 409, 429, 500])
def test_the_answer_to_an_order_comes_back_raw(http, client, status):
    http.post(f"{URL}/orders", body=b"\x00raw", status=status, headers={"Retry-After": "3"})

    answer = client.send_order(ORDER.to_json())

    assert (answer.status, answer.body) == (status, b"\x00raw")
    assert answer.headers["retry-after"] == "3"
    assert "Connection" in asked(http).headers
    assert len(http.calls) == 1


def test_cards(http, client):
    http.get(f"{URL}/paymentprofiles", body=body("payment_profiles"))
    assert [card.token for card in client.payment_profiles()] == ["t-dummy", "t-visa"]
    assert len(http.calls) == 1


def test_a_list_cut_short_is_not_taken_for_the_whole(http, client):
    http.get(f"{URL}/paymentprofiles", json={"entities": [], "totalResults": 25})
    with pytest.raises(Unclear, match="stopped at 0 of 25"):
        client.payment_profiles()


def test_a_jobs_history_is_newest_first(http, client):
    http.get(f"{URL}/orders/K1-001/status", body=body("status_history"))
    assert client.order_status("K1-001")[0] == StatusEntry("Plated", "2026-03-03 01:02:03")


@pytest.mark.parametrize("answer", ["", '{"tracking": ""}'])
def test_what_has_not_left_has_no_tracking_number(http, client, answer):
    http.get(f"{URL}/orders/K1-001/tracking", body=answer)
    assert client.tracking("K1-001") == ()


def test_a_job_is_let_go_only_by_the_value_true(http, client):
    http.delete(f"{URL}/orders/K1-001", json=True)
    client.cancel_job("K1-001")
    assert len(http.calls) == 1


@pytest.mark.parametrize("status", [200, 400, 409])
@pytest.mark.parametrize(
    "answer",
    ['"Too far along"', "Too far along", '["Too far along"]', '{"message":"Too far along"}'],
)
def test_any_sentence_is_a_no(http, client, status, answer):
    http.delete(f"{URL}/orders/K1-001", body=answer, status=status)
    with pytest.raises(Refused, match="Too far along"):
        client.cancel_job("K1-001")


@pytest.mark.parametrize("answer", ["false", '"true"', "True"])
def test_nearly_true_is_a_no(http, client, answer):
    http.delete(f"{URL}/orders/K1-001", body=answer)
    with pytest.raises(Refused):
        client.cancel_job("K1-001")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("", 200),
        ("null", 200),
        ("1", 200),
        ("<html>", 200),
        ("true", 500),
        ("true", 302),
        ("x", 502),
    ],
)
def test_neither_yes_nor_no_is_unclear_and_not_asked_again(http, client, answer, status):
    http.delete(f"{URL}/orders/K1-001", body=answer, status=status)
    with pytest.raises(Unclear):
        client.cancel_job("K1-001")
    assert len(http.calls) == 1


def test_a_cancellation_told_to_wait_was_not_taken_in(http, client):
    http.delete(f"{URL}/orders/K1-001", body="Too many requests", headers={"Retry-After": "7"})
    with pytest.raises(Unreachable) as trouble:
        client.cancel_job("K1-001")
    assert trouble.value.retry_after == 7


def test_a_job_id_stays_within_its_place_in_the_path(http, client):
    http.delete(f"{URL}/orders/a%2F..%2Fb%3Fc", json=True)
    client.cancel_job("a/../b?c")
    assert asked(http).path_url.startswith("/orders/a%2F..%2Fb%3Fc?")


@pytest.mark.parametrize("job_id", ["", ".", ".."])
def test_an_id_that_is_none_is_never_sent(http, client, job_id):
    with pytest.raises(Refused):
        client.cancel_job(job_id)
    assert len(http.calls) == 0


def test_links_and_redirects_are_not_followed(http, client):
    http.get(f"{URL}/paymentprofiles", status=302, headers={"Location": "https://elsewhere.test/"})
    with pytest.raises(Unclear):
        client.payment_profiles()
    assert {call.request.url.split("?")[0] for call in http.calls} == {f"{URL}/paymentprofiles"}
