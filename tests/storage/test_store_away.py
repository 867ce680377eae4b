"""While the store of files does not answer: whoever wants one reads a sentence with 503, whoever
only reads about one notices nothing, what works in the background waits, and nothing is lost."""

import io
from decimal import Decimal

import pytest
from sqlalchemy import select

from storefront import jobs
from storefront.accounts.models import Role
from storefront.artwork.inspection.facts import VERSION, Facts, FileKind, FilePage
from storefront.artwork.link import signed_link
from storefront.artwork.models import ArtworkFile, FormerFile
from storefront.cart.models import CartStatus
from storefront.catalog.images import key_of
from storefront.catalog.models import SyncRun, SyncStatus
from storefront.database import db
from storefront.failures import lately
from storefront.orders.models import ItemStatus, Order, Phase
from storefront.storage.contract import Store, StoreAway
from storefront.storage.opening import store
from storefront.sync import start
from tests.artwork.files import a_pdf
from tests.checkout.conftest import knows_the_address, place, ships, walk_to_confirm
from tests.factories import (
    a_cart,
    a_file,
    a_quote,
    a_user,
    an_account,
    an_order,
    an_order_item,
    with_settings,
)
from tests.neighbors import mine
from tests.refusals import refusal

OURS = "We can't get at our files just now. Nothing is lost."
PICTURE = "0123456789abcdef0123456789abcdef.jpg"


def _away(*asked, **how):
    raise StoreAway("The bucket refused, or did not answer (a test).")


class Away(Store):
    """Answers nothing, as a bucket of which the network is down."""

    put = replace = open = about = list = delete = move = sign = _away

    def __init__(self, instead):
        self.name, self.incoming = "s3://away", instead.incoming


@pytest.fixture
def is_away(app):
    """It goes, and comes again."""
    present = app.extensions["storage"]

    def switch(away=True):
        app.extensions["storage"] = Away(present) if away else present

    yield switch
    switch(away=False)


@pytest.fixture
def customer(app):
    an_account()
    with_settings(active=True, proofs_approved=False)
    return a_user()


@pytest.fixture
def item(customer):
    """In the cart, with a file that was measured."""
    item = a_cart(a_quote(), user=customer).items[0]
    item.slots[0].file.facts = Facts(kind=FileKind.PDF, version=VERSION, pages=(FilePage(),))
    db.session.commit()
    return item


@pytest.fixture
def ordered(customer):
    before = a_file()
    item = an_order(user=customer, status=ItemStatus.IN_PRODUCTION).items[0]
    item.slots[0].file.facts = Facts(kind=FileKind.PDF, version=VERSION, pages=(FilePage(),))
    item.slots[0].former.append(FormerFile(file=before, replaced_by="robin"))
    db.session.commit()
    return item


@pytest.fixture
def browser(app, customer):
    return app.test_client().login(customer)


@pytest.fixture
def admin(app):
    return app.test_client().login(a_user(Role.ADMIN))


def addresses(item, ordered):
    """Of all that reads a file, by who reads it."""
    cart, slot = f"/cart/items/{item.id}/artwork/{item.slots[0].id}", ordered.slots[0]
    order = f"/orders/{ordered.order.number}/items/1"
    return {
        "customer": [
            f"{cart}/file",
            f"{cart}/pages/1.jpg",
            f"{order}/artwork/{slot.id}",
            f"{order}/artwork/{slot.id}/pages/1.jpg",
            f"{order}/files/{slot.id}",
            f"{order}/former-files/{slot.former[0].id}",
            f"/images/{PICTURE}",
        ],
        "admin": [f"/admin/stopped-files/{item.slots[0].id}/file", f"{order}/artwork/{slot.id}"],
    }


def test_whoever_wants_a_file_reads_that_nothing_is_lost(item, ordered, browser, admin, is_away):
    store().put(key_of(PICTURE), b"a picture")
    wanted = addresses(item, ordered)
    who = {"customer": browser, "admin": admin}
    files = [(who[name], address) for name, those in wanted.items() for address in those]
    drawn = [address for _, address in files if address.endswith(".jpg")]
    before = {address: one.get(address).status_code for one, address in files}
    assert {s for address, s in before.items() if address not in drawn} == {200}  # the control

    is_away()
    for one, address in files:
        assert refusal(one.get(address), OURS) == 503, address


def test_4over_is_told_to_come_again(app, item, is_away):
    link = signed_link(item.slots[0].file, "1042-1-fr").removeprefix("http://shop.test")
    stranger = app.test_client()
    assert stranger.get(link).status_code == 200
    is_away()
    for ask in (stranger.get, stranger.head):
        assert ask(link).status_code == 503
    is_away(False)
    assert stranger.get(link).status_code == 200


def test_pages_about_files_are_as_always(item, ordered, browser, admin, is_away):
    is_away()
    for page in (
        "/cart/",
        f"/cart/items/{item.id}/artwork",
        f"/cart/items/{item.id}/proof",
        "/orders/",
        f"/orders/{ordered.order.number}",
        f"/orders/{ordered.order.number}/items/1/files",
        "/account/files/",
        "/",
    ):
        assert browser.get(page).status_code == 200, page
    assert admin.get(f"/admin/orders/{ordered.order.number}").status_code == 200
    assert "The store of files cannot be reached" in admin.get("/admin/").text


def test_an_upload_is_refused_in_words_and_the_earlier_file_stays(item, browser, is_away):
    before = item.slots[0].file_id
    url = f"/cart/items/{item.id}/artwork"

    def upload():
        data = {"slot": item.slots[0].id, "file": (io.BytesIO(a_pdf()), "new.pdf")}
        return browser.post(url, data=data, content_type="multipart/form-data")

    is_away()
    assert refusal(upload(), "We can't keep files just now, and know about it.") == 503
    assert item.slots[0].file_id == before
    assert list(store().incoming.iterdir()) == []
    is_away(False)
    assert upload().status_code == 303
    assert item.slots[0].file_id != before


def test_so_is_one_for_an_order(customer, browser, is_away):
    late = an_order(user=customer, status=ItemStatus.WAITING).items[0]
    before = late.slots[0].file_id
    is_away()
    data = {"slot": late.slots[0].id, "file": (io.BytesIO(a_pdf()), "new.pdf")}
    url = f"/orders/{late.order.number}/items/1/files"
    page = browser.post(url, data=data, content_type="multipart/form-data")
    assert refusal(page, "We can't keep files just now") == 503
    assert late.slots[0].file_id == before


def test_a_file_is_not_mended_and_stays(item, browser, is_away):
    two = a_file(a_pdf(pages=2), facts=Facts(
        kind=FileKind.PDF, version=VERSION, count=2, pages=(FilePage(), FilePage())
    ))  # fmt: skip
    item.slots[0].file = two
    db.session.commit()
    is_away()
    url = f"/cart/items/{item.id}/artwork/{item.slots[0].id}/mending"
    assert refusal(browser.post(url, data={"how": "choose", "page": "1"}), OURS) == 503
    assert item.slots[0].file_id == two.id
    is_away(False)
    assert browser.post(url, data={"how": "choose", "page": "1"}).status_code == 303


def test_a_file_that_is_removed_meanwhile_goes_to_the_trash_later(item, browser, is_away):
    name = item.slots[0].file.stored_name
    is_away()
    url = f"/cart/items/{item.id}/artwork/{item.slots[0].id}/removal"
    assert browser.post(url).status_code == 303
    assert item.slots[0].file is None
    is_away(False)
    assert store().has(name)
    assert mine(ArtworkFile).count() == 0


def test_what_admins_upload_is_refused_in_words(item, admin, is_away):
    from tests.storage.test_two_hosts import a_picture

    product = item.quote.product
    is_away()
    csv = io.BytesIO(f"code,title\n{product.code},Fine cards\n".encode()), "products.csv"
    assert refusal(admin.post("/admin/products/csv", data={"file": csv}), OURS) == 503
    page = admin.post(f"/admin/products/{product.id}", data={"picture": a_picture()})
    assert refusal(page, "Pictures can't be kept just now.") == 422
    assert product.image == ""
    asked = {"file": "0" * 64, "fingerprint": "x"}
    page = admin.post("/admin/products/csv/application", data=asked)
    assert refusal(page, OURS) == 503
    assert product.title == ""


def test_an_item_to_be_sent_waits_for_it_and_goes_then(app, fourover, queue, is_away):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")
    item = an_order_item()
    is_away()
    queue.run(jobs.push_order_item, item.id)
    assert (item.status, item.attempts[0].phase) == (ItemStatus.READY, Phase.NOT_SENT)
    assert "The store of files does not answer." in item.note
    assert fourover.count("POST /orders") == 0

    is_away(False)
    item.push_after = None
    db.session.commit()
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION


def test_nothing_is_tidied_and_that_is_heard_of(app, queue, is_away):
    unused = a_file()
    is_away()
    with pytest.raises(StoreAway):
        queue.run(jobs.tidy_artwork)
    assert [failure.job for failure in lately()] == ["tidy_artwork"]
    is_away(False)
    assert store().has(unused.stored_name)
    assert db.session.get(ArtworkFile, unused.id) is not None
    queue.run(jobs.tidy_artwork)
    assert lately() == []


@pytest.mark.alone
def test_a_sync_fails_in_words_and_the_catalog_stays(app, fourover, is_away):
    an_account()
    fourover.is_down()
    run = start.request_sync(by="test")
    db.session.commit()
    is_away()
    start.run(run.id)
    db.session.expire_all()
    found = db.session.scalars(select(SyncRun)).one()
    assert found.status == SyncStatus.FAILED
    assert found.error


def test_an_order_that_needs_an_invoice_now_is_not_placed_and_the_cart_stays(
    app, customer, browser, item, fourover, is_away
):
    """Its number is noted there: without the store it might be given twice."""
    customer.credit_limit = Decimal(1000)
    db.session.commit()
    knows_the_address(fourover)
    ships(fourover)
    walk_to_confirm(browser, item.cart)
    browser.post("/checkout/payment", data={"method": "on_account"})
    form = browser.get("/checkout/confirm")
    assert form.status_code == 200
    is_away()
    assert refusal(place(browser), OURS) == 503
    assert item.cart.status == CartStatus.OPEN
    assert mine(Order).count() == 0
    is_away(False)
    assert place(browser).status_code == 302
    assert mine(Order).count() == 1
