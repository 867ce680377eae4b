"""Mails to customers, written by a worker: there is no request, and no visitor."""

from email import message_from_string, policy

import pytest

from storefront import jobs
from storefront.extensions import db
from storefront.orders import notices
from storefront.orders.models import ItemStatus, Notice, NoticeKind, PrintJob
from tests.factories import a_payment, an_order, with_settings


@pytest.fixture
def mail_about(queue, tmp_path):
    """Sends the mail that is due, however often a worker is told to: its subject and its text."""

    def send(order, kind, position=0):
        notices.owe(order, kind, position)
        db.session.commit()
        notice_id = db.session.query(Notice.id).scalar()
        queue.run(jobs.send_notice, notice_id)
        queue.run(jobs.send_notice, notice_id)
        (file,) = (tmp_path / "mail").iterdir()
        mail = message_from_string(file.read_text(), policy=policy.default)
        return mail["Subject"], mail.get_content()

    return send


def test_a_worker_writes_the_mail_about_a_new_order(mail_about):
    order = an_order()

    subject, text = mail_about(order, NoticeKind.PLACED)

    assert subject == f"Print Shop: Your order {order.number} is placed"
    assert f"/orders/{order.number}?key=" in text
    assert "Shipping: $12.00" in text
    assert "Questions?" not in text  # nobody has said where to write to


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
    assert "$56.80 is to be refunded." in text
