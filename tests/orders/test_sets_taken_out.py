"""One set taken out before 4Over has the item: the others are sent, quoted and charged for."""

import json
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.artwork.models import ArtworkSlot
from storefront.database import db
from storefront.orders.charges import expected_charge
from storefront.orders.item_files import open_slots, waits_for_files
from storefront.orders.models import CancellationState, Hold, ItemStatus, Notice, NoticeKind
from storefront.orders.pushing.holding import accept_cost
from storefront.orders.set_cancellation import request_set, sets_to_cancel
from storefront.payments.margin_report import By, report, total
from storefront.payments.models import Refund, RefundSide
from storefront.payments.opening import open_missing
from storefront.payments.statement import statement_of
from storefront.times import month_of, today
from tests.factories import a_file, a_payment, a_user, an_account, an_order_item, with_settings
from tests.neighbors import mine

NAMES = ("Ann", "Bo", "Cy")
MONEY = {
    "price": Decimal("100.00"),
    "shipping": Decimal("5.00"),
    "tax": Decimal("9.45"),
    "shipping_tax": Decimal("0.45"),
    "cost": Decimal("60.00"),
    "shipping_cost": Decimal("4.00"),
    "partner_tax": Decimal("3.00"),
}


@pytest.fixture
def item(app, fourover):
    """Three sets that wait in the shop, as the file of the second has not come."""
    an_account()
    fourover.has_cards()
    of_order = {"goods": MONEY["price"], "shipping": MONEY["shipping"], "tax": MONEY["tax"]}
    item = an_order_item(
        status=ItemStatus.WAITING,
        item=MONEY | {"sets": 3, "set_names": NAMES},
        **of_order,
        total=Decimal("114.45"),
    )
    cys = a_file(b"%PDF- of Cy")
    for number, file in ((2, None), (3, cys)):
        item.slots.append(ArtworkSlot(set_number=number, code="fr", label="Front", file=file))
    db.session.commit()
    return item


@pytest.fixture
def staff(app):
    return app.test_client().login(a_user(Role.STAFF))


def take_out(staff, item, number=2):
    url = f"/admin/orders/{item.order.number}/items/1/set-cancellation"
    return staff.post(url, data={"set": number, "reason": "Bo has left"})


def taken_out(item, number=2):
    request = request_set(item, number, by="pat", reason="Bo has left")
    db.session.commit()
    return request


def test_it_is_taken_out_at_once_and_its_file_is_waited_for_no_longer(item, staff, queue):
    assert waits_for_files(item)
    assert "it is taken out at once" in staff.get(f"/admin/orders/{item.order.number}").text

    assert take_out(staff, item).status_code == 302

    (request,) = item.set_cancellations
    assert request.state == CancellationState.SEEN
    assert item.status == ItemStatus.READY
    assert [slot.set_number for slot in item.slots] == [1, 3]
    assert (jobs.push_order_item, item.id) in queue.jobs
    (notice,) = mine(Notice).filter_by(kind=NoticeKind.CANCELLED)
    assert (notice.position, notice.which) == (1, "set 2")


def test_what_was_agreed_to_since_is_of_the_sets_that_are_left(item):
    taken_out(item, 2)
    item.extra, item.extra_tax = Decimal("20.01"), Decimal("1.80")
    taken_out(item, 3)
    assert (item.less, item.less_tax) == (Decimal("76.68"), Decimal("6.90"))
    left = item.part_of_set(1)
    assert item.less + left[0] == item.price + item.extra
    assert item.less_tax + left[1] == item.tax - item.shipping_tax + item.extra_tax


def test_an_item_that_stays_on_hold_is_said_to(item, staff, queue):
    item.hold_for(Hold.ARTWORK, "The file for Front is missing.")
    db.session.commit()
    answer = take_out(staff, item)
    assert "The item is still on hold" in staff.get(answer.location).text
    assert (item.status, item.sets_left) == (ItemStatus.HELD, 2)


def test_the_others_are_sent_and_their_jobs_are_theirs(item, staff, fourover, queue):
    take_out(staff, item)
    fourover.quotes("20.00")
    fourover.takes_orders("Z1-001", "Z1-002")

    queue.run_all()

    order = next(call for call in fourover.http.calls if call.request.path_url == "/orders")
    sent = json.loads(order.request.body)["jobs"][0]
    assert sent["sets"] == 2
    assert item.status == ItemStatus.IN_PRODUCTION
    assert [(job.job_id, job.set_number) for job in item.print_jobs] == [
        ("Z1-001", 1),
        ("Z1-002", 3),
    ]
    files = [call for call in fourover.http.calls if call.request.path_url.endswith("/files")]
    assert [f"set{n}" in str(call.request.body) for n, call in zip((1, 3), files, strict=True)]
    attempt = item.attempts[-1]
    assert (attempt.expected.goods, attempt.expected.tax) == (Decimal("40.00"), Decimal("2.00"))


def test_names_that_4over_gives_back_are_those_of_the_sets_that_were_sent(item, fourover, queue):
    taken_out(item, 1)
    bos = a_file(b"%PDF- of Bo")
    item.slots[1].file = bos
    item.status = ItemStatus.READY
    db.session.commit()
    fourover.quotes("20.00")
    named = {
        f"Z1-00{n}": {"status": 200, "customer_job_id": f"{item.reference}-00{3 - n}"}
        for n in (1, 2)
    }
    fourover.answers_orders_with(json={"order_status": "Success", "job_ids": named, "errors": []})
    fourover.attaches_files()
    queue.run(jobs.push_order_item, item.id)
    assert {job.job_id: job.set_number for job in item.print_jobs} == {"Z1-001": 3, "Z1-002": 2}


def test_links_in_the_order_are_of_the_sets_that_are_left(item, staff, fourover, queue):
    with_settings(inline_files=True)
    take_out(staff, item)
    fourover.quotes("20.00")
    fourover.takes_orders("Z1-001", "Z1-002")
    queue.run_all()
    order = next(call for call in fourover.http.calls if call.request.path_url == "/orders")
    files = json.loads(order.request.body)["jobs"][0]["files"]
    called = [files[f"set_00{n}"]["files"]["fr"].rsplit("/", 1)[1] for n in (1, 2)]
    assert called == [f"{item.reference}-set{n}-fr.pdf" for n in (1, 3)]


def test_the_cost_is_compared_with_that_of_the_sets_that_are_left(item, staff, fourover, queue):
    """Each of two may cost a little more than each of three: as much as the shop tolerates."""
    take_out(staff, item)
    fourover.quotes("25.00")
    queue.run_all()
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.DEARER)
    assert "It costs $50.00 now; it was ordered at $40.00." in item.note
    assert item.margin_at(Decimal("50.00")) == Decimal("16.66")
    assert sets_to_cancel(item) == []  # first somebody says what becomes of that

    accept_cost(item, Decimal("50.00"), by="pat")
    db.session.commit()
    assert expected_charge(item).goods == Decimal("50.00")


def test_what_somebody_agreed_to_is_for_one_set_less(item):
    item.accepted_cost = Decimal("66.00")
    db.session.commit()
    taken_out(item)
    assert item.expected_cost == Decimal("44.00")


def test_its_part_is_owed_back_to_who_paid_and_4over_owes_nothing(item):
    a_payment(item.order)
    taken_out(item)
    open_missing(item.order)
    db.session.commit()

    (line,) = mine(Refund)
    assert (line.side, line.expected) == (RefundSide.CUSTOMER, Decimal("36.34"))
    assert item.less_charge == 0
    assert statement_of(item.order).total == Decimal("78.11")


def test_what_is_expected_of_4over_is_without_it_before_anything_is_charged(item):
    def expected():
        lines = report(item.order.environment, month_of(today()), By.ORDER)
        return total([line for line in lines if line.name == item.order.number])

    assert (expected().goods, expected().partner_tax) == (Decimal("60.00"), Decimal("3.00"))
    taken_out(item)
    assert (expected().goods, expected().partner_tax) == (Decimal("40.00"), Decimal("2.00"))


def test_a_file_that_came_for_it_can_be_replaced_no_more(item):
    item.slots[1].file = a_file(b"%PDF- of Bo")
    db.session.commit()
    taken_out(item)
    assert [slot.set_number for slot in open_slots(item, staff=False)] == [1, 3]
    assert [slot.set_number for slot in item.slots] == [1, 2, 3]  # it was sent, so it is kept


def test_a_file_of_it_that_is_gone_keeps_nothing_from_being_sent(item, staff, fourover, queue):
    item.slots[1].file = a_file(b"%PDF- of Bo", sha256="0" * 64)
    item.status = ItemStatus.READY
    db.session.commit()
    take_out(staff, item)
    fourover.quotes("20.00")
    fourover.takes_orders("Z1-001", "Z1-002")
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION


def test_while_it_is_being_sent_no_set_is_taken_out(item, staff):
    item.status = ItemStatus.PUSHING
    db.session.commit()
    assert take_out(staff, item).status_code == 409
    assert item.set_cancellations == []


def test_while_nobody_knows_whether_4over_has_it_no_set_is_taken_out(item, staff):
    item.status, item.hold = ItemStatus.HELD, Hold.UNKNOWN
    db.session.commit()
    assert take_out(staff, item).status_code == 409


def test_the_customer_reads_which_one_is_not_printed(app, item):
    customer = a_user(email=item.order.email)
    item.order.user_id = customer.id
    taken_out(item)
    page = app.test_client().login(customer).get(f"/orders/{item.order.number}").text
    assert "Canceled versions" in page
    rows = page[page.index("Versions of") : page.index("</table>")].split("<tr>")[2:]
    assert ["Canceled" in row for row in rows] == [False, True, False]
