"""Mails to customers, written by a worker: there is no request, and no visitor."""

import html
import re
import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy

import pytest
import time_machine
from sqlalchemy import func, select

from storefront import jobs
from storefront.accounts.models import Role
from storefront.clock import now
from storefront.database import db
from storefront.orders import notices
from storefront.orders.guest_link import guest_link
from storefront.orders.models import MOST_TRIES, ItemStatus, Notice, NoticeKind, Order, PrintJob
from storefront.settings import StoredSetting
from tests.factories import a_payment, a_user, an_order, with_settings
from tests.neighbors import mine
from tests.refusals import NO_ORDER, refusal

NO_FIXED_DAY = {  # else the day that 4Over named
    NoticeKind.FILES: "estimated delivery 4 days after we have all your files",
    NoticeKind.NEW_FILES: "delivery was estimated for Fri, Dec 4, and may be later",
}
OF_NO_ITEM = (  # but of money, where what was ordered stands in the invoice, or of a card or a word
    NoticeKind.INVOICE,
    NoticeKind.CREDIT_NOTE,
    NoticeKind.REMINDER,
    NoticeKind.LOOK,
    NoticeKind.NO_CARD,
    NoticeKind.DAILY_LIMIT,
    NoticeKind.UNHEARD_OF,
)


@pytest.fixture
def mail_about(queue, tmp_path):
    """Sends the mail that is due, however often a worker is told to: its subject and its text."""

    def send(order, kind, position=0):
        notices.owe(order, kind, position)
        db.session.commit()
        notice_id = mine(Notice.id).scalar()
        queue.run(jobs.send_notice, notice_id)
        queue.run(jobs.send_notice, notice_id)
        (file,) = (tmp_path / "mail").iterdir()
        mail = message_from_string(file.read_text(), policy=policy.default)
        return mail["Subject"], mail.get_content()

    return send


def wants_files(item, kind):
    """A mail that asks for files is sent only while the item waits for them."""
    if kind == NoticeKind.FILES:
        item.status, item.slots[0].file = ItemStatus.WAITING, None
        item.order.placed_at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    elif kind == NoticeKind.NEW_FILES:
        item.status = ItemStatus.IN_PRODUCTION
        item.print_jobs.append(PrintJob(job_id=f"Z-{item.id}", status="Awaiting New Files"))
    db.session.commit()


@pytest.mark.parametrize("kind", [NoticeKind.FILES, NoticeKind.NEW_FILES])
def test_no_mail_asks_for_files_that_have_come(queue, tmp_path, kind):
    order = an_order()
    notices.owe(order, kind, position=1)
    db.session.commit()

    queue.run(jobs.send_notice, mine(Notice.id).scalar())

    assert mine(Notice).count() == 0
    assert not (tmp_path / "mail").exists()


def test_a_worker_writes_the_mail_about_a_new_order(mail_about):
    order = an_order()

    subject, text = mail_about(order, NoticeKind.PLACED)

    assert subject == f"Print Shop: Your order {order.number} is placed"
    assert f"/orders/{order.number}?key=" in text
    assert "Shipping: $12.00" in text
    assert "Questions?" not in text  # nobody has said where to write to


def test_the_mail_about_a_new_order_leads_to_its_proof(mail_about, app):
    order = an_order()
    _, text = mail_about(order, NoticeKind.PLACED)
    link = re.search(r"Its files and their proof: http://shop.test(\S+)", text)[1]
    page = app.test_client().get(link, follow_redirects=True)
    assert f"Files for {order.items[0].title}" in html.unescape(page.text)


def test_a_mail_says_where_to_write_to(mail_about):
    with_settings(shop_email="hello@shop.example")
    order = an_order()

    _, text = mail_about(order, NoticeKind.PLACED)

    assert f"Write to us at hello@shop.example and mention order {order.number}." in text


@pytest.mark.parametrize(("items", "words"), [(1, "Your order"), (2, "Part of your order")])
@pytest.mark.parametrize(
    ("kind", "news"), [(NoticeKind.SHIPPED, "has shipped"), (NoticeKind.CANCELLED, "is canceled")]
)
def test_only_one_of_several_items_is_a_part_of_the_order(mail_about, items, words, kind, news):
    order = an_order(items=items)

    subject, text = mail_about(order, kind, position=1)

    assert subject == f"Print Shop: {words} {order.number} {news}"
    assert text.startswith(f"{words} {order.number} {news}")


def test_a_package_can_be_followed_from_the_mail(mail_about):
    order = an_order(status=ItemStatus.SHIPPED)
    tracking = "1Z2A61010358895672 ABC123"
    order.items[0].print_jobs.append(PrintJob(job_id="Z1-001", tracking=tracking))
    db.session.commit()

    _, text = mail_about(order, NoticeKind.SHIPPED, position=1)

    assert "https://www.ups.com/track?tracknum=1Z2A61010358895672\n" in text
    assert "Tracking number: ABC123" in text


def test_the_mail_about_a_cancellation_says_what_it_means_for_the_bill(mail_about):
    order = an_order(items=2)
    a_payment(order)
    order.items[0].status = ItemStatus.CANCELLED
    db.session.commit()

    _, text = mail_about(order, NoticeKind.CANCELLED, position=1)

    assert "Total when ordered: $113.60\nCanceled: -$56.80\nNew total: $56.80\n" in text
    assert "$56.80 will be refunded." in text


@pytest.fixture
def mails(tmp_path):
    """What has left, the oldest first: (to, subject, text)."""

    def read():
        folder = tmp_path / "mail"
        files = (
            sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
            if (folder.is_dir())
            else []
        )
        found = [message_from_string(file.read_text(), policy=policy.default) for file in files]
        return [(mail["To"], mail["Subject"], mail.get_content()) for mail in found]

    return read


@pytest.fixture
def sweep(queue):
    """What the schedule does every minute, and the worker then."""

    def run():
        jobs.sweep()
        queue.run_all()

    return run


def shipped(items):
    order = an_order(items=items, status=ItemStatus.IN_PRODUCTION)
    for item in order.items:
        item.print_jobs.append(PrintJob(job_id=f"Z-{item.id}", tracking=f"1Z{item.id}"))
    db.session.commit()
    return order


def ships(item):
    item.move_to(ItemStatus.SHIPPED)
    notices.owe(item.order, NoticeKind.SHIPPED, item.position, "a number")
    db.session.commit()


class TestOneMail:
    def test_is_made_of_three_items_that_ship_at_once(self, sweep, mails):
        order, other = shipped(3), shipped(1)
        for item in (*order.items, *other.items):
            ships(item)
            sweep()

        told = sorted((subject, text.count("Tracking number:")) for _, subject, text in mails())
        assert told == [
            (f"Print Shop: Your order {order.number} has shipped", 3),
            (f"Print Shop: Your order {other.number} has shipped", 1),
        ]

    def test_waits_no_longer_than_it_takes_to_ask_about_each(self, sweep, mails):
        order = shipped(2)
        ships(order.items[0])
        sweep()
        assert mails() == []

        with time_machine.travel(now() + timedelta(seconds=900 * 1.25 + 1)):
            sweep()
        ((_, subject, text),) = mails()
        assert subject == f"Print Shop: Part of your order {order.number} has shipped"
        assert f"Tracking number: 1Z{order.items[0].id}" in text
        assert f"1Z{order.items[1].id}" not in text

    @pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in OF_NO_ITEM])
    def test_repeats_what_was_ordered_and_how_it_comes(self, mail_about, kind):
        with_settings(shop_email="hello@shop.example")
        order = an_order(items=1)
        wants_files(order.items[0], kind)

        _, text = mail_about(order, kind, position=0 if kind == NoticeKind.PLACED else 1)

        day = NO_FIXED_DAY.get(kind, "estimated delivery Fri, Dec 4")
        for said in ('1. Business Cards, 2" x 3.5"', "Colors: 4/4; Quantity: 500",
                     f"Ground Shipping, {day}", "/orders/"):  # fmt: skip
            assert said in text
        assert "\n\n\n" not in text


class TestWhateverIsStored:
    """No value can bend a mail or stop it."""

    @pytest.mark.parametrize("kind", list(NoticeKind))
    def test_stays_one_line(self, mail_about, kind):
        order = an_order(items=2, tax_name="Tax\nBuy pills at http://evil.test")
        evil = "Ada's\r\nBcc: everybody@evil.test\r\n\r\nBuy pills\u2028at http://evil.test"
        stored = {"shop_name": evil, "shop_email": "a@b.example\nBcc: c@d.example"}
        for name, value in stored.items():  # as an older edition may have stored it
            db.session.merge(StoredSetting(name=name, value=value))
        order.ship_to = {**order.ship_to, "address": evil, "company": "\x00\x1b[31mred"}
        for item in order.items:
            item.title = item.service_name = evil
            item.choices = [[evil, evil]]
        wants_files(order.items[0], kind)

        subject, text = mail_about(order, kind, position=1)

        assert subject.startswith("Ada's Bcc: everybody@evil.test")
        lines = text.splitlines()
        assert not [line for line in lines if line.strip().startswith(("Bcc", "Buy", "http://e"))]
        assert any("Buy pills at http://evil.test" in line for line in lines)  # and is not lost
        assert "\x1b" not in text


def breaks(app, error):
    """Every mail fails with this from now on."""

    class Broken:
        def send_messages(self, messages):
            raise error

    app.extensions["mailman"].get_connection = lambda *_args, **_more: Broken()


TROUBLES = [
    smtplib.SMTPRecipientsRefused({}), smtplib.SMTPServerDisconnected(), ConnectionRefusedError(),
    UnicodeEncodeError("ascii", "ä", 0, 1, "no"), ValueError("header"), KeyError("template"),
    OSError(28, "disk full"), smtplib.SMTPAuthenticationError(535, b"no"),
]  # fmt: skip


@pytest.fixture
def staff(app):
    return app.test_client().login(a_user(Role.STAFF))


@pytest.fixture
def staff_page(staff):
    return lambda address: staff.get(address).text


@pytest.mark.usefixtures("mail_server")
class TestAMailThatFails:
    @pytest.mark.parametrize("error", TROUBLES, ids=lambda error: type(error).__name__)
    def test_is_tried_again_given_up_and_told(self, app, sweep, staff_page, error):
        printing = ItemStatus.IN_PRODUCTION  # else each sweep would try to send it
        order, _other = an_order(status=printing), an_order(status=printing)
        notices.owe(order, NoticeKind.PLACED)
        db.session.commit()
        breaks(app, error)
        moment = now()
        for _ in range(MOST_TRIES + 5):
            with time_machine.travel(moment, tick=False):
                sweep()
            moment += timedelta(hours=1)

        notice = mine(Notice).one()
        assert (notice.tries, notice.given_up, notice.sent_at) == (MOST_TRIES, True, None)
        assert "1 order with an email that could not be sent" in staff_page("/admin/")
        assert f"/admin/orders/{order.number}" in staff_page("/admin/orders/?needs=email")
        assert f"Not sent after {MOST_TRIES} tries. The " in staff_page(
            f"/admin/orders/{order.number}"
        )

    def test_is_sent_at_last_once_staff_say_so(self, app, sweep, staff, staff_page, mails):
        order = an_order()
        notices.owe(order, NoticeKind.PLACED)
        db.session.commit()
        mine(Notice).one().tries = MOST_TRIES
        db.session.commit()
        sweep()
        assert mails() == []

        staff.post(f"/admin/orders/{order.number}/emails", data={"kind": "placed"})
        sweep()

        assert [to for to, _, _ in mails()] == [order.email]
        page = staff_page(f"/admin/orders/{order.number}")
        assert "email sent again" in page  # among what staff did
        assert re.search(r"Sent \w+ \d+, \d{4}", page)
        assert "could not be sent" not in staff_page("/admin/")

    def test_does_not_stop_the_next(self, app, queue, mails):
        """One order's broken mail; another's leaves."""
        broken, fine = an_order(), an_order()
        broken.items[0].in_hand = "no day"
        for order in (broken, fine):
            notices.owe(order, NoticeKind.PLACED)
        db.session.commit()

        jobs.sweep()
        queue.run_all()

        assert [to for to, _, _ in mails()] == [fine.email]
        first, second = mine(Notice).order_by(Notice.id)
        assert first.trouble == "The email could not be written: the log says why."
        assert second.sent_at


@pytest.fixture
def mail_server(app):
    """The shop has one, as far as it knows; what leaves is in files all the same."""
    known = app.extensions["config"]
    app.extensions["config"] = known.model_copy(update={"mail_url": "smtp://mail.example.com"})


class TestWithoutAMailServer:
    def test_nobody_is_told_that_a_mail_was_sent(self, app, queue, staff, browser, mails):
        order = an_order()
        notices.owe(order, NoticeKind.PLACED)
        db.session.commit()
        before = staff.get(f"/admin/orders/{order.number}").text
        assert "Not sent: there is no mail server." in before
        assert "It will be sent soon" not in before
        queue.run(jobs.send_notice, mine(Notice.id).scalar())
        assert len(mails()) == 1  # a file that nobody gets
        browser.get(guest_link(order).removeprefix("http://shop.test"))

        seen = browser.get(f"/orders/{order.number}").text
        by_staff = staff.get(f"/admin/orders/{order.number}").text
        again = browser.post(f"/orders/{order.number}/emails", data={"kind": "placed"})
        told = staff.post(
            f"/admin/orders/{order.number}/emails", data={"kind": "placed"}, follow_redirects=True
        )

        assert "Not sent: this shop does not send emails yet." in seen
        assert "Send again" not in seen
        assert again.status_code == 409
        assert "Not sent: there is no mail server. It was written on" in by_staff
        assert "only kept on this machine" in told.text
        assert "There is no mail server" in staff.get("/admin/").text
        for page in (seen, by_staff):
            assert not re.search(r"Sent \w+ \d+, \d{4}", page)

    def test_what_a_server_sends_later_is_sent(self, app, queue, staff, mail_server):
        order = an_order()
        notices.owe(order, NoticeKind.PLACED)
        db.session.commit()
        mine(Notice).one().kept_here = True
        db.session.commit()
        queue.run(jobs.send_notice, mine(Notice.id).scalar())

        page = staff.get(f"/admin/orders/{order.number}").text
        assert re.search(r"Sent \w+ \d+, \d{4}", page)


@pytest.mark.usefixtures("mail_server")
class TestTheCustomer:
    @pytest.fixture
    def order(self, queue):
        order = an_order()
        notices.owe(order, NoticeKind.PLACED)
        db.session.commit()
        queue.run(jobs.send_notice, mine(Notice.id).scalar())
        return order

    @pytest.fixture
    def guest(self, browser, order):
        browser.get(guest_link(order).removeprefix("http://shop.test"))
        return browser

    def again(self, browser, order, kind="placed"):
        return browser.post(f"/orders/{order.number}/emails", data={"kind": kind})

    def test_has_it_sent_again_but_not_at_every_click(self, guest, order, queue, mails):
        assert "Order confirmation" in guest.get(f"/orders/{order.number}").text
        answer = self.again(guest, order)
        assert answer.status_code == 429
        assert "look among your spam" in answer.text
        assert queue.jobs == []

        with time_machine.travel(now() + timedelta(minutes=16)):
            assert self.again(guest, order).status_code == 302
            queue.run_all()
            assert self.again(guest, order).status_code == 429
        assert [to for to, _, _ in mails()] == [order.email] * 2

    def test_is_offered_it_again_only_when_that_works(self, guest, order, queue):
        """Not before it was sent, nor just after."""

        def offered():
            page = guest.get(f"/orders/{order.number}").text
            assert "Order confirmation" in page
            return "Send again" in page

        assert not offered()
        with time_machine.travel(now() + timedelta(minutes=16)):
            assert offered()
            assert self.again(guest, order).status_code == 302
            assert not offered()
            queue.run_all()
            assert not offered()
        guest.get(guest_link(order).removeprefix("http://shop.test"))
        notice = mine(Notice).one()
        notice.sent_at, notice.trouble = None, "The mail server cannot be reached."
        notice.made_at = notice.asked_at = notice.claimed_at = now() - timedelta(days=1)
        db.session.commit()
        assert not offered()  # the shop tries by itself

    def test_cannot_keep_a_mail_that_fails_from_being_given_up(
        self, app, guest, order, queue, mails
    ):
        """Pressing tries it every quarter of an hour at most, and never begins anew."""
        notice = mine(Notice).one()
        notice.sent_at, notice.claimed_at, notice.tries = None, None, 12
        notice.made_at -= timedelta(days=1)
        db.session.commit()
        breaks(app, ConnectionRefusedError())

        answers = []
        for _ in range(3):
            answers.append(self.again(guest, order).status_code)
            queue.run_all()
        assert answers == [302, 429, 429]
        assert notice.tries == 13

        moment = now()
        for _ in range(MOST_TRIES):
            moment += timedelta(minutes=16)
            with time_machine.travel(moment):
                answer = self.again(guest, order)
                queue.run_all()
        assert answer.status_code == 409
        assert "and we know of it." in answer.text
        assert (notice.tries, notice.given_up) == (MOST_TRIES, True)
        assert db.session.scalar(select(func.count()).where(notices.failing())) == 1

    def test_may_ask_for_what_was_sent_as_often_as_it_takes(self, guest, order, queue, mails):
        moment = now()
        for _ in range(MOST_TRIES + 2):
            moment += timedelta(hours=1)
            with time_machine.travel(moment):
                assert self.again(guest, order).status_code == 302
                queue.run_all()
        assert len(mails()) == MOST_TRIES + 3

    def test_has_it_sent_once_by_two_clicks_at_the_same_moment(self, order, at_once):
        mine(Notice).one().made_at -= timedelta(days=1)
        mine(Notice).update({"sent_at": None, "claimed_at": None})
        db.session.commit()
        number = order.number

        def click(name, barrier):
            found = db.session.scalars(select(Order).where(Order.number == number)).one()
            try:
                notices.send_again(found, "placed", at_once=False)
            except notices.TooSoon:
                db.session.rollback()
                return 0
            db.session.commit()
            return 1

        assert sum(at_once(click)) == 1

    def test_cannot_have_what_was_never_owed(self, guest, order, queue):
        for kind in ("shipped", "nonsense", ""):
            answer = self.again(guest, order, kind)
            assert refusal(answer, "There is no such email about this order.") == 422
        assert queue.jobs == []

    def test_reaches_only_their_own(self, app, order, queue):
        assert refusal(self.again(app.test_client(), order), NO_ORDER) == 404
        assert refusal(self.again(app.test_client().login(a_user()), order), NO_ORDER) == 404
        assert queue.jobs == []


class TestTheRest:
    def send(self, sweep, *items):
        for item in items:
            ships(item)
        with time_machine.travel(now() + timedelta(hours=1)):
            sweep()

    def shares(self, mails):
        return [re.search(r": (.*) order ", subject)[1] for _, subject, _ in mails()]

    def test_of_an_order_is_what_ships_last(self, sweep, mails):
        order = shipped(3)
        for item in order.items:
            self.send(sweep, item)
        assert self.shares(mails) == ["Part of your", "Part of your", "The rest of your"]

    def test_is_what_was_not_canceled(self, sweep, mails):
        order = shipped(2)
        order.items[0].status = ItemStatus.CANCELLED
        self.send(sweep, order.items[1])
        assert self.shares(mails) == ["The rest of your"]

    def test_is_no_second_parcel_and_nothing_while_some_is_printed_again(self, sweep, mails):
        order = shipped(2)
        self.send(sweep, order.items[0])
        order.items[0].move_to(ItemStatus.IN_PRODUCTION)
        self.send(sweep, order.items[1])
        notices.owe(order, NoticeKind.SHIPPED, 1, "another number")
        order.items[0].move_to(ItemStatus.SHIPPED)
        db.session.commit()
        self.send(sweep)
        assert self.shares(mails) == ["Part of your"] * 3
