"""Two at once close one line of the ledger. The control shows that the race is real."""

import pytest

from storefront.database import db
from storefront.orders.models import ItemStatus, PrintJob
from storefront.payments.ledger import AlreadyClosed, waive
from storefront.payments.models import Refund, RefundStatus
from storefront.payments.opening import open_refunds
from tests.factories import an_order
from tests.neighbors import mine


@pytest.fixture
def refund_id(app):
    item = an_order(status=ItemStatus.CANCELLED).items[0]  # 4Over owes what it had taken for it
    item.print_jobs.append(PrintJob(job_id="Z100-001"))
    open_refunds(item)
    db.session.commit()
    return mine(Refund).order_by(Refund.id).first().id


def test_one_of_two_closes_the_line(at_once, refund_id):
    def close(name, barrier):
        refund = db.session.get(Refund, refund_id)
        db.session.rollback()
        barrier.wait()
        try:
            waive(refund, by=name, note=f"says {name}")
        except AlreadyClosed:
            db.session.rollback()
            return False
        db.session.commit()
        return True

    assert sorted(at_once(close)) == [False, True]


def test_looking_whether_it_is_open_and_then_writing_would_close_it_twice(at_once, refund_id):
    """The control."""

    def naive(name, barrier):
        is_open = db.session.get(Refund, refund_id).status == RefundStatus.OPEN
        db.session.rollback()
        barrier.wait()
        if is_open:
            values = {"status": RefundStatus.WAIVED, "settled_by": name}
            db.session.query(Refund).filter_by(id=refund_id).update(values)
            db.session.commit()
        return is_open

    assert at_once(naive) == [True, True]
