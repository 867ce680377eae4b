"""One set taken back while the others are printed: asked, agreed to and seen, and both sides of the
ledger have its part, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import jobs
from storefront.accounts.models import Role
from storefront.database import db
from storefront.money import part_of
from storefront.orders.cancellation import NotCancellable, request_cancellation
from storefront.orders.charges import goods_charged
from storefront.orders.letters import letter_of
from storefront.orders.models import (
    CancellationState,
    ItemStatus,
    Notice,
    NoticeKind,
    Phase,
    PrintJob,
    PushAttempt,
)
from storefront.orders.pushing.holding import NotHeld
from storefront.orders.set_cancellation import (
    confirm_set,
    request_set,
    sets_to_cancel,
    sets_to_confirm,
)
from storefront.payments.invoices.correcting import correct_invoice, to_correct
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.models import Refund, RefundSide
from storefront.payments.opening import missing, open_missing
from storefront.payments.statement import statement_of
from tests.factories import a_charge, a_payment, a_user, an_account, an_order_item
from tests.neighbors import mine

PAT = "pat@shop.example"
NAMES = ("Ann", "Bo", "")


@pytest.fixture(autouse=True)
def account(app):
    return an_account()


@pytest.fixture
def item(account):
    """Three sets in production for $100.00; $5.00 shipping, and $9.45 tax, $0.45 of it on that."""
    money = {
        "price": Decimal("100.00"),
        "shipping": Decimal("5.00"),
        "tax": Decimal("9.45"),
        "shipping_tax": Decimal("0.45"),
    }
    of_order = {"goods": money["price"], "shipping": money["shipping"], "tax": money["tax"]}
    item = an_order_item(
        status=ItemStatus.IN_PRODUCTION,
        item=money | {"sets": 3, "set_names": NAMES, "cost": Decimal("60.00")},
        **of_order,
        total=Decimal("114.45"),
    )
    charge = a_charge("77.00", "4.00")
    attempt = PushAttempt(
        item_id=item.id, number=1, owner="w", phase=Phase.ACCEPTED, charged=charge.sum
    )
    attempt.expected = charge
    item.attempts.append(attempt)
    for number in (1, 2, 3):
        item.print_jobs.append(PrintJob(job_id=f"Z1-00{number}", set_number=number, status="New"))
    db.session.commit()
    return item


def ask(item, number=2):
    request_set(item, number, by=PAT, reason="Bo has left")
    db.session.commit()
    return item.set_cancellations[-1]


def shown(fourover, item, *statuses):
    """What 4Over says of each job, once it is asked."""
    for job, status in zip(item.print_jobs, statuses, strict=True):
        fourover.has_history(job.job_id, status)


def lines(side):
    return [line.expected for line in mine(Refund).filter_by(side=side).order_by(Refund.turn)]


@given(amount=st.decimals("0", "9999", places=2), parts=st.integers(1, 25))
def test_the_parts_of_all_sets_add_up_to_the_whole(amount, parts):
    each = [part_of(amount, number, parts) for number in range(1, parts + 1)]
    assert sum(each) == amount
    assert max(each) - min(each) <= Decimal("0.01")
    assert all(part >= 0 for part in each)


def test_one_set_is_asked_back_alone_and_the_others_go_on(item, fourover, queue):
    fourover.lets_jobs_go()
    request = ask(item)

    queue.run(jobs.settle_cancellation, item.id)

    assert fourover.calls == ["DELETE /orders/Z1-002"]
    assert request.state == CancellationState.AGREED
    assert item.status == ItemStatus.IN_PRODUCTION
    assert [job.let_go for job in item.print_jobs] == [False, True, False]
    assert (item.less, item.cancelled) == (0, 0)


def test_once_it_is_seen_both_sides_owe_its_part(item, fourover, queue):
    a_payment(item.order)
    fourover.lets_jobs_go()
    request = ask(item)
    queue.run(jobs.settle_cancellation, item.id)
    shown(fourover, item, "On Press", "Canceled", "New")

    queue.run(jobs.track_order_item, item.id)
    open_missing(item.order)
    db.session.commit()

    assert request.state == CancellationState.SEEN
    assert (item.less, item.less_tax) == (Decimal("33.34"), Decimal("3.00"))
    assert item.status == ItemStatus.IN_PRODUCTION
    assert lines(RefundSide.CUSTOMER) == [Decimal("36.34")]
    # of $81.00 all but $12.00 of shipping is for three sets
    assert lines(RefundSide.FOUROVER) == [Decimal("23.00")]
    bill = statement_of(item.order)
    assert (bill.total, bill.to_refund) == (Decimal("78.11"), Decimal("36.34"))
    assert missing() == []
    (notice,) = mine(Notice).filter_by(kind=NoticeKind.CANCELLED)
    assert (notice.position, notice.which) == (1, "set 2")


def test_what_4over_broke_down_by_job_is_its_part(item):
    item.print_jobs[1].goods_charged = Decimal("19.99")
    assert goods_charged(item, 2) == Decimal("19.99")
    assert goods_charged(item, 1) == Decimal("23.00")


def test_the_rest_brings_what_is_left_and_no_cent_more(item, fourover, queue):
    a_payment(item.order)
    fourover.lets_jobs_go()
    ask(item)
    queue.run(jobs.settle_cancellation, item.id)
    shown(fourover, item, "New", "Canceled", "New")
    queue.run(jobs.track_order_item, item.id)
    open_missing(item.order)
    request_cancellation(item, by=PAT, reason="all of it")
    db.session.commit()

    queue.run(jobs.settle_cancellation, item.id)
    shown(fourover, item, "Canceled", "Canceled", "Canceled")
    queue.run(jobs.track_order_item, item.id)
    assert missing() == [item.order_id]
    open_missing(item.order)
    db.session.commit()

    assert item.status == ItemStatus.CANCELLED
    assert lines(RefundSide.CUSTOMER) == [Decimal("36.34"), Decimal("78.11")]
    assert lines(RefundSide.FOUROVER) == [Decimal("23.00"), Decimal("58.00")]
    assert statement_of(item.order).total == 0
    assert missing() == []


def test_an_invoice_that_was_given_is_corrected_by_the_sets_part(item, fourover, queue):
    give_invoice(item.order)
    db.session.commit()
    fourover.lets_jobs_go()
    ask(item)
    queue.run(jobs.settle_cancellation, item.id)
    shown(fourover, item, "New", "Canceled", "New")
    queue.run(jobs.track_order_item, item.id)

    assert item.order_id in to_correct()
    (note,) = correct_invoice(item.order)
    db.session.commit()

    (line,) = note.document.lines
    assert (line.price, line.shipping, line.tax) == (Decimal("33.34"), 0, Decimal("3.00"))
    assert note.document.reason == f"A part of {item.reference} was canceled"
    assert item.order_id not in to_correct()


def test_an_invoice_of_later_is_of_the_sets_that_are_left(item, fourover, queue):
    shown(fourover, item, "New", "Canceled", "New")
    queue.run(jobs.track_order_item, item.id)
    (line,) = give_invoice(item.order).document.lines
    assert (line.quantity, line.price, line.tax) == (1000, Decimal("66.66"), Decimal("6.45"))


def test_a_refusal_is_of_that_set_alone(item, fourover, queue):
    fourover.keeps_jobs("Job has progressed too far for cancellation")
    request = ask(item)
    queue.run(jobs.settle_cancellation, item.id)
    assert request.state == CancellationState.REFUSED
    assert "too far" in request.answer
    assert sets_to_cancel(item) == [1, 2, 3]  # it may be asked again


def test_what_4over_cancels_by_itself_is_owed_back_too(item, fourover, queue):
    a_payment(item.order)
    shown(fourover, item, "New", "New", "Canceled")
    queue.run(jobs.track_order_item, item.id)
    assert item.sets_gone == {3}
    assert missing() == [item.order_id]
    queue.run(jobs.track_order_item, item.id)
    assert item.less == Decimal("33.33")


def test_what_goes_on_although_4over_agreed_is_for_a_person(item, fourover, queue):
    fourover.lets_jobs_go()
    request = ask(item)
    queue.run(jobs.settle_cancellation, item.id)
    shown(fourover, item, "New", "On Press", "New")
    queue.run(jobs.track_order_item, item.id)
    assert request.state == CancellationState.UNCONFIRMED
    assert sets_to_confirm(item) == [2]
    confirm_set(item, 2, answer="Kim, 10 am")
    assert item.sets_gone == {2}
    with pytest.raises(NotHeld):
        confirm_set(item, 2, answer="again")


def test_the_last_that_is_left_is_canceled_with_its_item(item):
    ask(item, 1)
    ask(item, 2)
    assert sets_to_cancel(item) == []
    with pytest.raises(NotCancellable):
        request_set(item, 3, by=PAT, reason="the last")


@pytest.mark.parametrize("status", ["pushing", "shipped", "delivered", "cancelling", "cancelled"])
def test_no_set_is_canceled_alone_on_its_way_to_4over_or_after_production(status):
    item = an_order_item(status=status, item={"sets": 3})
    assert sets_to_cancel(item) == []


def test_a_single_set_is_no_set_to_cancel(account):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    assert sets_to_cancel(item) == []


def test_a_set_that_4over_never_took_is_canceled_at_once(item):
    db.session.delete(item.print_jobs[2])
    db.session.commit()
    request = ask(item, 3)
    assert request.state == CancellationState.SEEN
    assert (item.less, item.less_charge) == (Decimal("33.33"), 0)


def test_pages_say_of_each_set_where_it_stands(app, item, fourover, queue):
    fourover.has_tracking("Z1-001", "1Z2A61010358895672")
    shown(fourover, item, "Complete: Shipped", "Canceled", "On Hold: Waiting for files")
    queue.run(jobs.track_order_item, item.id)
    customer = a_user(email=item.order.email)
    item.order.user_id = customer.id
    db.session.commit()

    page = app.test_client().login(customer).get(f"/orders/{item.order.number}").text
    versions = page[page.index("Versions of") : page.index("</table>")]
    rows = [" ".join(row.split()) for row in versions.split("<tr>")[2:]]
    for row, words in zip(
        rows, [("Ann", "Shipped", "1Z2A6"), ("Bo", "Canceled"), ("Version 3", "Needs")], strict=True
    ):
        assert all(word in row for word in words), (row, words)

    staff = app.test_client().login(a_user(Role.STAFF))
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert "(set 2: Bo)" in page
    assert "Cancel one set" in page


def test_staff_cancel_a_set_and_confirm_it(app, item, fourover, queue):
    fourover.lets_jobs_go()
    staff = app.test_client().login(a_user(Role.STAFF))
    url = f"/admin/orders/{item.order.number}/items/1/set-cancellation"
    assert staff.post(url, data={"set": "x", "reason": "gone"}).status_code == 422
    assert staff.post(url, data={"set": "9", "reason": "gone"}).status_code == 409
    assert staff.post(url, data={"set": "2", "reason": "gone"}).status_code == 302
    queue.run_all()
    assert item.set_cancellations[-1].state == CancellationState.AGREED
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert "Confirm the cancellation of a set" in page
    done = staff.post(f"{url}-confirmation", data={"set": "2", "reason": "Kim said so"})
    assert done.status_code == 302
    assert item.sets_gone == {2}


def test_the_mail_names_the_set_and_says_that_the_others_are_printed(item, fourover, queue):
    shown(fourover, item, "New", "Canceled", "New")
    queue.run(jobs.track_order_item, item.id)
    notices = mine(Notice).filter_by(kind=NoticeKind.CANCELLED).all()
    letter = letter_of(notices)
    assert letter.subject.endswith(f"Part of your order {item.order.number} is canceled")
    assert "Canceled: Bo. The other versions are printed." in letter.body
    assert "Versions: Ann, Version 3" in letter.body
