"""What is sent with a purpose, or by accident, that must do no harm: hostile names, programs inside
a PDF, and disks that fill at any moment."""

import errno
import html
import io
import resource

import pikepdf
import pytest

from storefront.accounts.models import Role, User
from storefront.artwork.inspection.programs import programs_in
from storefront.artwork.models import ArtworkFile
from storefront.database import db
from storefront.storage.folder import Folder
from storefront.storage.incoming import MIB
from storefront.storage.opening import store
from tests.artwork import cases
from tests.artwork.files import a_pdf
from tests.artwork.test_uploading import upload
from tests.factories import a_cart, a_quote, a_user, an_account, an_order, with_settings
from tests.neighbors import mine
from tests.refusals import refusal
from tests.stored import stored_in


@pytest.fixture
def item(app):
    an_account()
    with_settings(active=True)
    codes = (("fr", "Front"),)
    return a_cart(a_quote(), user=a_user(), filled=False, codes=codes).items[0]


@pytest.fixture
def owner(app, item):
    return app.test_client().login(db.session.get(User, item.cart.user_id))


NAMES = {  # as sent, and as it is kept
    "../../../etc/passwd": "passwd",
    "..%2f..%2fetc%2fpasswd": "..%2f..%2fetc%2fpasswd",
    "a%0D%0ASet-Cookie: evil=1.pdf": "a%0D%0ASet-Cookie: evil=1.pdf",
    "a\tb \x1b[31m c.pdf": "a b [31m c.pdf",
    "<script>alert(1)</script>.pdf": "script>.pdf",
    "<img src=x onerror=alert(1)>.pdf": "<img src=x onerror=alert(1)>.pdf",
    "front.pdf\u202efdp.exe": "front.pdffdp.exe",
    "{{ 7*7 }}.pdf": "{{ 7*7 }}.pdf",
    "=HYPERLINK(1).pdf": "=HYPERLINK(1).pdf",
    "漢字 Größe.pdf": "漢字 Größe.pdf",
    "x" * 400 + ".pdf": "x" * 255,
    "con": "con",
    "...": "...",
    "/": "file.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_words_and_nothing_else(owner, item, name):
    content = a_pdf()
    page = upload(owner, item, content, name)

    assert page.status_code == 303
    file = item.slots[0].file
    assert file.original_name == NAMES[name]
    assert stored_in() - {"database.id"} == {file.stored_name}  # nothing lies anywhere else
    shown = owner.get(page.location).text
    assert html.escape(file.original_name, quote=False) in shown.replace("&#34;", '"').replace(
        "&#39;", "'"
    )
    for harm in ("<script>alert", "<img src=x", "49.pdf"):
        assert harm not in shown
    got = owner.get(f"/cart/items/{item.id}/artwork/{item.slots[0].id}/file")
    assert got.data == content
    said = got.headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert "evil" not in got.headers.get("Set-Cookie", "")
    assert not any(sign in said for sign in "\r\n\u202e")


@pytest.mark.parametrize("name", ["script", "launched", "attached"])
def test_staff_and_4over_get_a_pdf_without_the_programs_in_it(app, owner, item, name):
    sent = cases.pdf(change=getattr(cases, name))
    with pikepdf.open(io.BytesIO(sent)) as document:
        assert programs_in(document)  # the control

    assert upload(owner, item, sent).status_code == 303

    file = item.slots[0].file
    assert file.facts.taken_off
    assert store().read(file.stored_name) != sent
    staff = app.test_client().login(a_user(Role.STAFF))
    order = an_order()
    order.items[0].slots[0].file = file
    db.session.commit()
    slot = order.items[0].slots[0]
    got = staff.get(f"/orders/{order.number}/items/1/artwork/{slot.id}").data
    with pikepdf.open(io.BytesIO(got)) as document:
        assert programs_in(document) == ()
        assert len(document.pages) == 1


class FullWhenPut(Folder):
    """There was room for what came, and none to keep it."""

    def put(self, key, content):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_as_the_file_is_kept_is_said_and_the_earlier_file_stays(app, owner, item):
    upload(owner, item, a_pdf())
    before = item.slots[0].file_id
    app.extensions["storage"] = FullWhenPut(store().incoming.parent)

    page = upload(owner, item, a_pdf(pages=1, content=b"0 1 0 0 k 9 9 99 99 re f"), "other.pdf")

    assert refusal(page, "We have no room for files at the moment, and know about it now.") == 507
    assert item.slots[0].file_id == before
    assert mine(ArtworkFile).count() == 1
    assert list(store().incoming.iterdir()) == []


@pytest.fixture
def nearly_full():
    """Files grow to 8 MB and no more: what a disk without room does to whoever writes."""
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * MIB, most))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))


def test_a_disk_that_fills_during_an_upload_is_said_and_leaves_nothing(owner, item, nearly_full):
    head = "".join(
        f"--x\r\nContent-Disposition: form-data; {more}\r\n\r\n{value}"
        for more, value in (
            ('name="slot"', f"{item.slots[0].id}\r\n"),
            ('name="file"; filename="front.pdf"', ""),
        )
    )
    body = head.encode() + a_pdf() + b"\n%" * (5 * MIB) + b"\r\n--x--\r\n"
    url = f"/cart/items/{item.id}/artwork"

    page = owner.post(url, data=body, content_type="multipart/form-data; boundary=x")

    assert refusal(page, "We have no room for files at the moment") == 507
    assert item.slots[0].file is None
    assert list(store().incoming.iterdir()) == []
    assert upload(owner, item, a_pdf()).status_code == 303  # the control: a small one has room
