import time

import pytest
import requests


def test_a_lost_answer_is_an_order_taken(fourover):
    fourover.control("/faults", name="lose_answer", count=1)
    with pytest.raises(requests.ConnectionError):
        fourover.order()
    assert len(fourover.control("/jobs", "GET")) == 1
    assert fourover.order().json()["order_status"] == "Success"  # only once


def test_a_lost_order_looks_the_same_but_nothing_was_taken(fourover):
    fourover.control("/faults", name="lose_order", count=1)
    with pytest.raises(requests.ConnectionError):
        fourover.order()
    assert fourover.control("/jobs", "GET") == []


def test_the_calls_that_were_cut_off_are_counted_too(fourover):
    fourover.control("/faults", name="lose_answer", count=1)
    with pytest.raises(requests.ConnectionError):
        fourover.order()
    [call] = fourover.control("/requests?method=POST&path=/orders", "GET")
    assert call["status"] == 499


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"name": "decline_card"}, "Payment was declined: do not honor"),
        ({"name": "refuse_order", "value": "Not on a Monday"}, "Not on a Monday"),
    ],
)
def test_a_refused_order_fails_with_the_words(fourover, fault, words):
    fourover.control("/faults", count=1, **fault)
    errors = fourover.order().json()["errors"]
    assert errors[0]["message"]["description"] == words
    assert fourover.order().json()["order_status"] == "Success"


def test_of_two_sets_only_the_first_is_taken(fourover):
    fourover.control("/faults", name="partial", count=1)
    answer = fourover.order(fourover.job(sets=2)).json()
    assert answer["order_status"] == "Warning"
    assert [job["customer_job_id"] for job in answer["job_ids"]] == ["1042-1 cards set_001"]
    assert [error["customer_job_id"] for error in answer["errors"]] == ["1042-1 cards set_002"]


def test_moved_prices_move_quote_and_order_alike(fourover):
    before = fourover.quote().json()["total_price"]
    fourover.control("/faults", name="move_price", value=50)
    moved = fourover.quote().json()["total_price"]
    answer = fourover.order(display_breakdown_prices="job").json()
    [parts] = answer["job_cost_breakdown"].values()
    assert moved == pytest.approx(before * 1.5)
    assert float(parts["product_price"]) == pytest.approx(moved, abs=0.01)


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("error_500", 500, "Internal Server Error"),
        ("too_many", 429, "Too many requests"),
        ("garbage", 200, "<html>"),
        ("empty_body", 200, ""),
        ("down", 503, "Service Unavailable"),
        ("bad_credentials", 401, "Invalid credentials"),
    ],
)
def test_trouble_hits_once_and_is_over(fourover, name, status, body):
    fourover.control("/faults", name=name, count=1)
    response = fourover.get("/whoami")
    assert response.status_code == status
    assert body in response.text
    assert fourover.get("/whoami").status_code == 200


def test_trouble_without_a_count_stays_until_it_is_stopped(fourover):
    fourover.control("/faults", name="down", value="drop")
    for _ in range(3):
        with pytest.raises(requests.ConnectionError):
            fourover.get("/whoami")
    fourover.control("/faults", "DELETE")
    assert fourover.get("/whoami").status_code == 200


def test_trouble_for_one_path_leaves_the_others_alone(fourover):
    fourover.control("/faults", name="error_500", path="/orders")
    assert fourover.get("/whoami").status_code == 200
    assert fourover.order().status_code == 500


def test_a_slow_answer_takes_its_time(fourover):
    fourover.control("/faults", name="slow", value="0.3", count=1)
    started = time.monotonic()
    fourover.get("/whoami")
    assert time.monotonic() - started >= 0.3


def test_attaching_and_cancelling_can_be_made_to_fail(fourover, artwork):
    [job_id] = fourover.ordered()
    files = [{"fr": f"{artwork}/front.pdf", "bk": f"{artwork}/back.pdf"}]
    fourover.control("/faults", name="fail_attach", count=1)
    assert fourover.post(f"/jobs/{job_id}/files", files=files).status_code == 500
    assert fourover.post(f"/jobs/{job_id}/files", files=files).status_code == 200

    fourover.control("/faults", name="refuse_cancel", count=1)
    assert "too far" in fourover.call("DELETE", f"/orders/{job_id}").json()
    assert fourover.call("DELETE", f"/orders/{job_id}").json() is True


def test_a_withdrawn_product_is_nowhere(fourover):
    fourover.control("/faults", name="withdraw", value="14PT-BCUV-2X3.5")
    assert fourover.get("/printproducts/products").json()["totalResults"] == 119
    assert fourover.quote().status_code == 404


def test_too_many_requests_can_say_how_long_to_wait(fourover):
    fourover.control("/faults", name="too_many", count=1, value="7")
    assert fourover.get("/whoami").headers["Retry-After"] == "7"
    fourover.control("/faults", name="too_many", count=1)
    assert "Retry-After" not in fourover.get("/whoami").headers


def test_an_unknown_trouble_is_a_bad_request(fourover):
    with pytest.raises(requests.HTTPError):
        fourover.control("/faults", name="earthquake")
