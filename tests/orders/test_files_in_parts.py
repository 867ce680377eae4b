"""Files of an ordered item that come in parts, and that are moved to another slot."""

import pytest

from storefront import jobs
from storefront.artwork import parts
from storefront.artwork.models import ArtworkSlot, Upload
from storefront.database import db
from storefront.orders import files_link
from storefront.orders.models import ItemStatus
from tests.artwork.files import a_pdf
from tests.artwork.in_parts import InParts
from tests.factories import a_file, a_user
from tests.neighbors import mine
from tests.orders.test_item_files import key_of, opened, order, path_of  # noqa: F401 - a fixture

PART = 400
CONTENT = a_pdf()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(parts, "PART", PART)


def sending_of(browser, item):
    return InParts(browser, path_of(item).removesuffix("/files"), CONTENT, PART)


def test_a_file_that_completes_it_sends_it_on_its_way_once(browser, order, queue):  # noqa: F811
    first = order.items[0]
    sending = sending_of(opened(browser, first), first)
    assert sending.begin().status_code == 201
    assert set(sending.all_parts()) == {204}
    assert first.status == ItemStatus.WAITING

    assert sending.take_in(path_of(first), first.slots[0]).status_code == 303
    assert first.slots[0].file.size == len(CONTENT)
    assert first.status == ItemStatus.READY
    assert queue.jobs == [(jobs.push_order_item, first.id)]
    assert sending.take_in(path_of(first), first.slots[0]).status_code == 410
    assert queue.count == 1


def test_an_ordered_item_has_as_many_on_their_way_as_it_takes_files(browser, order):  # noqa: F811
    first = order.items[0]
    sending = sending_of(opened(browser, first), first)
    for _ in range(2):
        sending.begin()
        sending.part(0)
    assert mine(Upload).one().token == sending.token


def test_where_no_file_is_taken_none_is_begun(browser, order):  # noqa: F811
    first = order.items[0]
    sending = sending_of(opened(browser, first), first)
    first.status = ItemStatus.CANCELLED
    db.session.commit()
    answer = sending.begin()
    assert (answer.status_code, answer.mimetype) == (409, "text/plain")
    assert "canceled, so it needs no files" in answer.text


def test_closed_meanwhile_it_says_so_and_takes_nothing(browser, order):  # noqa: F811
    first = order.items[0]
    sending = sending_of(opened(browser, first), first)
    sending.begin()
    sending.all_parts()
    first.status = ItemStatus.CANCELLED
    db.session.commit()
    page = sending.take_in(path_of(first), first.slots[0])
    assert page.status_code == 409
    assert "canceled, so it needs no files" in page.text
    assert first.slots[0].file is None
    assert mine(Upload).one().checked_until is None


def test_a_link_after_its_time_goes_on_with_nothing(browser, order, monkeypatch):  # noqa: F811
    first = order.items[0]
    sending = sending_of(opened(browser, first), first)
    sending.begin()
    monkeypatch.setattr(files_link, "GOOD_FOR", -1)
    for answer in (sending.part(0), sending.begin()):
        assert answer.status_code == 410
        assert "This link has expired" in answer.text


def test_a_link_to_another_item_goes_on_with_nothing_of_this(browser, order, app):  # noqa: F811
    first, second = order.items
    sending = sending_of(opened(browser, first), first)
    sending.begin()
    sending.all_parts()
    theirs = opened(app.test_client(), second)
    assert sending.part(0, browser=theirs).status_code == 404
    there = sending.url.replace("/items/1/", "/items/2/")
    assert sending.ask("PATCH", there, browser=theirs).status_code == 404
    page = sending.take_in(path_of(second), second.slots[0], browser=theirs)
    assert page.status_code == 404
    assert "no such upload" in page.text
    to_the_first = sending.take_in(path_of(first), second.slots[0])
    assert to_the_first.status_code == 404
    assert "This item needs no such file" in to_the_first.text


@pytest.fixture
def two_slots(order):  # noqa: F811
    """Of each item."""
    for item in order.items:
        item.slots.append(ArtworkSlot(code="bk", label="Back", position=1))
    order.items[0].slots[0].file = a_file(original_name="back.pdf")
    order.items[1].slots[1].file = a_file(original_name="back.pdf")
    db.session.commit()
    return order


def move(browser, item, slot, to):
    return browser.post(f"{path_of(item)}/{slot.id}/place", data={"to": to.id})


def test_a_file_in_the_wrong_slot_is_moved(browser, two_slots):
    first = two_slots.items[0]
    page = opened(browser, first).get(path_of(first)).text
    assert "This file is for" in page
    front, back = first.slots
    assert move(browser, first, front, back).status_code == 303
    assert (front.file, back.file.original_name) == (None, "back.pdf")
    assert back.former == []


def test_what_4over_had_stays_when_its_files_change_places(browser, two_slots):
    second = two_slots.items[1]
    front, back = second.slots
    before = [front.file, back.file]
    assert move(opened(browser, second), second, front, back).status_code == 303
    assert [back.file, front.file] == before
    assert [slot.former[0].file for slot in (front, back)] == before


def test_nothing_is_moved_where_no_file_is_taken(browser, two_slots):
    first, second = two_slots.items
    browser.login(a_user("staff"))
    assert move(browser, first, first.slots[0], second.slots[0]).status_code == 404
    first.status = ItemStatus.CANCELLED
    db.session.commit()
    answer = move(browser, first, *first.slots)
    assert answer.status_code == 409
    assert "canceled, so it needs no files" in answer.text
    assert first.slots[1].file is None
