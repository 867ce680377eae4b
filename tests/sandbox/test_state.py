import time


def test_what_was_ordered_survives_a_restart(start, tmp_path, artwork):
    before = start(state=tmp_path / "state")
    job_id = before.printing(artwork)
    before.advance(job_id, "Plated")
    before.control("/faults", name="decline_card")
    start.stop()

    after = start(state=tmp_path / "state")

    assert after.status(job_id) == "Plated"
    assert after.control("/jobs", "GET")[0]["files"] == ["bk", "fr"]
    assert [fault["name"] for fault in after.control("/faults", "GET")] == ["decline_card"]
    assert after.control("/requests?method=POST&path=/orders", "GET")


def test_without_a_folder_nothing_is_kept(start):
    start().ordered()
    start.stop()
    assert start().control("/jobs", "GET") == []


def test_after_a_reset_no_job_id_is_given_out_again(fourover):
    first = fourover.ordered()
    fourover.control("/faults", name="down", count=5)
    fourover.control("/reset")
    assert fourover.control("/jobs", "GET") == []
    assert fourover.ordered() != first


def test_the_clock_moves_jobs_along_by_itself(start, artwork):
    fourover = start(clock_seconds_per_step=0.05)
    job_id = fourover.printing(artwork)
    waiting = fourover.ordered()[0]
    deadline = time.monotonic() + 10
    while fourover.status(job_id) != "Complete: Shipment Delivery Confirmed":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert fourover.status(waiting) == "Awaiting Artwork"


def test_while_the_clock_stands_nothing_moves(start, artwork):
    fourover = start(clock_seconds_per_step=0.05)
    fourover.control("/clock", running=False)
    job_id = fourover.printing(artwork)
    time.sleep(0.2)
    assert fourover.status(job_id) == "New"


def test_the_clock_does_not_run_while_the_sandbox_is_off(start, tmp_path, artwork):
    before = start(state=tmp_path, clock_seconds_per_step=0.3)
    job_id = before.printing(artwork)
    start.stop()
    time.sleep(0.7)
    assert start(state=tmp_path, clock_seconds_per_step=0.3).status(job_id) == "New"
