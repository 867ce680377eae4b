"""When 4Over stops a print job the shop gets a mail: one for each item and cause. The
customer gets one besides only where other files are wanted."""

from datetime import timedelta
from email import message_from_string, policy

import lxml.html
import pytest

from storefront import jobs
from storefront.accounts.models import User
from storefront.clock import now
from storefront.database import db
from storefront.fourover.statuses import JobPhase, needs_a_person, phase_of
from storefront.orders.models import FOR_THE_SHOP, Hold, ItemStatus, Notice, NoticeKind, PrintJob
from tests.factories import a_user, an_account, an_order, with_settings
from tests.fourover.test_statuses import ALL as STATUSES
from tests.neighbors import mine

STOPPED = [text for text, _ in STATUSES if needs_a_person(text)]
SHOP = "hello@shop.example"


@pytest.fixture
def item(app):
    with_settings(shop_email=SHOP)
    an_account()
    item = an_order(status=ItemStatus.IN_PRODUCTION, user=a_user()).items[0]
    item.print_jobs.append(PrintJob(job_id="Z1-001", files_attached_at=now() - timedelta(hours=3)))
    db.session.commit()
    return item


@pytest.fixture
def seen(item, fourover, queue, tmp_path):
    """4Over shows this status, and a worker looks; the mails that went out by then."""

    def look(*statuses):
        fourover.has_history("Z1-001", *statuses)
        queue.run(jobs.track_order_item, item.id)
        jobs.sweep()
        queue.run_all()
        folder = tmp_path / "mail"
        files = folder.iterdir() if folder.is_dir() else []
        return [message_from_string(file.read_text(), policy=policy.default) for file in files]

    return look


def to_the_shop(mails):
    return [mail for mail in mails if mail["To"] == SHOP]


@pytest.mark.parametrize("status", STOPPED)
def test_the_shop_reads_what_happened_and_what_to_do(item, seen, status):
    mails = seen(status)

    wants_files = phase_of(status) == JobPhase.FILES
    to = [SHOP, item.order.email] if wants_files else [SHOP]
    assert sorted(mail["To"] for mail in mails) == sorted(to)
    (mail,) = to_the_shop(mails)
    assert mail["Subject"] == f"Print Shop: Order {item.order.number} is stopped at 4Over"
    text = mail.get_content()
    assert f"Print job Z1-001: {' '.join(status.split())}" in text
    assert f"/admin/orders/{item.order.number}" in text
    assert "key=" not in text  # which opens it to a customer
    assert text.count("4Over") > 1


def test_once_for_each_cause(seen):
    seen("On Hold: Contact Accounting")
    seen("On Hold: Contact Accounting")
    assert len(seen("Batch Prep")) == 1
    assert len(seen("On Hold: Contact Accounting")) == 1
    assert len(to_the_shop(seen("Awaiting New Files"))) == 2
    assert len(to_the_shop(seen("Awaiting New Files"))) == 2


def test_also_of_an_item_on_hold(item, seen):
    item.hold_for(Hold.PARTLY, "4Over took only some sets.")
    db.session.commit()

    assert len(seen("On Hold: Contact Accounting")) == 1


def test_of_a_job_that_goes_on_there_is_none(seen):
    """The control."""
    assert seen("On Press") == []


def test_nor_of_an_item_that_is_over(item, seen):
    item.status = ItemStatus.CANCELLED
    db.session.commit()

    assert seen("On Hold: Contact Accounting") == []


def test_without_an_address_nothing_is_owed(seen):
    with_settings(shop_email="")

    assert seen("On Hold: Contact Accounting") == []
    assert mine(Notice).count() == 0


def test_an_address_that_was_taken_away_is_a_mail_that_fails(item, seen, queue):
    seen("On Hold: Contact Accounting")
    notice = mine(Notice).one()
    notice.sent_at = notice.claimed_at = None
    with_settings(shop_email="")

    queue.run(jobs.send_notice, notice.id)

    assert notice.sent_at is None
    assert notice.trouble


def test_only_staff_see_it_and_have_it_sent_again(item, seen, browser, app):
    seen("On Hold: Contact Accounting")
    path, kind = f"/orders/{item.order.number}", {"kind": NoticeKind.STOPPED.value}
    browser.login(db.session.get(User, item.order.user_id))
    assert "Emails" not in read(browser.get(path))
    assert browser.post(f"{path}/emails", data=kind).status_code == 422

    staff = app.test_client().login(a_user("staff"))
    assert "To the shop Stopped at 4Over" in read(staff.get(f"/admin{path}"))
    answer = staff.post(f"/admin{path}/emails", data=kind, follow_redirects=True)
    assert "There is no mail server: the email is only kept on this machine." in read(answer)
    with_settings(shop_email="")
    assert staff.post(f"/admin{path}/emails", data=kind).status_code == 422


def test_each_mail_has_its_name_under_the_address_that_it_went_to(item, browser):
    order = item.order
    db.session.add_all(Notice(order=order, kind=kind) for kind in NoticeKind)
    db.session.commit()

    page = browser.login(a_user("staff")).get(f"/admin/orders/{order.number}").text
    (section,) = lxml.html.document_fromstring(page).xpath("//section[@id='emails']")

    names = [name.text for name in section.findall(".//strong")]
    assert len(names) == len(set(names)) == len(NoticeKind)
    assert all(names)
    labels = section.xpath(".//button/@aria-label")
    assert labels == [f"Send again: {name}" for name in names]
    customers, shops = section.xpath("./p[@class='soft']")
    assert (customers.text, shops.text) == (f"To {order.email}", "To the shop")
    assert len(shops.xpath("./following-sibling::div")) == len(FOR_THE_SHOP)


def read(page):
    return " ".join(lxml.html.document_fromstring(page.text).text_content().split())
