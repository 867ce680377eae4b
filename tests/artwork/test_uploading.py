"""Files of a cart item: taken in, replaced, removed, and nobody else's business."""

import hashlib
import io
import re
from html import unescape

import pytest

from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.database import db
from storefront.storage.opening import store
from tests.artwork.files import a_locked_pdf, a_pdf, an_image
from tests.factories import a_cart, a_quote, a_user, an_account
from tests.neighbors import mine
from tests.refusals import NOT_IN_CART, refusal
from tests.stored import path_of, stored_in

CODES = (("fr", "Front"), ("bk", "Back"))


@pytest.fixture
def item(app):
    an_account()
    return a_cart(a_quote(), user=a_user(), filled=False, codes=CODES).items[0]


@pytest.fixture
def owner(browser, item):
    from storefront.accounts.models import User

    return browser.login(db.session.get(User, item.cart.user_id))


def upload(browser, item, content=None, name="front.pdf", slot=0, **more):
    data = {"slot": item.slots[slot].id, "file": (io.BytesIO(content or a_pdf()), name), **more}
    url = f"/cart/items/{item.id}/artwork"
    return browser.post(url, data=data, content_type="multipart/form-data")


def test_a_file_is_stored_under_a_name_of_ours_with_its_hash(owner, item):
    content = a_pdf()
    page = upload(owner, item, content, "Documents/my front.pdf")

    assert (page.status_code, page.location) == (303, f"/cart/items/{item.id}/artwork")
    file = item.slots[0].file
    assert path_of(file).read_bytes() == content
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.original_name, file.extension, file.size) == ("my front.pdf", "pdf", len(content))
    assert "my front" not in file.stored_name
    assert [slot.code for slot in item.missing] == ["bk"]
    assert "my front.pdf" in owner.get(page.location).text


def test_a_file_with_a_lying_name_is_taken_for_what_it_is(owner, item):
    upload(owner, item, an_image("PNG"), "front.pdf")
    assert item.slots[0].file.extension == "png"


def test_another_file_replaces_the_first(owner, item):
    upload(owner, item, a_pdf())
    upload(owner, item, a_pdf(pages=2), "better.pdf")
    assert item.slots[0].file.original_name == "better.pdf"
    assert item.slots[0].file.facts.count == 2


def test_a_removed_file_is_missing_again(owner, item):
    upload(owner, item)
    page = owner.post(f"/cart/items/{item.id}/artwork/{item.slots[0].id}/removal")
    assert page.status_code == 303
    assert len(item.missing) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"just words", "a PDF, TIFF, PNG"), (a_locked_pdf(), "password"), (a_pdf()[:-60], "broken")],
    ids=["text", "locked", "broken"],
)
def test_a_bad_file_is_refused_in_words_and_the_good_one_stays(owner, item, content, words):
    upload(owner, item, a_pdf(), "good.pdf")

    page = upload(owner, item, content, "bad.pdf")

    assert page.status_code == 422
    assert words in page.text
    assert "<strong>bad.pdf</strong> was not taken." in page.text
    assert "good.pdf stays." in page.text
    assert item.slots[0].file.original_name == "good.pdf"
    assert _stored() == 1


def test_nothing_is_called_received_beside_a_refusal(owner, item):
    upload(owner, item)
    upload(owner, item, slot=1)
    assert "All files received" in owner.get(f"/cart/items/{item.id}/artwork").text

    page = upload(owner, item, b"just words", "bad.pdf", slot=1)

    assert "<strong>bad.pdf</strong> was not taken." in page.text
    assert "All files received" not in page.text


def test_the_preview_of_a_replaced_file_has_another_address(owner, item):
    def preview():
        return re.search(r'<img src="([^"]+)"', owner.get(f"/cart/items/{item.id}/artwork").text)[1]

    seen = []
    one, other = an_image(), an_image()
    for picture in (one, other, one):
        upload(owner, item, picture, "front.png")
        seen.append(unescape(preview()))
        assert owner.get(seen[-1]).data == path_of(item.slots[0].file).read_bytes()

    assert seen[0] != seen[1]
    assert seen[0] == seen[2]  # the very same bytes


def test_without_a_file_the_page_asks_for_one(owner, item):
    url = f"/cart/items/{item.id}/artwork"
    assert owner.post(url, data={"slot": item.slots[0].id}).status_code == 422
    empty = {"slot": item.slots[0].id, "file": (io.BytesIO(b""), "")}
    page = owner.post(url, data=empty, content_type="multipart/form-data")
    assert page.status_code == 422
    assert "Choose a file first" in page.text


@pytest.mark.parametrize("settings", [{"artwork_max_mb": 1}])
def test_a_file_over_the_limit_is_refused_with_words_and_leaves_nothing(owner, item):
    small = upload(owner, item, a_pdf() + b"\n% " * (300 * 1024))
    just_over = upload(owner, item, b"%PDF-1.4\n" + b"x" * (1024 * 1024))
    huge = upload(owner, item, b"%PDF-1.4\n" + b"x" * (3 * 1024 * 1024))

    assert small.status_code in (303, 422)  # not too large, whatever else it is
    assert (just_over.status_code, huge.status_code) == (413, 413)
    assert "larger than 1 MB" in huge.text
    assert "larger than 1 MB" in just_over.text
    assert not list(store().incoming.iterdir())


def test_a_large_body_is_taken_on_this_page_alone(owner, item):
    large = a_pdf() + b"\n%" + b" " * (2 * 1024 * 1024)
    elsewhere = owner.post("/cart/items", data={"product": "x" * (2 * 1024 * 1024)})
    assert upload(owner, item, large).status_code != 413
    assert refusal(elsewhere) == 413


def kept():
    return {path_of(name) for name in stored_in() - {"database.id"}}


def test_a_replaced_file_goes_from_the_disk_at_once(owner, item):
    for pages in (1, 2, 3):
        upload(owner, item, a_pdf(pages=pages))

    assert kept() == {path_of(item.slots[0].file)}
    assert mine(ArtworkFile).count() == 1


def test_so_does_a_removed_one(owner, item):
    upload(owner, item)
    owner.post(f"/cart/items/{item.id}/artwork/{item.slots[0].id}/removal")

    assert kept() == set()
    assert item.slots[0].file is None


def test_in_a_store_of_another_shop_a_replaced_and_a_removed_file_stay(owner, item):
    """As where a trial runs on a copy of the database: the file may be a customer's elsewhere."""
    upload(owner, item)
    theirs = path_of(item.slots[0].file)
    store().replace("database.id", b"another shop")

    upload(owner, item, a_pdf(pages=2))
    owner.post(f"/cart/items/{item.id}/artwork/{item.slots[0].id}/removal")

    assert item.slots[0].file is None
    assert theirs in kept()
    assert len(kept()) == 2


def test_a_replaced_file_that_was_ordered_stays(owner, item):
    upload(owner, item)
    ordered = item.slots[0].file
    db.session.add(ArtworkSlot(code="fr", label="Front", file=ordered))
    db.session.commit()

    upload(owner, item, a_pdf(pages=2))

    assert kept() == {path_of(ordered), path_of(item.slots[0].file)}


@pytest.mark.parametrize("settings", [{"artwork_free_mb": 1_000_000}])
def test_the_last_of_the_disk_is_not_for_uploads(owner, item):
    page = upload(owner, item)

    assert page.status_code == 507
    assert "no room for files" in page.text
    assert kept() == set()


def test_from_one_address_only_so_many_are_taken_in_an_hour(owner, item):
    answers = [upload(owner, item, b"nothing") for _ in range(121)]

    assert [answer.status_code for answer in answers[:120]] == [422] * 120
    assert refusal(answers[120]) == 429


class FullDisk(io.BytesIO):
    def read(self, *size):
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing(app, item):
    from werkzeug.datastructures import FileStorage

    from storefront.artwork.bad_artwork import BadArtwork
    from storefront.artwork.upload import take_in

    with pytest.raises(BadArtwork, match="no room") as refused:
        take_in(item.slots[0], FileStorage(FullDisk(), "front.pdf"))

    assert refused.value.status == 507
    assert not list(store().incoming.iterdir())


def test_a_stranger_can_neither_see_nor_fill_nor_empty_nor_fetch(app, owner, item):
    upload(owner, item)
    stranger, slot = app.test_client(), item.slots[0].id
    base = f"/cart/items/{item.id}/artwork"

    assert refusal(stranger.get(base), NOT_IN_CART) == 404
    assert refusal(upload(stranger, item, a_pdf(pages=2)), NOT_IN_CART) == 404
    assert refusal(stranger.post(f"{base}/{slot}/removal"), NOT_IN_CART) == 404
    assert refusal(stranger.get(f"{base}/{slot}/file"), NOT_IN_CART) == 404
    assert item.slots[0].file.facts.count == 1
    assert owner.get(f"{base}/{slot}/file").status_code == 200  # the owner can


def test_a_slot_of_another_item_is_not_found(owner, item):
    other = a_cart(a_quote(), user=a_user(), filled=False).items[0]
    data = {"slot": other.slots[0].id, "file": (io.BytesIO(a_pdf()), "front.pdf")}
    page = owner.post(
        f"/cart/items/{item.id}/artwork", data=data, content_type="multipart/form-data"
    )
    assert refusal(page, "This item needs other files now") == 404
    assert other.slots[0].file is None


def test_without_its_token_an_upload_is_refused_and_the_body_of_strangers_is_not_read(
    app, owner, item
):
    app.config["WTF_CSRF_ENABLED"] = True
    assert refusal(upload(owner, item)) == 400
    assert item.slots[0].file is None

    text = owner.get(f"/cart/items/{item.id}/artwork").text
    token = text.split('name="csrf_token" value="')[1].split('"')[0]
    assert upload(owner, item, csrf_token=token).status_code == 303


def _stored():
    return mine(ArtworkFile).count()
