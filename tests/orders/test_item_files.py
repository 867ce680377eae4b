"""The page of an ordered item's files: for its customer, by a link of its own, for staff; and what
is sent by it."""

import html
import io
import re
from datetime import timedelta

import pytest

from storefront import jobs, tokens
from storefront.artwork.models import ArtworkSlot
from storefront.clock import now
from storefront.database import db
from storefront.orders import files_link, files_wanted, files_words
from storefront.orders.models import (
    ItemStatus,
    NewFiles,
    NewFilesState,
    Notice,
    NoticeKind,
    OrderItem,
    PrintJob,
)
from storefront.orders.replacing import ask_customer
from storefront.orders.stages import seal_of
from tests.artwork.files import a_locked_pdf, a_pdf
from tests.factories import a_user, an_account, an_order, with_settings
from tests.neighbors import mine

LOOKED_AT = "I have looked at it: print it like this"


@pytest.fixture
def order(app):
    """A guest's: the first item waits for its file, the second was stopped."""
    an_account()
    order = an_order(items=2, status=ItemStatus.WAITING)
    order.items[0].slots[0].file = None
    stopped = order.items[1]
    stopped.status = ItemStatus.IN_PRODUCTION
    attached = now() - timedelta(hours=3)
    job = PrintJob(job_id="Z1-001", files_attached_at=attached, status="Awaiting New Files")
    stopped.print_jobs.append(job)
    db.session.commit()
    return order


def path_of(item):
    return f"/orders/{item.order.number}/items/{item.position}/files"


def key_of(item):
    return files_link.files_link(item).partition("=")[2]


def opened(browser, item):
    answer = browser.get(f"{path_of(item)}?key={key_of(item)}")
    assert answer.status_code == 302
    assert "key" not in answer.location
    return browser


def upload(browser, item, content=None, slot=None, name="new.pdf"):
    data = {"slot": slot or item.slots[0].id, "file": (io.BytesIO(content or a_pdf()), name)}
    return browser.post(path_of(item), data=data, content_type="multipart/form-data")


def send(browser, item, files=None):
    """The new files, as they were shown."""
    return browser.post(f"{path_of(item)}/sending", data={"files": files or seal_of(item)})


def test_its_link_opens_the_files_of_one_item_and_nothing_else(browser, order):
    first, second = order.items
    page = opened(browser, first).get(path_of(first))

    assert page.status_code == 200
    assert "Files are missing" in page.text
    assert browser.get(path_of(second)).status_code == 404
    assert browser.get(f"/orders/{order.number}").status_code == 404
    assert "Sample" not in page.text  # who it is shipped to
    assert "$" not in page.text


def test_a_file_that_completes_it_sends_it_on_its_way(browser, order, queue):
    first = order.items[0]
    answer = upload(opened(browser, first), first)

    assert answer.status_code == 303
    assert first.slots[0].file.original_name == "new.pdf"
    assert first.status == ItemStatus.READY
    assert (jobs.push_order_item, first.id) in queue.jobs
    assert upload(browser, first).status_code == 409  # too late: it is about to be printed
    page = browser.get(path_of(first)).text
    assert "on its way to print" in page


def test_not_a_minute_earlier(browser, order):
    first = order.items[0]
    first.slots.append(ArtworkSlot(code="bk", label="Back", position=1))
    db.session.commit()

    upload(opened(browser, first), first)

    assert first.status == ItemStatus.WAITING
    assert "Files are missing" in browser.get(path_of(first)).text
    upload(browser, first, slot=first.slots[1].id)
    assert first.status == ItemStatus.READY


def test_a_file_that_cannot_be_printed_is_refused_and_the_other_stays(browser, order):
    second = order.items[1]
    page = upload(opened(browser, second), second, a_locked_pdf())

    assert page.status_code == 422
    assert "locked with a password" in page.text
    assert second.slots[0].file.original_name == "front.pdf"
    assert second.slots[0].former == []


def test_new_files_of_a_stopped_item_are_sent_once(browser, order, queue):
    second = order.items[1]
    opened(browser, second)
    assert LOOKED_AT not in browser.get(path_of(second)).text
    assert send(browser, second).status_code == 409

    upload(browser, second)
    page = browser.get(path_of(second)).text
    assert LOOKED_AT in page
    assert "front.pdf" in page  # the earlier one

    assert send(browser, second).status_code == 303
    (new,) = mine(NewFiles)
    assert (jobs.send_new_files, new.id) in queue.jobs
    assert send(browser, second).status_code == 409
    assert upload(browser, second).status_code == 409
    assert mine(NewFiles).count() == 1
    assert "on their way to our print facility" in browser.get(path_of(second)).text


def test_once_new_files_were_sent_no_page_asks_for_others(browser, order):
    second = order.items[1]
    (job,) = second.print_jobs
    whole = f"/orders/{order.number}"
    with browser.session_transaction() as session:
        session["guest_orders"] = [order.secret]
    assert files_words.SEND_OTHERS in browser.get(whole).text
    upload(browser, second)
    assert files_words.SEND_CHOSEN in browser.get(whole).text

    send(browser, second)
    for state in (NewFilesState.WAITING, NewFilesState.TAKEN, NewFilesState.UNKNOWN):
        job.latest_files.state = state
        db.session.commit()
        said = files_words.of_new_files(job)
        for page in map(
            html.unescape, (browser.get(whole).text, browser.get(path_of(second)).text)
        ):
            assert "New files received" in page
            assert said in page
            assert "eeds other files" not in page
            assert "send us other ones" not in page
        assert files_words.SEND_OTHERS not in browser.get(whole).text

    job.latest_files.state = NewFilesState.REFUSED  # the control: now they are
    db.session.commit()
    assert files_words.SEND_OTHERS in browser.get(whole).text
    assert "needs other files" in browser.get(path_of(second)).text


def test_asked_for_once_more_after_new_files_came_they_are_waited_for(browser, order):
    second = order.items[1]
    (job,) = second.print_jobs
    upload(opened(browser, second), second)
    send(browser, second)
    assert job.files_came
    ask_customer(second, job.job_id, "The logo is missing.")
    assert not job.files_came


def test_the_same_file_again_is_said_and_not_sent(browser, order):
    second = order.items[1]
    upload(opened(browser, second), second)
    page = browser.get(path_of(second)).text
    assert LOOKED_AT in page  # the control: it is another one
    assert "The same files again" not in page

    second.slots[0].former[0].file.sha256 = second.slots[0].file.sha256
    db.session.commit()

    assert "The same files again" in browser.get(path_of(second)).text
    assert send(browser, second).status_code == 409


def test_earlier_and_present_files_are_for_who_has_the_link(browser, order, app):
    second = order.items[1]
    upload(opened(browser, second), second)
    former = second.slots[0].former[0]
    base = f"/orders/{order.number}/items/2"
    addresses = f"{base}/former-files/{former.id}", f"{base}/files/{second.slots[0].id}"

    assert [browser.get(address).status_code for address in addresses] == [200, 200]
    stranger = app.test_client()
    assert [stranger.get(address).status_code for address in addresses] == [404, 404]
    other = f"/orders/{order.number}/items/1/former-files/{former.id}"
    assert opened(browser, order.items[0]).get(other).status_code == 404


def test_a_link_after_its_time_says_so(browser, order, monkeypatch):
    first = order.items[0]
    opened(browser, first)
    key = key_of(first)
    monkeypatch.setattr(files_link, "GOOD_FOR", -1)

    for answer in (browser.get(f"{path_of(first)}?key={key}"), browser.get(path_of(first))):
        assert answer.status_code == 410
        assert "This link has expired" in answer.text
    assert upload(browser, first).status_code == 410


@pytest.mark.parametrize("key", ["nonsense", "{guest}", "{other}"])
def test_a_link_of_another_item_or_kind_says_so(browser, order, key):
    from storefront.orders.guest_link import guest_link

    key = key.format(guest=guest_link(order).partition("=")[2], other=key_of(order.items[1]))
    answer = browser.get(f"{path_of(order.items[0])}?key={key}")

    assert answer.status_code == 404
    assert "This link doesn&#39;t open these files" in answer.text


def test_a_slot_of_another_item_is_refused(browser, order):
    first, second = order.items
    answer = upload(opened(browser, first), first, slot=second.slots[0].id)

    assert answer.status_code == 404
    assert "This item needs no such file" in answer.text
    assert second.slots[0].file.original_name == "front.pdf"


def test_staff_upload_for_the_customer(browser, order):
    second = order.items[1]
    second.print_jobs[0].status = "On Hold: Contact Processing"
    db.session.commit()
    opened(browser, second)
    assert upload(browser, second).status_code == 409  # the customer is not asked for any

    browser.login(a_user("staff", "pat@shop.example"))
    assert upload(browser, second).status_code == 303
    assert second.slots[0].former[0].replaced_by == "pat@shop.example"


def test_the_customer_of_an_account_sees_it_and_no_other(browser, app):
    an_account()
    robin = a_user()
    item = an_order(status=ItemStatus.IN_PRODUCTION, user=robin).items[0]
    path = path_of(item)

    page = browser.login(robin).get(path)
    assert "with our print facility already" in page.text
    assert app.test_client().login(a_user()).get(path).status_code == 404


def test_a_canceled_item_needs_no_files(browser, order):
    first = order.items[0]
    opened(browser, first)
    first.status = ItemStatus.CANCELLED
    db.session.commit()

    answer = upload(browser, first)

    assert answer.status_code == 409
    assert "canceled, so it needs no files" in answer.text
    assert first.slots[0].file is None


def mailed(queue, tmp_path):
    jobs.sweep()
    queue.run_all()
    folder = tmp_path / "mail"
    return [file.read_text() for file in folder.iterdir()] if folder.is_dir() else []


def test_a_stop_is_mailed_to_the_customer_once_with_the_link(order, fourover, queue, tmp_path):
    second = order.items[1]
    fourover.has_history("Z1-001", "Awaiting New Files")
    for _ in range(2):
        queue.run(jobs.track_order_item, second.id)

    (mail,) = [text for text in mailed(queue, tmp_path) if "needs other files" in text]

    link = re.search(r"/items/2/files\?key=", mail.replace("=\n", "").replace("=3D", "="))
    assert link
    assert "front.pdf" in mail


def test_reminders_come_on_their_days_and_end_when_the_files_come(order):
    first, second = order.items
    with_settings(files_remind_days="1, 3, 7")

    def owed(days):
        order.cleared_at = now() - timedelta(days=days, minutes=1)
        second.print_jobs[0].stopped_at = order.cleared_at
        db.session.commit()
        files_wanted.owe_reminders()
        db.session.commit()
        kinds = NoticeKind.FILES, NoticeKind.NEW_FILES
        return [mine(Notice).filter_by(kind=kind).count() for kind in kinds]

    assert owed(0.5) == [0, 0]
    assert owed(1) == [1, 1]
    assert owed(2) == [1, 2]  # another stop, as far as anybody can tell, is reminded of anew
    assert owed(8)[0] == 2  # that of the third day was missed: one is enough
    first.slots[0].file = second.slots[0].file
    db.session.commit()
    before = owed(9)[0]
    assert owed(30)[0] == before


def test_an_unpaid_order_is_not_reminded_of_files(order):
    order.cleared_at = None
    order.items[1].print_jobs[0].status = "On Press"
    db.session.commit()

    files_wanted.owe_reminders()
    assert mine(Notice).count() == 0
    order.cleared_at = now() - timedelta(days=2)
    files_wanted.owe_reminders()
    assert mine(Notice).count() == 1  # the control


def test_a_mail_that_waits_is_dropped_when_the_files_came(order, queue):
    files_wanted.tell(order)
    db.session.commit()
    notice = mine(Notice).one()
    order.items[0].slots[0].file = order.items[1].slots[0].file
    order.items[1].print_jobs[0].status = "On Press"
    db.session.commit()

    queue.run(jobs.send_notice, notice.id)

    assert mine(Notice).count() == 0


@pytest.mark.parametrize("days", ["x", "0", "3, 1", "1, 1", "99"])
def test_only_days_can_be_set(days):
    with pytest.raises(ValueError, match="Enter days"):
        files_wanted.reminder_days(days)
    assert files_wanted.reminder_days("1, 3,7") == [1, 3, 7]
    assert files_wanted.reminder_days("") == []


def test_keys_of_other_purposes_open_nothing(order):
    words = f"{order.secret}:1"
    assert files_link.item_behind(tokens.dumps(words, "guest order")) is None
    assert files_link.item_behind(tokens.dumps(words, files_link.PURPOSE)) is order.items[0]
    assert isinstance(order.items[0], OrderItem)
