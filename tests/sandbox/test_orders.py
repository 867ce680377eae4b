import pytest


def test_each_set_is_a_job_of_its_own(fourover, artwork):
    files = {"fr": f"{artwork}/front.pdf", "bk": f"{artwork}/back.pdf"}
    sets = {f"set_{n:03d}": {"job_name": f"1042-1 set {n}", "files": files} for n in (1, 2)}
    answer = fourover.order(fourover.job(skip_files=False, sets=2, files=sets)).json()
    names = [job["customer_job_id"] for job in answer["job_ids"].values()]
    assert names == ["1042-1 set 1", "1042-1 set 2"]
    assert [job_id[-4:] for job_id in answer["job_ids"]] == ["-001", "-002"]


def test_runsizes_that_cannot_be_grouped_have_no_sets(fourover):
    picks = fourover.picks(runsize=5000)
    answer = fourover.order(fourover.job(**picks, sets=2)).json()
    assert answer["order_status"] == "Failed"
    assert fourover.order(fourover.job(sets=2)).json()["order_status"] == "Success"


def test_the_same_order_id_makes_a_second_order(fourover):
    first, second = fourover.ordered(), fourover.ordered()
    assert first != second
    assert len(fourover.control("/orders", "GET")) == 2


def test_a_repeated_order_id_is_refused_when_so_switched(fourover):
    fourover.ordered()
    fourover.control("/faults", name="refuse_repeats")
    assert fourover.order().status_code == 409


def test_a_job_without_a_name_is_409(fourover):
    response = fourover.order(fourover.job(job_name=""))
    assert (response.status_code, response.json()["message"]) == (409, "Job Name missing")


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (None, "You must post a payment at the time of order"),
        ({"profile_token": "stolen"}, "Payment profile not found"),
        (
            {"profile_token": "sandbox-visa", "requested_amount": "1.00"},
            "The requested amount does not match the order total",
        ),
    ],
)
def test_an_order_can_fail_with_http_200(fourover, payment, words):
    response = fourover.order(payment=payment)
    assert response.status_code == 200
    assert response.json()["order_status"] == "Failed"
    assert response.json()["errors"][0]["message"] == {"description": words}
    assert fourover.control("/jobs", "GET") == []


@pytest.mark.parametrize(
    "change",
    [
        {"ship_to": None},
        {"ship_to": {"company": "Sample Shop"}},
        {"shipper": {"shipping_code": "99"}},
        {"dropship": True},
        {"turnaroundtime_uuid": "none"},
        {"option_uuids": None},
        {"product_uuid": "none"},
        {"skip_files": False},
        {"skip_files": False, "files": {"fr": "http://127.0.0.1:9/none.pdf", "bk": "none"}},
    ],
)
def test_a_job_that_is_not_complete_is_not_taken(fourover, change):
    answer = fourover.order(fourover.job(**change)).json()
    assert answer["order_status"] == "Failed"
    assert fourover.control("/jobs", "GET") == []


def test_a_good_job_beside_a_bad_one_is_taken_with_a_warning(fourover):
    bad = fourover.job(job_name="1042-2", shipper={})
    answer = fourover.order(fourover.job(), bad).json()
    assert answer["order_status"] == "Warning"
    assert [job["customer_job_id"] for job in answer["job_ids"]] == ["1042-1 cards"]
    assert answer["errors"][0]["customer_job_id"] == "1042-2"
    assert isinstance(answer["errors"][0]["message"], str)


def test_without_a_turnaround_the_quickest_free_one_is_taken(fourover):
    fourover.ordered(fourover.job(turnaroundtime_uuid=""))
    [job] = fourover.control("/jobs", "GET")
    assert "shortest free turnaround" in job["choices"]


def test_the_first_card_is_a_dummy(fourover):
    profiles = fourover.get("/paymentprofiles").json()["entities"]
    assert [one["type"] for one in profiles] == ["Dummy", "Visa", "E-Check"]


def test_a_job_waits_for_its_files_and_then_goes_on(fourover, artwork):
    [job_id] = fourover.ordered()
    assert fourover.status(job_id) == "Awaiting Artwork"
    fourover.control("/advance")
    assert fourover.status(job_id) == "Awaiting Artwork"

    fourover.post(f"/jobs/{job_id}/files", files=[{"fr": f"{artwork}/front.pdf"}])
    fourover.control("/advance")
    assert fourover.status(job_id) == "Awaiting Artwork"  # the back is missing

    answer = fourover.post(f"/jobs/{job_id}/files", files=[{"bk": f"{artwork}/back.pdf"}])
    assert answer.json() == [f"File(s) succesfully attached to the order: {job_id}"]
    fourover.control("/advance")
    assert fourover.status(job_id) == "Pre-Flighting"


def test_a_file_that_cannot_be_fetched_is_not_attached(fourover, artwork):
    [job_id] = fourover.ordered()
    answer = fourover.post(f"/jobs/{job_id}/files", files=[{"fr": f"{artwork}/none.pdf"}])
    assert answer.status_code == 409
    assert fourover.control("/jobs", "GET")[0]["files"] == []


def test_files_are_really_fetched_and_answered_one_by_one(fourover, artwork):
    paths = [f"{artwork}/front.pdf", f"{artwork}/none.pdf", f"{artwork}/back.pdf"]
    front, none, back = fourover.post("/files", path=paths).json()["files"]
    assert (front["reference_file_name"], back["reference_file_name"]) == ("front.pdf", "back.pdf")
    assert none == {
        "status": "fail",
        "message": {"501": "Unable to download file for processing"},
    }
    path = f"/files/{front['file_uuid']}"
    assert fourover.get(path).content == b"%PDF-1.4 front.pdf"
    assert fourover.call("DELETE", path).json() is True
    assert fourover.get(path).status_code == 404


def test_under_preflight_the_id_has_another_name(fourover, artwork):
    [entry] = fourover.post("/files", path=[f"{artwork}/front.pdf"], preflight=True).json()["files"]
    assert "pdf_uuid" in entry
    assert "file_uuid" not in entry


def test_a_preview_that_must_be_approved_stops_the_job(fourover, artwork):
    job_id = fourover.printing(artwork, skip_conformation=False)
    fourover.advance(job_id, "Awaiting Preview Approval")
    fourover.control("/clock", running=True, seconds_per_step=0.05)
    assert fourover.status(job_id) == "Awaiting Preview Approval"
    fourover.control("/clock", running=False)
    fourover.control(f"/jobs/{job_id}/advance")
    assert fourover.status(job_id) == "Batch Prep"


def test_the_history_is_newest_first_and_its_dates_have_no_zone(fourover, artwork):
    job_id = fourover.printing(artwork)
    fourover.advance(job_id, "Batch Imposition")
    history = fourover.get(f"/orders/{job_id}/status").json()["entities"]
    names = [entry["status"] for entry in history]
    assert names == ["Batch Imposition", "Batch Prep", "Pre-Flighting", "New"]
    assert len(history[0]["date_set"]) == len("2026-01-05 10:12:40")


def test_there_is_tracking_only_once_it_is_shipped(fourover, artwork):
    job_id = fourover.printing(artwork)
    fourover.advance(job_id, "Packaging")
    assert fourover.get(f"/orders/{job_id}/tracking").json() == {"tracking": ""}
    fourover.advance(job_id, "Complete: Shipped")
    assert fourover.get(f"/orders/{job_id}/tracking").json()["tracking"].startswith("1Z")


def test_a_job_can_be_cancelled_until_batch_imposition_has_passed(fourover, artwork):
    early, late = fourover.printing(artwork), fourover.printing(artwork)
    fourover.advance(early, "Batch Imposition")
    fourover.advance(late, "Plated")

    assert fourover.call("DELETE", f"/orders/{early}").json() is True
    sentence = fourover.call("DELETE", f"/orders/{late}").json()

    assert sentence == "Job has progressed too far for cancellation"
    assert (fourover.status(early), fourover.status(late)) == ("Canceled", "Plated")
    fourover.control("/advance")
    assert fourover.status(early) == "Canceled"


def test_cancelling_twice_is_true_twice(fourover):
    [job_id] = fourover.ordered()
    answers = [fourover.call("DELETE", f"/orders/{job_id}").json() for _ in range(2)]
    assert answers == [True, True]
    assert len(fourover.get(f"/orders/{job_id}/status").json()["entities"]) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/orders/X1-001/status"),
        ("GET", "/orders/X1-001/tracking"),
        ("DELETE", "/orders/X1"),
    ],
)
def test_an_unknown_job_is_404(fourover, method, path):
    assert fourover.call(method, path).status_code == 404
