"""Other files for a print job that 4Over stopped: sent once, and what became of them is known, or
said not to be."""

import json
from datetime import timedelta

import pytest
import requests

from storefront import jobs
from storefront.accounts.models import Role
from storefront.artwork.inspection.facts import VERSION, Facts, FileKind, FilePage
from storefront.artwork.link import file_behind
from storefront.artwork.models import FormerFile
from storefront.audit import AuditEntry
from storefront.catalog.stages import Gate
from storefront.clock import now
from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.files_link import files_link
from storefront.orders.files_words import of_new_files
from storefront.orders.item_files import locked, put
from storefront.orders.models import (
    ItemStage,
    ItemStatus,
    NewFiles,
    NewFilesState,
    Notice,
    NoticeKind,
    PrintJob,
)
from storefront.orders.pushing import sending_files
from storefront.orders.replacing import NotToSend, ask_to_send, settle_by_hand
from storefront.orders.stages import approval_of, seal_of
from tests.factories import a_file, a_user, an_account, an_order_item, with_settings
from tests.neighbors import mine

CALL = "POST /jobs/Z1-001/files"
FACTS = Facts(kind=FileKind.PDF, version=VERSION, pages=(FilePage(),))


@pytest.fixture
def item(app):
    with_settings(shop_email="hello@shop.example")
    an_account()
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    attached = now() - timedelta(hours=3)
    job = PrintJob(job_id="Z1-001", files_attached_at=attached, status="Awaiting New Files")
    item.print_jobs.append(job)
    db.session.commit()
    return item


def upload(item, content=b"%PDF-1.4 a better front", **more):
    file = a_file(content, original_name="better.pdf")
    put(locked(item.id), item.slots[0], file, by="robin", staff=False, **more)
    db.session.commit()
    return file


@pytest.fixture
def new(item):
    upload(item)
    (new,) = ask_to_send(item, by="robin", staff=False)
    db.session.commit()
    return new


def told(*kinds):
    return mine(Notice).filter(Notice.kind.in_(kinds)).count()


def test_they_go_by_one_call_and_the_earlier_ones_are_kept(item, new, fourover):
    fourover.attaches_files()

    sending_files.send(new.id)

    assert fourover.calls == [CALL]
    (files,) = json.loads(fourover.http.calls[0].request.body)["files"]
    assert file_behind(files["fr"].split("/")[-2]).original_name == "better.pdf"
    assert (new.state, new.open_for) == (NewFilesState.TAKEN, None)
    (former,) = item.slots[0].former
    assert (former.file.original_name, former.replaced_by) == ("front.pdf", "robin")


def test_the_customers_yes_to_them_is_the_approval_now(item, fourover):
    """By staff they go too, and no customer has said yes."""
    early = now() - timedelta(days=2)
    stage = ItemStage(position=1, gate=Gate.CUSTOMER, passed_by="robin", passed_at=early)
    stage.files = before = seal_of(item)
    item.stages.append(stage)
    upload(item)
    assert approval_of(item) is None
    ask_to_send(item, by="pat", staff=True)
    assert approval_of(item) is None
    db.session.rollback()

    ask_to_send(item, by="robin", staff=False)
    db.session.commit()
    assert approval_of(item) is stage
    assert stage.passed_at > early
    noted = mine(AuditEntry).filter_by(action="new files approved").one()
    assert noted.detail.startswith("Before: robin, ")
    assert noted.detail.endswith(before)


def test_what_the_printer_refuses_is_not_called_what_we_print(item, app):
    browser = app.test_client()
    browser.get(files_link(item).removeprefix("http://shop.test"))
    address = f"/orders/{item.order.number}/items/1/files"
    item.slots[0].file.facts = FACTS
    db.session.commit()
    said = browser.get(address).text
    assert "These are the files that our print facility has" in said
    assert "This is what we print" not in said

    upload(item).facts = FACTS
    db.session.commit()
    assert "This is what we print" in browser.get(address).text


def test_stopped_again_nothing_is_said_of_the_files_of_the_stop_before(item, new, fourover):
    (job,) = item.print_jobs
    fourover.attaches_files()
    sending_files.send(new.id)
    assert "You don't need to do anything" in of_new_files(job)  # the control
    job.status = "In Production"
    new.asked_at = now() - timedelta(hours=1)
    job.status = "Awaiting New Files"
    db.session.commit()
    assert of_new_files(job) == ""
    assert not job.files_came


def test_files_that_were_refused_are_not_offered_again_to_the_customer(item, new, fourover, app):
    """Staff may, after they have called 4Over."""
    browsers = [app.test_client() for _ in range(2)]
    browsers[1].login(a_user(Role.STAFF))
    link = files_link(item).removeprefix("http://shop.test")
    address = f"/orders/{item.order.number}/items/1/files"
    fourover.answers("POST", "/jobs/Z1-001/files", status=409, json={"message": "Too late"})
    sending_files.send(new.id)
    browsers[0].get(link)
    pages = [browser.get(address).text for browser in browsers]
    assert ["Ready to send" in page for page in pages] == [False, True]
    assert all("take the new files" in page for page in pages)

    upload(item, b"%PDF-1.4 yet another")
    assert "Ready to send" in browsers[0].get(address).text


def test_the_row_is_there_before_the_call(item, new, fourover, app):
    seen = []

    def look(_):
        with app.app_context():
            seen.append(db.session.get(NewFiles, new_id).state)
        return 200, {}, json.dumps(["File(s) succesfully attached to the order"])

    new_id = new.id
    fourover.http.add_callback("POST", f"{fourover.url}/jobs/Z1-001/files", callback=look)

    sending_files.send(new_id)

    assert seen == [NewFilesState.SENDING]
    assert new.state == NewFilesState.TAKEN


def test_a_job_that_is_done_twice_sends_them_once(new, fourover):
    fourover.attaches_files()

    sending_files.send(new.id)
    sending_files.send(new.id)

    assert fourover.count(CALL) == 1


def test_while_sending_is_on_hold_they_wait(new, fourover):
    """As after a restored backup: 4Over may have them."""
    fourover.attaches_files()
    with_settings(pushing_paused=True)
    sending_files.send(new.id)
    assert (fourover.calls, new.state) == ([], NewFilesState.WAITING)

    with_settings(pushing_paused=False)
    sending_files.send(new.id)  # the control
    assert (fourover.calls, new.state) == ([CALL], NewFilesState.TAKEN)


@pytest.mark.parametrize("again", range(3))
def test_of_two_workers_at_once_one_sends(at_once, new, again):
    new_id = new.id
    assert sorted(at_once(lambda name, _: sending_files._claim(new_id))) == [False, True]


def test_the_control_without_the_claim_both_would(at_once, new):
    new_id = new.id

    def naive(name, barrier):
        waits = db.session.get(NewFiles, new_id).state == NewFilesState.WAITING
        db.session.rollback()
        barrier.wait()
        return waits

    assert at_once(naive) == [True, True]


def test_too_late_is_told_to_the_customer_and_to_staff(item, new, fourover):
    fourover.answers(
        "POST", "/jobs/Z1-001/files", status=409, json={"message": "Too late for files"}
    )

    sending_files.send(new.id)

    assert new.state == NewFilesState.REFUSED
    assert "Too late for files" in new.answer
    assert told(NoticeKind.FILES_REFUSED) == told(NoticeKind.FILES_STUCK) == 1
    ask_to_send(item, by="robin", staff=False)  # the customer may try once more


@pytest.mark.parametrize(
    "answer",
    [
        {"body": requests.ReadTimeout("gave up")},
        {"body": requests.ConnectionError("reset by peer")},
        {"status": 500, "json": {"message": "Internal Server Error"}},
        {"status": 200, "body": "<html>"},
    ],
)
def test_an_answer_that_is_lost_is_a_doubt_and_never_sent_again(item, new, fourover, queue, answer):
    fourover.answers("POST", "/jobs/Z1-001/files", **answer)

    sending_files.send(new.id)

    assert new.state == NewFilesState.UNKNOWN
    assert told(NoticeKind.FILES_STUCK) == 1
    assert told(NoticeKind.FILES_REFUSED) == 0
    jobs.sweep()
    queue.run_all()
    sending_files.send(new.id)
    assert fourover.count(CALL) == 1
    with pytest.raises(NotToSend):  # nor may others overtake them
        ask_to_send(item, by="robin", staff=False)


def test_what_never_left_is_sent_later(new, fourover):
    fourover.answers("POST", "/jobs/Z1-001/files", body=requests.ConnectTimeout("no route"))
    sending_files.send(new.id)
    assert new.state == NewFilesState.WAITING
    assert sending_files.unsent() == []
    new.send_after = now() - timedelta(seconds=1)
    db.session.commit()
    assert sending_files.unsent() == [new.id]


def test_what_4over_shows_ends_the_doubt(item, new, fourover, queue):
    fourover.stops_answering(path="/jobs/Z1-001/files")
    sending_files.send(new.id)
    fourover.has_history("Z1-001", "Awaiting New Files")
    queue.run(jobs.track_order_item, item.id)
    assert new.state == NewFilesState.UNKNOWN  # the control: it shows nothing of them
    fourover.has_history("Z1-001", "Received New Files", "Awaiting New Files")
    queue.run(jobs.track_order_item, item.id)
    assert (new.state, new.open_for) == (NewFilesState.TAKEN, None)


@pytest.mark.parametrize(
    ("taken", "state"), [(True, NewFilesState.TAKEN), (False, NewFilesState.REFUSED)]
)
def test_so_does_a_person(item, new, fourover, taken, state):
    fourover.stops_answering(path="/jobs/Z1-001/files")
    sending_files.send(new.id)

    settle_by_hand(new, taken=taken, by="pat", reason="Support said so.")
    db.session.commit()

    assert (new.state, new.settled_by) == (state, "pat")
    with pytest.raises(NotToSend):
        settle_by_hand(new, taken=not taken, by="pat", reason="No.")


def test_a_worker_that_died_while_sending_leaves_a_doubt(new, fourover):
    new.state, new.sent_at = NewFilesState.SENDING, now() - timedelta(seconds=30)
    db.session.commit()
    sending_files.settle_interrupted()
    assert new.state == NewFilesState.SENDING  # the control: it may be on its way still
    new.sent_at = now() - timedelta(hours=1)
    db.session.commit()
    sending_files.settle_interrupted()
    assert new.state == NewFilesState.UNKNOWN
    sending_files._settled(new.id, NewFilesState.TAKEN, "4Over took them.")  # a late answer
    assert new.state == NewFilesState.TAKEN


def test_while_staff_cancel_they_are_not_sent(item, new, fourover):
    request_cancellation(item, by="pat", reason="The customer called.")
    db.session.commit()

    sending_files.send(new.id)

    assert (new.state, new.open_for) == (NewFilesState.DROPPED, None)
    assert fourover.calls == []


def test_the_control_without_a_cancellation_they_are(item, new, fourover):
    fourover.attaches_files()
    sending_files.send(new.id)
    assert fourover.calls == [CALL]


@pytest.mark.parametrize("again", range(3))
def test_of_two_clicks_at_once_one_asks(at_once, item, again):
    upload(item)
    item_id = item.id

    def ask(name, barrier):
        try:
            ask_to_send(locked(item_id), by=name, staff=False)
        except NotToSend:
            db.session.rollback()
            return False
        db.session.commit()
        return True

    assert sorted(at_once(ask)) == [False, True]
    assert mine(NewFiles).count() == 1


@pytest.mark.parametrize("again", range(3))
def test_of_two_files_for_one_slot_at_once_both_are_kept(at_once, item, again):
    item_id, slot_id = item.id, item.slots[0].id
    ids = {
        name: a_file(f"%PDF-1.4 {name}".encode(), original_name=f"{name}.pdf").id
        for name in ("a", "b")
    }
    db.session.rollback()
    files = iter(ids.values())

    def take(name, barrier):
        from storefront.artwork.models import ArtworkFile

        file = db.session.get(ArtworkFile, next(files))
        db.session.rollback()
        barrier.wait()
        mine_now = locked(item_id)
        slot = next(slot for slot in mine_now.slots if slot.id == slot_id)
        put(mine_now, slot, db.session.merge(file), by=name, staff=False)
        db.session.commit()
        return True

    assert at_once(take) == [True, True]
    db.session.expire_all()
    known = {former.file_id for former in mine(FormerFile)} | {item.slots[0].file_id}
    assert set(ids.values()) <= known
    assert len(known) == 3


def test_files_that_4over_has_already_are_not_sent(item):
    with pytest.raises(NotToSend):
        ask_to_send(item, by="robin", staff=False)
    upload(item)
    assert len(ask_to_send(item, by="robin", staff=False)) == 1  # the control
