"""Mails to customers, written by a worker: there is no request, and no visitor."""

from storefront import jobs
from storefront.extensions import db
from storefront.orders import notices
from storefront.orders.models import Notice, NoticeKind
from tests.factories import an_order


def test_a_worker_writes_the_mail_about_a_new_order(queue, tmp_path):
    order = an_order()
    notices.owe(order, NoticeKind.PLACED)
    db.session.commit()
    notice_id = db.session.query(Notice.id).scalar()

    queue.run(jobs.send_notice, notice_id)
    queue.run(jobs.send_notice, notice_id)

    (mail,) = [file.read_text() for file in (tmp_path / "mail").iterdir()]
    assert order.number in mail
    assert f"/orders/{order.number}?key=" in mail.replace("=\n", "")
