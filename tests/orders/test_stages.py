"""A workflow's stages: an item waits at the first that is not passed, and never goes before."""

from itertools import permutations

import pytest

from storefront import jobs
from storefront.artwork.models import ArtworkSlot
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.database import db
from storefront.orders.guest_link import guest_link
from storefront.orders.models import ItemStage, ItemStatus, Notice, NoticeKind, OrderItem
from storefront.orders.pushing import push
from storefront.orders.release import overlooked, release, why_not_yet
from storefront.orders.stages import (
    FilesChanged,
    NotThisStage,
    open_stages,
    pass_stage,
    seal_of,
    stage_now,
    waiting_for,
)
from storefront.orders.words import customer_words, timeline
from storefront.payments.methods.on_account import approve_on_account
from tests.factories import a_file, a_user, an_order, an_order_item, stages
from tests.neighbors import mine
from tests.refusals import NO_ORDER, refusal

PERSONS = (Gate.CUSTOMER, Gate.STAFF, Gate.RELEASE)


@pytest.fixture(autouse=True)
def neighbor(app):
    """Another order at the same stages, which nobody touches."""
    item = an_item(Gate.STAFF, Gate.CUSTOMER)
    yield item
    db.session.rollback()
    assert (item.status, [stage.passed_by for stage in item.stages]) == (
        ItemStatus.WAITING,
        [""] * 2,
    )


def an_item(*gates, status=ItemStatus.WAITING, words=("", ""), **more):
    internal, customer = words
    row = {"stages": stages(*gates, internal=internal, customer=customer)}
    return an_order_item(status=status, item=row, **more)


def gates_left(item):
    return [stage.gate for stage in open_stages(item)]


def satisfy(item, gate):
    """Whatever lets the item pass: money, files or a person."""
    if gate == Gate.PAYMENT:
        approve_on_account(item.order, by="pat")
    elif gate == Gate.FILES:
        item.slots[0].file = a_file()
        release(item.order)
    else:
        pass_stage(item, stage_now(item), by="pat", shown=seal_of(item))
        release(item.order)
    db.session.commit()


def bare(*gates):
    """Without money and files."""
    item = an_item(*gates, cleared_at=None)
    item.slots[0].file_id = None
    db.session.commit()
    return item


ORDERS = [  # in which they can stand: files come before they are approved
    gates
    for gates in permutations(Gate)
    if gates.index(Gate.FILES) < min(gates.index(Gate.STAFF), gates.index(Gate.CUSTOMER))
]


@pytest.mark.parametrize("gates", ORDERS[::4], ids="-".join)
def test_an_item_passes_its_stages_in_their_order_and_then_it_goes(app, gates):
    item = bare(*gates)
    for gate in gates:
        assert stage_now(item).gate == gate
        assert item.status == ItemStatus.WAITING
        assert why_not_yet(item)
        satisfy(item, gate)
    assert item.status == ItemStatus.READY
    assert why_not_yet(item) == []


@pytest.mark.parametrize("gates", [(), *((gate,) for gate in Gate)], ids="-".join)
def test_whatever_the_workflow_says_files_and_payment_are_waited_for(app, gates):
    item = bare(*gates)
    assert {Gate.PAYMENT, Gate.FILES} <= set(gates_left(item))

    for gate in gates_left(item):
        assert not release(item.order)
        satisfy(item, gate)

    assert item.status == ItemStatus.READY


def test_what_is_there_already_is_passed_at_once(app):
    item = an_item(Gate.PAYMENT, Gate.FILES)

    assert release(item.order) == [item]
    assert item.status == ItemStatus.READY


@pytest.mark.parametrize("missing", [*PERSONS, Gate.PAYMENT])
def test_what_was_made_ready_too_early_is_not_sent_but_waits_again(app, fourover, missing):
    """Going around the release, as by sending a held item again."""
    gates = [missing] if missing in PERSONS else []
    item = an_item(*gates, status=ItemStatus.READY)
    if missing == Gate.PAYMENT:
        item.order.cleared_at = None
    db.session.commit()

    assert push.push(item.id) is False

    assert item.status == ItemStatus.WAITING
    assert fourover.count("POST /orders") == 0
    assert item.note == " ".join(why_not_yet(item)) != ""
    assert overlooked() == []


def test_the_control_one_that_lacks_nothing_is_sent(app, fourover):
    item = an_item(Gate.STAFF)
    satisfy(item, Gate.STAFF)
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")

    push.push(item.id)

    assert item.status == ItemStatus.IN_PRODUCTION
    assert fourover.count("POST /orders") == 1


def test_of_two_who_let_it_pass_at_once_one_does(app, at_once):
    item_id = an_item(Gate.STAFF, Gate.RELEASE).id

    def approve(name, barrier):
        item = db.session.get(OrderItem, item_id)
        stage = stage_now(item)
        db.session.rollback()
        barrier.wait()
        try:
            pass_stage(item, stage, by=name, shown=seal_of(item))
            db.session.commit()
        except NotThisStage:
            db.session.rollback()
            return False
        return True

    assert sorted(at_once(approve)) == [False, True]
    item = db.session.get(OrderItem, item_id)
    assert [bool(stage.passed_by) for stage in item.stages] == [True, False]


def test_reading_and_then_writing_would_note_both(app, at_once):
    """The control."""
    stage_id = an_item(Gate.STAFF).stages[0].id

    def naive(name, barrier):
        free = not db.session.get(ItemStage, stage_id).passed_by
        db.session.rollback()
        barrier.wait()
        if free:
            db.session.query(ItemStage).filter_by(id=stage_id).update({"passed_by": name})
            db.session.commit()
        return free

    assert at_once(naive) == [True, True]


def test_an_approval_counts_for_the_files_that_were_looked_at(app):
    item = an_item(Gate.CUSTOMER, Gate.STAFF, Gate.RELEASE, Gate.RELEASE)
    for gate in PERSONS:
        satisfy(item, gate)
    assert gates_left(item) == [Gate.RELEASE]

    item.slots[0].file = a_file(b"%PDF-1.4 another one")
    db.session.commit()

    assert gates_left(item) == [Gate.CUSTOMER, Gate.STAFF, Gate.RELEASE]
    assert "others than those that pat approved" in why_not_yet(item)[0]
    assert waiting_for(Gate.CUSTOMER) == [item.order_id]
    satisfy(item, Gate.CUSTOMER)
    assert gates_left(item) == [Gate.STAFF, Gate.RELEASE]


def test_nobody_approves_files_that_were_not_shown(app):
    item = an_item(Gate.STAFF)
    shown = seal_of(item)
    item.slots[0].file = a_file(b"%PDF-1.4 another one")
    db.session.commit()

    with pytest.raises(FilesChanged):
        pass_stage(item, item.stages[0], by="pat", shown=shown)

    pass_stage(item, item.stages[0], by="pat", shown=seal_of(item))
    assert gates_left(item) == []


def test_files_are_waited_for_before_somebody_looks_at_them(app):
    item = bare(Gate.RELEASE, Gate.CUSTOMER, Gate.STAFF)
    assert gates_left(item) == [
        Gate.RELEASE,
        Gate.FILES,
        Gate.CUSTOMER,
        Gate.STAFF,
        Gate.PAYMENT,
    ]


def test_no_stage_is_passed_out_of_turn_or_without_money(app):
    item = bare(Gate.STAFF, Gate.RELEASE, Gate.PAYMENT)
    for stage in item.stages[1:]:
        with pytest.raises(NotThisStage):
            pass_stage(item, stage, by="pat", shown=seal_of(item))
    item.move_to(ItemStatus.CANCELLED, "No.")
    with pytest.raises(NotThisStage):
        pass_stage(item, item.stages[0], by="pat", shown=seal_of(item))


def test_orders_are_found_by_what_their_items_wait_for(app, neighbor):
    paid, unpaid = an_item(Gate.CUSTOMER), bare(Gate.PAYMENT, Gate.STAFF)
    an_item(Gate.STAFF, status=ItemStatus.CANCELLED)

    assert waiting_for(Gate.CUSTOMER) == [paid.order_id]
    assert waiting_for(Gate.STAFF, Gate.RELEASE) == [neighbor.order_id]
    satisfy(unpaid, Gate.PAYMENT)
    satisfy(unpaid, Gate.FILES)
    assert waiting_for(Gate.STAFF) == [neighbor.order_id, unpaid.order_id]


@pytest.mark.parametrize(
    ("gate", "label"),
    [
        (Gate.CUSTOMER, "Waiting for your approval"),
        (Gate.STAFF, "Received"),
        (Gate.RELEASE, "Received"),
        (Gate.FILES, "Waiting for files"),
        (Gate.PAYMENT, "Waiting for payment"),
    ],
)
def test_customer_and_staff_read_the_words_of_the_stage(app, gate, label):
    item = bare(gate)
    item.order.payment_method = "by check"
    if gate != Gate.FILES:
        item.slots[0].file = a_file()
    usual = customer_words(item).sentence
    item.stages[0].internal, item.stages[0].customer = "Proofreading", "Just a moment"

    words = customer_words(item)

    assert (words.label, words.sentence) == (label, "Just a moment.")
    assert usual.endswith(".")
    assert usual != words.sentence
    assert why_not_yet(item)[0].startswith("Proofreading: ")


def test_staff_read_all_that_it_waits_for_in_whole_sentences(app):
    item = an_item(Gate.FILES, Gate.STAFF, words=("Proofreading.", ""), cleared_at=None)
    item.slots[0].file_id = None
    inside = a_file(b"%PDF-1.4 an inside")
    item.slots += [
        ArtworkSlot(code="bk", label="Back", position=1),
        ArtworkSlot(code="in", label="Inside", position=2, file_id=inside.id),
    ]
    item.order.payment_method = "card"
    db.session.commit()

    assert why_not_yet(item) == [
        "Proofreading: files are missing: Front, Back.",
        "Proofreading: it waits for approval by staff.",
        "It is not paid yet.",
    ]


def test_staff_read_whose_approval_was_of_other_files(app):
    item = an_item(Gate.STAFF)
    pass_stage(item, stage_now(item), by="kim", shown=seal_of(item))
    item.slots[0].file = a_file(b"%PDF-1.4 another one")
    db.session.commit()

    assert why_not_yet(item) == [
        "It waits for approval by staff. The files are others than those that kim approved."
    ]


def test_an_order_on_account_does_not_ask_the_customer_for_money(app):
    item = an_item(Gate.PAYMENT, words=("Deposit", "Please pay first"), cleared_at=None)
    assert item.order.waits_for_approval

    assert "You don't need to do anything." in customer_words(item).sentence
    assert why_not_yet(item) == ["Deposit: it is on account, and nobody has approved it yet."]


class TestTheCustomer:
    @pytest.fixture
    def robin(self, app):
        return a_user(email="robin@customer.example")

    @pytest.fixture
    def item(self, robin):
        return an_item(Gate.CUSTOMER, user=robin)

    def approve(self, browser, item, stage=1, **more):
        fields = {"stage": stage, "files": seal_of(item)} | more
        return browser.post(f"/orders/{item.order.number}/items/1/approval", data=fields)

    def test_looks_at_the_files_and_approves_them(self, browser, robin, item, queue):
        page = browser.login(robin).get(f"/orders/{item.order.number}").text
        assert "See the proof and approve it" in page
        assert f"/artwork/{item.slots[0].id}" in page

        answer = self.approve(browser, item)

        assert answer.location == f"/orders/{item.order.number}#item-1"
        assert (item.status, item.stages[0].passed_by) == (ItemStatus.READY, robin.email)
        assert queue.jobs == [(jobs.push_order_item, item.id)]
        page = browser.get(f"/orders/{item.order.number}").text
        assert "Files approved" in page
        assert "See the proof and approve it" not in page
        assert [line.text for line in timeline(item)].count("Files approved") == 1

    def test_approving_twice_does_no_harm(self, browser, robin, item, queue):
        browser.login(robin)
        assert [self.approve(browser, item).status_code for _ in range(2)] == [302, 302]
        assert len(queue.jobs) == 1

    def test_approves_as_a_guest_by_the_link(self, browser, queue):
        item = an_item(Gate.CUSTOMER)
        assert refusal(self.approve(browser, item), NO_ORDER) == 404
        assert item.stages[0].passed_by == ""

        browser.get(guest_link(item.order).removeprefix("http://shop.test"))
        assert self.approve(browser, item).status_code == 302
        assert item.stages[0].passed_by == item.order.email

    def test_approves_nothing_of_somebody_else(self, browser, item):
        browser.login(a_user())
        assert refusal(self.approve(browser, item), NO_ORDER) == 404
        assert item.stages[0].passed_by == ""

    @pytest.mark.parametrize("gate", [Gate.STAFF, Gate.RELEASE, Gate.PAYMENT])
    def test_passes_no_other_stage(self, browser, robin, gate):
        item = an_item(gate, Gate.CUSTOMER, user=robin)
        if gate == Gate.PAYMENT:
            item.order.cleared_at = None
            db.session.commit()
        browser.login(robin)

        assert self.approve(browser, item, stage=1).status_code == 404
        too_early = self.approve(browser, item, stage=2)

        assert too_early.status_code == 409
        assert "Nothing waits for your approval here now." in too_early.text
        assert [stage.passed_by for stage in item.stages] == ["", ""]

    @pytest.mark.parametrize("stage", ["", "9", "x", "٣", "9" * 500])
    def test_an_address_or_stage_that_is_none_is_not_found(self, browser, robin, item, stage):
        browser.login(robin)
        assert refusal(self.approve(browser, item, stage=stage)) == 404
        assert refusal(browser.post(f"/orders/{item.order.number}/items/7/approval")) == 404

    def test_is_told_that_the_files_have_changed(self, browser, robin, item):
        browser.login(robin)
        answer = self.approve(browser, item, files="what it was")
        assert answer.status_code == 409
        assert "The files have changed since you opened this page." in answer.text
        assert item.stages[0].passed_by == ""

    def test_reads_on_the_list_what_is_wanted_of_him(self, browser, robin):
        order = an_order(items=2, user=robin, status=ItemStatus.WAITING)
        order.items[0].stages, order.items[1].stages = stages(Gate.STAFF), stages(Gate.CUSTOMER)
        db.session.commit()
        assert "Waiting for your approval" in browser.login(robin).get("/orders/").text


class TestTheMailThatAsksForApproval:
    def asked(self, item):
        of = {"order_id": item.order_id, "kind": NoticeKind.APPROVAL}
        return mine(Notice).filter_by(**of).all()

    def test_goes_once_it_is_the_customers_turn(self, app, queue, tmp_path):
        item = bare(Gate.PAYMENT, Gate.FILES, Gate.CUSTOMER)
        satisfy(item, Gate.FILES)
        assert self.asked(item) == []

        satisfy(item, Gate.PAYMENT)
        release(item.order)
        db.session.commit()

        (notice,) = self.asked(item)
        queue.run(jobs.send_notice, notice.id)
        (mail,) = (tmp_path / "mail").iterdir()
        assert f"Your order {item.order.number} has files for you to look at" in mail.read_text()
        assert "Please look at your files and approve them." in mail.read_text()
        assert f"/orders/{item.order.number}?key=" in mail.read_text().replace("=\n", "")

    def test_goes_again_for_other_files_and_for_a_later_stage(self, app):
        item = an_item(Gate.CUSTOMER, Gate.CUSTOMER)
        release(item.order)
        item.slots[0].file = a_file(b"%PDF-1.4 another one")
        db.session.flush()
        release(item.order)
        satisfy(item, Gate.CUSTOMER)
        assert len(self.asked(item)) == 3


def test_what_an_item_was_ordered_with_is_a_copy(app):
    item = an_item(Gate.STAFF, words=("Proofreading", "We look at it"))
    assert WorkflowStage(Gate.STAFF, "Proofreading", "We look at it") == WorkflowStage(
        item.stages[0].gate, item.stages[0].internal, item.stages[0].customer
    )
    assert item.product.workflow is None
