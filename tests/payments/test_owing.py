"""What is owed back now, and what a cancelled item leaves owing when nobody has said so yet."""

from decimal import Decimal

import pytest

from storefront import jobs
from storefront.database import db
from storefront.orders.models import Cancellation, CancellationState, ItemStatus, PrintJob
from storefront.orders.pushing import holding
from storefront.payments.ledger import settle
from storefront.payments.models import Refund, RefundSide
from storefront.payments.opening import open_refunds
from storefront.payments.owing import owed
from tests.factories import a_payment, a_user, an_account, an_order_item
from tests.neighbors import mine

FREE = {"price": Decimal("0.00"), "shipping": Decimal("0.00")}


@pytest.fixture
def item(app):
    """Printed, paid and canceled."""
    item = an_order_item(status=ItemStatus.CANCELLED)
    item.print_jobs.append(PrintJob(job_id="Z100-001"))
    a_payment(item.order)
    return item


def owed_for(item):
    return {line.side: sum_ for line, sum_ in owed().items() if line.item_id == item.id}


def sides(item):
    return {line.side for line in db.session.query(Refund).filter_by(item_id=item.id)}


def test_both_sides_owe_until_the_line_is_closed(item):
    open_refunds(item)
    db.session.commit()
    both = {RefundSide.FOUROVER: Decimal("44.00"), RefundSide.CUSTOMER: Decimal("56.80")}
    assert owed_for(item) == both

    for side, sum_ in both.items():
        (line,) = (one for one in open_refunds(item) if one.side == side)
        settle(line, sum_, method="by card", by="sam@shop.example")
        db.session.commit()
        assert side not in owed_for(item)


def test_4over_owes_it_though_the_customer_never_paid(app):
    item = an_order_item(status=ItemStatus.CANCELLED)
    item.print_jobs.append(PrintJob(job_id="Z100-001"))
    open_refunds(item)
    db.session.commit()

    assert owed_for(item) == {RefundSide.FOUROVER: Decimal("44.00")}


def test_4over_owes_the_shop_nothing_where_it_charged_the_customers_own_account(queue):
    item = an_order_item(account=an_account(owner=a_user()), status=ItemStatus.CANCELLED)
    item.print_jobs.append(PrintJob(job_id="Z100-001"))
    a_payment(item.order)
    queue.run(jobs.open_refunds)
    assert open_refunds(item)
    db.session.commit()
    assert sides(item) == {RefundSide.CUSTOMER}


def test_what_a_cancelled_item_leaves_owing_is_opened_once(item, queue):
    queue.run(jobs.open_refunds)
    queue.run(jobs.open_refunds)

    assert sides(item) == {RefundSide.FOUROVER, RefundSide.CUSTOMER}
    assert len(mine(Refund).all()) == 2


def test_what_was_printed_for_nothing_leaves_4over_owing(app, queue):
    given_away = an_order_item(status=ItemStatus.CANCELLED, item=FREE)
    given_away.print_jobs.append(PrintJob(job_id="Z100-001"))
    db.session.commit()

    queue.run(jobs.open_refunds)

    assert sides(given_away) == {RefundSide.FOUROVER}


def test_what_is_not_cancelled_or_was_free_leaves_nothing(app, queue):
    going = an_order_item(status=ItemStatus.IN_PRODUCTION)
    free = an_order_item(status=ItemStatus.CANCELLED, item=FREE)

    queue.run(jobs.open_refunds)

    assert sides(going) == sides(free) == set()


class TestAcceptedAfterItWasCanceled:
    """4Over accepted what the shop had canceled already, and the customer's side was opened."""

    @pytest.fixture
    def late(self, item):
        request = Cancellation(asked_by="sam", reason="changed their mind")
        request.state = CancellationState.UNCONFIRMED
        item.cancellations.append(request)
        db.session.commit()
        return item

    def test_4over_owes_nothing_while_nobody_knows_whether_it_let_go(self, late, queue):
        queue.run(jobs.open_refunds)
        assert sides(late) == {RefundSide.CUSTOMER}

    def test_4over_owes_it_once_its_support_agreed(self, late, queue):
        queue.run(jobs.open_refunds)
        holding.confirm_cancelled(late, by="sam@shop.example", answer="Stopped in time.")
        db.session.commit()

        queue.run(jobs.open_refunds)
        queue.run(jobs.open_refunds)

        assert owed_for(late)[RefundSide.FOUROVER] == Decimal("44.00")
        assert len(mine(Refund).all()) == 2

    def test_4over_owes_it_where_it_canceled_by_itself_what_it_had_refused_to(self, late, queue):
        late.cancellations[0].state = CancellationState.REFUSED
        db.session.commit()
        queue.run(jobs.open_refunds)
        assert sides(late) == {RefundSide.FOUROVER, RefundSide.CUSTOMER}
