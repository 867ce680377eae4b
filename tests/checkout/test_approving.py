"""A proof of each side before the order: looked at, approved, and asked for again."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from storefront import jobs
from storefront.artwork import pictures
from storefront.artwork.inspection.facts import VERSION, Facts, FileKind, FilePage
from storefront.artwork.models import ArtworkFile
from storefront.catalog.models import ProductGroup, Workflow
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, Order
from storefront.orders.pushing.parking import Parked, TryLater
from storefront.orders.pushing.preparing import prepare
from storefront.orders.release import release, why_not_yet
from storefront.orders.stages import open_stages, seal_of
from storefront.payments.receiving import receive
from storefront.storage.opening import store
from tests.artwork.files import a_pdf
from tests.checkout.conftest import in_the_hands_of, place, walk_to_confirm
from tests.factories import a_cart, a_file, a_quote, a_user, with_settings
from tests.neighbors import mine

RED, BLUE = b"1 0 0 rg 0 0 261 153 re f", b"0 0 1 rg 0 0 261 153 re f"
ASKED = "in your cart, and approve it"


@pytest.fixture
def cart(browser, partner):
    return in_the_hands_of(browser, a_cart(a_quote(), filled=False))


@pytest.fixture
def item(browser, cart):
    upload(browser, cart.items[0])
    return cart.items[0]


def upload(browser, item, content=RED):
    file = io.BytesIO(a_pdf(content=content)), "front.pdf"
    url = f"/cart/items/{item.id}/artwork"
    data = {"slot": item.slots[0].id, "file": file}
    assert browser.post(url, data=data, content_type="multipart/form-data").status_code == 303


def seal_on(page):
    before, _, after = page.text.partition('name="seal" value="')
    assert before
    return after.partition('"')[0]


def approve(browser, item):
    seal = seal_on(browser.get(f"/cart/items/{item.id}/proof"))
    return browser.post(f"/cart/items/{item.id}/approval", data={"seal": seal})


def test_the_proof_names_what_is_sewn_into_the_piece(browser, partner):
    chosen = [["Pole Pockets", 'Top and Bottom 3"'], ["Grommets", "No Grommets"]]
    cart = in_the_hands_of(browser, a_cart(a_quote(choices=chosen), filled=False))
    upload(browser, cart.items[0])
    page = browser.get(f"/cart/items/{cart.items[0].id}/proof")
    assert "Also made into it: Pole Pockets: Top and Bottom 3&#34;." in page.text
    assert "Grommets:" not in page.text


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([("fr", "Front"), ("cm", "Cut mask")], "cut along the line of your cut mask"),
        ([("fr", "Front")], "cut by a template of its own"),
    ],
)
def test_a_shape_of_its_own_is_cut_by_the_mask_that_the_customer_sends(
    browser, partner, codes, said
):
    quote = a_quote(choices=[["Die Cutting", "Custom Die Cut"]])
    cart = in_the_hands_of(browser, a_cart(quote, filled=False, codes=codes))
    upload(browser, cart.items[0])
    page = browser.get(f"/cart/items/{cart.items[0].id}/proof").text
    assert said in page
    assert ("cut by a template of its own" in page) is (len(codes) == 1)


def test_nothing_is_ordered_before_its_proof_is_approved(browser, cart, item):
    assert ASKED in browser.get("/checkout/address", follow_redirects=True).text
    assert "See and approve the proof" in browser.get("/cart/").text

    page = approve(browser, item)

    assert (page.status_code, page.location) == (303, "/cart/")
    assert "Proof approved" in browser.get("/cart/").text
    walk_to_confirm(browser, cart)
    assert place(browser).status_code == 302
    (ordered,) = mine(Order).one().items
    (stage,) = ordered.stages
    assert (stage.gate, stage.passed_by) == (Gate.CUSTOMER, "the customer")
    assert [one.gate for one in open_stages(ordered)] == [Gate.PAYMENT]


def test_another_file_is_asked_about_again(browser, item):
    approve(browser, item)
    upload(browser, item, BLUE)

    assert "See and approve the proof" in browser.get("/cart/").text
    assert ASKED in browser.get("/checkout/address", follow_redirects=True).text


def test_where_it_is_asked_again_it_says_what_was_changed(browser, item):
    for page in pages(browser, item):
        assert "proof again" not in page
    item.quote.choices = [["Paper", "14PT"], ["Coating", "UV"]]
    db.session.commit()
    approve(browser, item)
    item.quote.choices = [["Paper", "16PT"], ["Coating", "UV"], ["Corners", "Round"]]
    item.approved_seal = "of other options"
    db.session.commit()

    for page in pages(browser, item):
        assert "Please approve the proof again" in page
        assert "You changed Paper: 16PT instead of 14PT. You changed Corners to Round." in page

    approve(browser, item)
    upload(browser, item, BLUE)
    for page in pages(browser, item):
        assert "Your files, or what we check in them, have changed since you approved" in page
        assert "You changed" not in page


def pages(browser, item):
    """Where the approval is asked for."""
    of_it = f"/cart/items/{item.id}"
    return [browser.get(path).text for path in ("/cart/", f"{of_it}/artwork", f"{of_it}/proof")]


def test_what_was_not_shown_is_not_approved(browser, item):
    """The file was replaced in another window."""
    seal = seal_on(browser.get(f"/cart/items/{item.id}/proof"))
    upload(browser, item, BLUE)
    page = browser.post(f"/cart/items/{item.id}/approval", data={"seal": seal})

    assert page.status_code == 409
    assert "Your files or options have changed since you opened this page." in page.text
    assert item.approved_at is None


def test_a_proof_without_all_files_cannot_be_approved(browser, cart):
    (item,) = cart.items
    seal = browser.get(f"/cart/items/{item.id}/proof")
    assert "There are no files to show yet" in seal.text
    assert browser.post(f"/cart/items/{item.id}/approval", data={"seal": ""}).status_code == 409


def test_a_shop_that_does_not_want_it_asks_for_no_approval(browser, cart, item):
    with_settings(proofs_approved=False)
    walk_to_confirm(browser, cart)

    assert place(browser).status_code == 302
    assert mine(Order).one().items[0].stages == []


def test_a_picture_shows_the_page_as_it_is_and_is_drawn_once(browser, item):
    url = f"/cart/items/{item.id}/artwork/{item.slots[0].id}/pages"
    page = browser.get(f"{url}/1.jpg")

    assert (page.status_code, page.mimetype) == (200, "image/jpeg")
    with Image.open(io.BytesIO(page.data)) as picture:
        assert picture.size == (1600, 938)
        red, green, blue = picture.getpixel((800, 400))
        assert (red > 250, green < 5, blue < 5) == (True, True, True)
    with Image.open(io.BytesIO(browser.get(f"{url}/1.jpg?small=1").data)) as picture:
        assert max(picture.size) == 400
    assert len(list(store().list("proofs"))) == 2
    assert browser.get(f"{url}/2.jpg").status_code == 404
    assert browser.get(f"{url}/99999999999999999999.jpg").status_code == 404


def test_whoever_asks_for_a_page_while_it_is_drawn_waits_and_draws_nothing(app, item):
    """As a browser asks for those of a booklet."""
    file = item.slots[0].file
    file_id, name, key = file.id, file.stored_name, pictures.key_of(file.sha256, "1")
    db.session.rollback()

    def look():
        with app.app_context():
            return pictures.picture(db.session.get(ArtworkFile, file_id), 1, small=False)

    with ThreadPoolExecutor(1) as pool:
        with pictures.one_at_a_time(key):
            waiting = pool.submit(look)
            with pytest.raises(TimeoutError):
                waiting.result(1)
            store().put(key, b"as another drew it")
            store().delete(name)  # with nothing to draw it would end in an error
        assert waiting.result(20) == key


def test_pictures_are_nobody_elses_business(app, item):
    stranger = app.test_client()
    url = f"/cart/items/{item.id}/artwork/{item.slots[0].id}/pages/1.jpg"
    assert stranger.get(url).status_code == 404
    assert stranger.get(f"/cart/items/{item.id}/proof").status_code == 404


def test_staff_and_the_customer_see_what_is_printed_on_the_order(app, browser, cart, item):
    approve(browser, item)
    walk_to_confirm(browser, cart)
    place(browser)
    order = mine(Order).one()
    url = f"/orders/{order.number}/items/1/artwork/{order.items[0].slots[0].id}/pages/1.jpg"

    staff = app.test_client().login(a_user(role="staff"))
    for who, page in (
        (browser, f"/orders/{order.number}"),
        (staff, f"/admin/orders/{order.number}"),
    ):
        assert url in who.get(page).text
        assert who.get(url).mimetype == "image/jpeg"
    assert app.test_client().get(url).status_code == 404


def in_group(item, **approvals):
    item.quote.product.group = ProductGroup(name="Fine papers", **approvals)
    db.session.commit()


def ordered_and_paid(browser, cart):
    walk_to_confirm(browser, cart)
    assert place(browser).status_code == 302
    order = mine(Order).one()
    receive(order, order.total, by="ada", note="transfer")
    release(order)
    db.session.commit()
    return order.items[0]


def test_a_product_group_wants_the_customers_approval_where_the_shop_wants_none(browser, item):
    with_settings(proofs_approved=False)
    assert "See and approve the proof" not in browser.get("/cart/").text  # the control

    in_group(item, customer_approves=True)

    assert "See and approve the proof" in browser.get("/cart/").text
    assert ASKED in browser.get("/checkout/address", follow_redirects=True).text


def test_a_product_group_wants_approval_by_both_and_the_gate_says_by_whom(browser, cart, item):
    in_group(item, customer_approves=True, staff_approve=True)
    approve(browser, item)
    ordered = ordered_and_paid(browser, cart)

    assert [stage.gate for stage in ordered.stages] == [Gate.CUSTOMER, Gate.STAFF]
    assert ordered.status == ItemStatus.WAITING
    assert why_not_yet(ordered) == ["Product group Fine papers: it waits for approval by staff."]


def test_what_a_workflow_asks_already_is_asked_once(browser, cart, item):
    item.quote.product.workflow = Workflow(
        name="Proofreading", stages=(WorkflowStage(Gate.STAFF, "Proofreading", "We read it"),)
    )
    in_group(item, staff_approve=True)
    approve(browser, item)
    ordered = ordered_and_paid(browser, cart)

    assert [(stage.gate, stage.internal) for stage in ordered.stages] == [
        (Gate.CUSTOMER, ""), (Gate.STAFF, "Proofreading"),
    ]  # fmt: skip


@pytest.mark.parametrize("swapped", [False, True])
def test_a_file_that_was_not_approved_is_never_sent(browser, cart, item, swapped):
    """Whoever put it there. Not swapped, it goes on to what is asked next."""
    approve(browser, item)
    walk_to_confirm(browser, cart)
    place(browser)
    order = mine(Order).one()
    (ordered,) = order.items
    receive(order, order.total, by="ada", note="transfer")
    ordered.status = ItemStatus.READY
    if swapped:
        ordered.slots[0].file_id = a_file(a_pdf(content=BLUE)).id
    db.session.commit()

    with pytest.raises((Parked, TryLater)) as ended:  # this 4Over answers no other question
        prepare(ordered.id)
    assert (getattr(ended.value, "hold", None) == Hold.ARTWORK) is swapped


def test_pictures_of_files_that_are_forgotten_are_forgotten_too(browser, item):
    url = f"/cart/items/{item.id}/artwork/{item.slots[0].id}"
    browser.get(f"{url}/pages/1.jpg")
    jobs.tidy_artwork()
    assert len(list(store().list("proofs"))) == 2

    browser.post(f"{url}/removal")
    jobs.tidy_artwork()
    assert list(store().list("proofs")) == []


def test_files_sent_after_the_order_are_approved_on_its_page(browser, cart, queue):
    """Paid and complete, it still waits for that."""
    walk_to_confirm(browser, cart)
    place(browser)
    order = mine(Order).one()
    (ordered,) = order.items
    receive(order, order.total, by="ada", note="transfer")
    facts = Facts(kind=FileKind.PDF, version=VERSION, pages=(FilePage(),))
    ordered.slots[0].file_id = a_file(a_pdf(), facts=facts).id
    assert release(order) == []
    db.session.commit()

    page = browser.get(f"/orders/{order.number}")
    assert "See the proof and approve it" in page.text
    assert "/pages/1.jpg" in page.text
    form = {"stage": ordered.stages[0].position, "files": seal_of(ordered)}
    browser.post(f"/orders/{order.number}/items/1/approval", data=form)
    assert ordered.status == ItemStatus.READY
