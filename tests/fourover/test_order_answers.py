"""What the answer to an order means: taken, refused, not taken in, or in doubt."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

import pytest

from storefront.fourover import Refused, Unclear, Unreachable, read_order_answer
from storefront.fourover.charge import Charge
from storefront.fourover.order_answers import says_it_is_there_already
from storefront.fourover.replies import Outcome
from tests.fourover.stored import body

FIRST, SECOND = "K1234567890-001", "K1234567890-002"


def read(name, status=200):
    return read_order_answer(status, {}, body(name))


def read_text(text, status=200, headers=None):
    return read_order_answer(status, headers or {}, text)


def error(message, code=409):
    return json.dumps({"status": "error", "status_code": code, "message": message})


def test_a_taken_order_has_a_job_for_each_set_and_says_what_was_charged():
    reply = read("order_success")

    assert reply.outcome is Outcome.SUCCESS
    assert [(job.job_id, job.name) for job in reply.jobs] == [
        (FIRST, "1042-2-001"),
        (SECOND, "1042-2-002"),
    ]
    assert reply.one_job_for_each_of(2)
    assert not reply.one_job_for_each_of(1)
    assert not reply.one_job_for_each_of(3)
    assert (reply.reference, reply.charged) == ("1042-2", Decimal("61.40"))


@pytest.mark.parametrize("name", ["order_success", "order_success_breakdown_list"])
def test_the_charge_is_broken_down_over_all_jobs(name):
    broken_down = Charge(Decimal("55.00"), Decimal("0.90"), Decimal("5.50"), Decimal("0.00"))
    assert read(name).breakdown == broken_down
    assert read(name).breakdown.sum == read(name).charged


def test_of_the_tax_that_on_the_shipping_is_told_apart():
    answer = json.loads(body("order_success"))
    answer["job_cost_breakdown"][FIRST] |= {"shipping_tax": "0.05", "postage_tax": "0.01"}
    parts = read_text(json.dumps(answer).encode()).breakdown
    assert (parts.tax, parts.shipping_tax) == (Decimal("5.56"), Decimal("0.06"))


@pytest.mark.parametrize(
    "name",
    [
        "order_success_breakdown_none",
        "order_success_breakdown_half",
        "order_success_breakdown_words",
        "order_success_list",
    ],
)
def test_a_breakdown_that_cannot_be_read_whole_is_none(name):
    reply = read(name)
    assert reply.breakdown is None
    assert reply.one_job_for_each_of(2)


@pytest.mark.parametrize(
    ("name", "sets"),
    [("order_success_list", 2), ("order_success_objects", 1), ("order_without_a_status", 1)],
)
def test_job_ids_come_in_three_shapes(name, sets):
    reply = read(name)

    assert reply.outcome is Outcome.SUCCESS
    assert reply.job_ids == (FIRST, SECOND)[:sets]
    assert reply.one_job_for_each_of(sets)


@pytest.mark.parametrize(
    ("name", "job_ids"),
    [
        ("order_success_doubled", (FIRST,)),
        ("order_success_without_ids", ()),
        ("order_success_unreadable_ids", (FIRST,)),
        ("order_success_with_a_doubt", (FIRST,)),
    ],
)
def test_a_taken_order_whose_jobs_are_not_plain_is_for_a_person_to_map(name, job_ids):
    reply = read(name)

    assert reply.outcome is Outcome.SUCCESS
    assert reply.job_ids == job_ids
    assert not any(reply.one_job_for_each_of(sets) for sets in range(1, 6))


def test_of_an_order_taken_in_part_both_halves_are_known():
    reply = read("order_warning")

    assert reply.outcome is Outcome.PARTLY
    assert reply.job_ids == (FIRST,)
    (failure,) = reply.failures
    assert (failure.name, failure.words) == ("1042-2-002", "Front is missing")
    assert not reply.one_job_for_each_of(1)


def test_a_taken_order_with_errors_and_no_job_is_for_a_person_to_map():
    reply = read_text('{"order_status": "Success", "errors": ["Front is missing"]}')

    assert reply.outcome is Outcome.SUCCESS
    assert not reply.one_job_for_each_of(1)


@pytest.mark.parametrize(
    ("status", "fine"),
    [(199, False), (200, True), ("299", True), (300, False), ("Success", True), ("Bad", False)],
)
def test_a_job_is_doubted_unless_its_own_status_is_a_good_one(status, fine):
    jobs = {"K1": {"status": status}}
    reply = read_text(json.dumps({"order_status": "Success", "job_ids": jobs}))
    assert reply.one_job_for_each_of(1) is fine


@pytest.mark.parametrize("job_id", ["", " ", "K" * 65, 7, None])
def test_what_cannot_be_an_id_names_no_job(job_id):
    reply = read_text(json.dumps({"order_status": "Success", "job_ids": [job_id, "K" * 64, "1"]}))
    assert (reply.job_ids, reply.unreadable) == (("K" * 64, "1"), 1)


def test_failed_inside_a_200_is_a_refusal_in_their_words():
    with pytest.raises(Refused, match="The card was declined"):
        read("order_failed")


def test_failed_yet_with_a_job_is_not_a_refusal():
    reply = read("order_failed_with_a_job")

    assert reply.outcome is Outcome.PARTLY
    assert reply.job_ids == (FIRST,)


@pytest.mark.parametrize("status", [200, 201, 409, 500, 503])
def test_job_ids_count_whatever_the_status(status):
    assert read("order_success", status).one_job_for_each_of(2)


@pytest.mark.parametrize("status", [400, 402, 404, 405, 409, 411, 413, 415, 422])
def test_a_4xx_in_their_own_words_is_a_refusal(status):
    with pytest.raises(Refused, match="Job Name missing") as refusal:
        read_text(error("Job Name missing", status), status)
    assert (refusal.value.status, refusal.value.credentials) == (status, False)


@pytest.mark.parametrize("status", [200, 400, 409, 422])
def test_words_that_an_order_exists_mean_that_one_was_taken(status):
    with pytest.raises(Unclear, match="exists"):
        read_text(error("Order 1042-2 already exists"), status)


def test_failed_because_it_exists_is_in_doubt():
    with pytest.raises(Unclear, match="already exists"):
        read("order_exists_already")


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("Duplicate order_id", True),
        ("order id must be unique", True),
        ("This order has been placed before", True),
        ("order_id is already in use", True),
        ("An order with this id exists", True),
        ("The product does not exist", False),
        ("Option doesn't exist", False),
        ("No such runsize, it no longer exists", False),
        ("Product does not exist; order exists", True),
        ("Job Name missing", False),
        ("Invalid / Missing Turnaround Time", False),
    ],
)
def test_there_already_is_told_from_not_there(said, there):
    assert says_it_is_there_already(said) is there


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("text", [error("Invalid credentials", 401), "<html>Denied</html>", ""])
def test_refused_keys_say_so(status, text):
    with pytest.raises(Refused) as refusal:
        read_text(text, status)
    assert refusal.value.credentials


def test_an_error_told_inside_a_200_counts_by_its_own_code():
    with pytest.raises(Refused, match="Job Name missing"):
        read_text(error("Job Name missing", "409"), 200)
    with pytest.raises(Refused) as refusal:
        read_text(error("No", 401), 200)
    assert refusal.value.credentials
    with pytest.raises(Unclear):
        read_text(error("Internal", 500), 200)
    with pytest.raises(Unclear):
        read_text('{"status": "error", "message": "Something"}', 200)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_in_doubt_whatever_it_carries(status):
    with pytest.raises(Unclear):
        read("order_success", status)


@pytest.mark.parametrize("status", [408, 406, 425, 499, 500, 502, 503, 504])
@pytest.mark.parametrize("text", [error("Broken"), "<html>Broken</html>", ""])
def test_these_statuses_are_in_doubt(status, text):
    with pytest.raises(Unclear) as doubt:
        read_text(text, status)
    assert doubt.value.status


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "true",
        "[]",
        "{}",
        '"Success"',
        "Too many requests",
        "<html>OK</html>",
        '{"order_status": "Pending"}',
        '{"order_status": "Success", "order_status": "Failed"}',
        '{"order_status": "Success", "job_ids": ["K1-001"',
        '{"errors": [{"message": "No"}]}',
        '{"job_ids": []}',
        b"\xff\xfe",
    ],
)
def test_a_200_that_is_no_orders_answer_is_in_doubt(text):
    with pytest.raises(Unclear):
        read_text(text)


@pytest.mark.parametrize("text", ["<html>Bad Request</html>", "", "[]", "{}", '{"status": 400}'])
def test_a_4xx_without_their_words_is_in_doubt(text):
    with pytest.raises(Unclear):
        read_text(text, 400)


@pytest.mark.parametrize("text", [error("Slow down", 429), "Too many requests", ""])
def test_a_429_was_not_taken_in(text):
    with pytest.raises(Unreachable) as trouble:
        read_text(text, 429, {"Retry-After": "90"})
    assert trouble.value.retry_after == 90


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("90", 90), ("0", 0), ("999999", 3600), ("9" * 400, 3600), ("soon", None), ("-5", None)],
)
def test_nobody_waits_longer_than_an_hour(asked, seconds):
    with pytest.raises(Unreachable) as trouble:
        read_text("", 429, {"retry-after": asked})
    assert trouble.value.retry_after == seconds


def test_a_time_of_day_to_wait_for_is_understood():
    until = format_datetime(datetime.now(UTC) + timedelta(minutes=2))

    with pytest.raises(Unreachable) as trouble:
        read_text("", 429, {"Retry-After": until})

    assert trouble.value.retry_after == pytest.approx(120, abs=5)


def test_an_answer_read_again_means_the_same():
    assert read("order_success") == read_order_answer(200, {}, body("order_success").decode())
