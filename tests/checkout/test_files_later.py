"""An order can be placed before its files are there, if the shop wants that; nothing is printed a
minute earlier."""

import io

import pytest

from storefront import jobs
from storefront.artwork.models import ArtworkSlot
from storefront.database import db
from storefront.orders.models import ItemStatus, Notice, NoticeKind, Order
from storefront.orders.words import customer_words
from tests.artwork.files import a_locked_pdf, a_pdf
from tests.checkout.conftest import in_the_hands_of, place, walk_to_confirm
from tests.factories import a_cart, a_quote, with_settings
from tests.neighbors import mine


@pytest.fixture
def bare(browser, partner):
    """Files are sent after the order; the proof of them is not asked about here."""
    with_settings(proofs_approved=False)
    return in_the_hands_of(browser, a_cart(a_quote(), filled=False))


def upload(browser, item, content):
    data = {"slot": item.slots[0].id, "file": (io.BytesIO(content), "front.pdf")}
    url = f"/cart/items/{item.id}/artwork"
    return browser.post(url, data=data, content_type="multipart/form-data")


def test_it_is_placed_waits_for_its_files_and_the_customer_gets_a_link(
    browser, bare, queue, tmp_path
):
    assert "send the missing files later" in browser.get("/cart/").text
    walk_to_confirm(browser, bare)
    assert "Files to be sent later" in browser.get("/checkout/confirm").text
    place(browser)

    order = mine(Order).one()
    (item,) = order.items
    assert item.status == ItemStatus.WAITING
    assert (jobs.push_order_item, item.id) not in queue.jobs
    assert mine(Notice).filter_by(kind=NoticeKind.FILES).count() == 1
    queue.run_all()
    mails = [file.read_text() for file in (tmp_path / "mail").iterdir()]
    assert any("/items/1/files?key" in mail.replace("=\n", "") for mail in mails)
    page = browser.get(f"/orders/{order.number}").text
    assert f"/orders/{order.number}/items/1/files" in page


def test_paying_alone_does_not_print_it(browser, bare, queue):
    walk_to_confirm(browser, bare)
    place(browser)
    order = mine(Order).one()
    from storefront.clock import now
    from storefront.orders.models import Cleared
    from storefront.orders.release import release

    order.cleared_at, order.cleared_how = now(), Cleared.PAID
    assert release(order) == []
    assert customer_words(order.items[0]).label == "Waiting for files"
    order.items[0].slots[0].file = db.session.merge(a_file_row())
    assert release(order) == [order.items[0]]  # the control


def a_file_row():
    from tests.factories import a_file

    return a_file()


def test_an_item_whose_file_was_refused_is_not_ordered_without(browser, bare):
    item = bare.items[0]
    assert upload(browser, item, a_locked_pdf()).status_code == 422
    assert item.slots[0].refused == "front.pdf"

    browser.get("/checkout/address")
    with browser.session_transaction() as session:
        assert "can't be printed" in session["_flashes"][0][1]
        session.clear()

    in_the_hands_of(browser, bare)
    assert upload(browser, item, a_pdf()).status_code == 303
    assert item.slots[0].refused == ""
    assert browser.get("/checkout/address").status_code == 200  # the control


def test_where_the_shop_does_not_want_it_the_cart_says_so(browser, bare):
    with_settings(files_later=False)

    assert "send the missing files later" not in browser.get("/cart/").text
    assert "Files needed: Front" in browser.get("/cart/").text
    assert browser.get("/checkout/address").status_code == 302
    assert db.session.query(ArtworkSlot).filter_by(id=bare.items[0].slots[0].id).one().file is None
