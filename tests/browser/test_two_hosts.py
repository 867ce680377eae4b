"""Two machines of one shop with one database and one bucket, and no folder in common."""

import io
import re
import secrets

import pytest
from cryptography.fernet import Fernet
from PIL import Image
from playwright.sync_api import expect

from storefront import belonging
from storefront.database import db
from storefront.settings import save_setting
from storefront.storage.opening import store
from tests.browser import buying
from tests.browser.conftest import sign_in
from tests.browser.shop import AnotherMachine, Shop, eventually
from tests.runtime.s3 import s3_server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    (folder / "s3").mkdir()
    with s3_server(folder / "s3") as bucket:
        shared = {name.upper(): value for name, value in bucket.items()} | {
            "ARTWORK_STORE": "s3://shop/files",
            "DATABASE_URL": f"sqlite:///{folder / 'shared.db'}",
            "SECRET_KEY": secrets.token_hex(16),
            "CREDENTIALS_KEY": Fernet.generate_key().decode(),
        }
        with Shop(folder / "one", products=40, **shared) as one:
            one.open()
            with AnotherMachine(one, folder / "two") as two:
                with one.inside():  # which a person is asked after each new machine
                    save_setting("pushing_paused", False)
                    belonging.adopt_store()
                    db.session.commit()
                yield one, two


def picture():
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "PNG")
    return {"name": "cards.png", "mimeType": "image/png", "buffer": out.getvalue()}


def crosses_over(person, visit, machine):
    """The same browser, as a load balancer would send it: cookies know no port."""
    return comes(visit, machine, person.page.context.storage_state())


def comes(visit, machine, state=None):
    """Patiently: two whole shops and a store of files share this computer."""
    person = visit(machine.url, state=state)
    person.page.set_default_timeout(60_000)
    return person


def test_uploaded_on_one_seen_and_ordered_on_the_other_pushed_by_either(machines, visit, tmp_path):
    one, two = machines
    guest = comes(visit, one)
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    buying.uploads(guest, tmp_path)

    there = crosses_over(guest, visit, two)
    there.goes_to("/cart/")
    there.reads("Please approve the proof")
    there.follows("Files")
    with there.page.expect_download() as download:
        there.page.locator(".slot a[href*='/file']").first.click()
    assert download.value.path().read_bytes() == (tmp_path / "side-0.pdf").read_bytes()
    there.goes_to("/cart/")
    there.follows("See and approve the proof")
    there.presses(re.compile("print it like this"))
    buying.checks_out(there)
    number = buying.places_order(there)

    reference = f"{number}-1"
    (job,) = eventually(lambda: one.jobs_of(reference), f"4Over has {reference}", 60)
    eventually(lambda: one.jobs_of(reference)[0]["files"] == sorted(job["needs"]), "its files")
    journals = [path for m in machines for path in (m.instance / "push-journal").glob("*")]
    assert [reference in path.read_text() for path in journals].count(True) == 1
    here = crosses_over(there, visit, one)
    here.goes_to(f"/orders/{number}")
    here.reads("side-0.pdf")


def test_a_picture_and_a_spreadsheet_of_the_one_are_there_on_the_other(machines, visit, tmp_path):
    one, two = machines
    ada = comes(visit, one)
    sign_in(ada, "admin")
    ada.goes_to("/admin/products/")
    ada.page.locator("main table a").first.click()
    ada.page.wait_for_url("**/admin/products/*")
    product = ada.path
    code = ada.page.locator("main").inner_text()
    ada.page.locator("[name=picture]").set_input_files(picture())
    ada.presses("Save")

    there = crosses_over(ada, visit, two)
    there.goes_to(product)
    shown = there.page.locator("main img[src*='/images/']").first
    assert shown.evaluate("e => e.complete && e.naturalWidth") > 0
    assert code

    ada.goes_to("/admin/products/csv")
    with ada.page.expect_download() as download:
        ada.page.get_by_role("link", name="Download").first.click()
    rows = download.value.path().read_text().splitlines()
    assert len(rows) > 1
    (tmp_path / "again.csv").write_text("\n".join(rows[:2]))
    with one.inside():
        assert {file.key.partition("/")[0] for file in store().list(deep=True)} >= {
            "images",
            "snapshots",
            "database.id",
        }
    expect(there.page.locator("h1")).to_be_visible()
