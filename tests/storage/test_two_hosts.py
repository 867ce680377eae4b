"""What one machine of the shop has taken in, the other has: with a folder and with a bucket."""

import io

import pytest
from sqlalchemy import select

from storefront.accounts.models import Role, User
from storefront.artwork import parts
from storefront.artwork.link import signed_link
from storefront.catalog.models import Product, SyncRun, SyncSource, SyncStatus
from storefront.catalog.state import state_of
from storefront.clock import now
from storefront.database import db
from storefront.storage.folder import Folder
from storefront.storage.opening import store
from storefront.sync import start
from storefront.sync.snapshot_store import key_of, manifest_in
from tests.admin.test_many_products import fields_of
from tests.artwork.files import a_pdf
from tests.artwork.in_parts import InParts
from tests.factories import a_cart, a_product, a_quote, a_user, an_account
from tests.neighbors import mine
from tests.sync.feed import FAKE, Catalog

pytestmark = pytest.mark.alone


@pytest.fixture
def settings():
    return {"fourover_staging_url": FAKE}


@pytest.fixture
def admins(hosts):
    ada = a_user(Role.ADMIN)
    return [host.test_client().login(ada) for host in hosts]


def a_picture():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return io.BytesIO(out.getvalue()), "cards.png"


def test_a_picture_that_one_took_is_shown_by_the_other(admins):
    product = a_product()
    admins[0].post(f"/admin/products/{product.id}", data={"picture": a_picture()})
    answers = [browser.get(f"/images/{product.image}") for browser in admins]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].data == answers[1].data != b""
    assert "immutable" in answers[1].headers["Cache-Control"]
    assert answers[1].headers["Content-Type"] == "image/jpeg"


def test_without_a_common_store_the_other_would_not_have_it(admins, hosts, tmp_path):
    """The control."""
    hosts[1].extensions["storage"] = Folder(tmp_path / "its own")
    product = a_product()
    admins[0].post(f"/admin/products/{product.id}", data={"picture": a_picture()})
    statuses = [browser.get(f"/images/{product.image}").status_code for browser in admins]
    assert statuses == [200, 404]


def test_a_spreadsheet_that_one_looked_at_is_applied_by_the_other(admins):
    product = a_product()
    file = (io.BytesIO(f"code,title\n{product.code},Fine cards\n".encode()), "products.csv")
    told = admins[0].post("/admin/products/csv", data={"file": file})
    answer = admins[1].post("/admin/products/csv/application", data=fields_of(told.text))
    assert answer.location == "/admin/products/"
    assert product.title == "Fine cards"
    assert list(store().list("spreadsheets")) == []


def test_a_file_that_one_took_is_fetched_from_the_other(hosts):
    an_account()
    item = a_cart(a_quote(), user=a_user(), filled=False, codes=(("fr", "Front"),)).items[0]
    owner = db.session.get(User, item.cart.user_id)
    first, second = (host.test_client().login(owner) for host in hosts)
    content = a_pdf()
    data = {"slot": item.slots[0].id, "file": (io.BytesIO(content), "front.pdf")}
    url = f"/cart/items/{item.id}/artwork"
    assert first.post(url, data=data, content_type="multipart/form-data").status_code == 303
    assert second.get(f"{url}/{item.slots[0].id}/file").data == content

    link = signed_link(item.slots[0].file, "1042-1-fr").removeprefix("http://shop.test")
    part = hosts[1].test_client().get(link, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.data) == (206, content[2:10])
    assert hosts[1].test_client().head(link).content_length == len(content)


class TestAFileInParts:
    """Each part by the machine that happens to be asked."""

    @pytest.fixture
    def item(self, hosts, monkeypatch):
        monkeypatch.setattr(parts, "PART", 400)
        an_account()
        front = (("fr", "Front"),)
        return a_cart(a_quote(), user=a_user(), filled=False, codes=front).items[0]

    @pytest.fixture
    def browsers(self, hosts, item):
        owner = db.session.get(User, item.cart.user_id)
        return [host.test_client().login(owner) for host in hosts]

    def test_is_joined_by_either(self, item, browsers):
        content, (first, second) = a_pdf(), browsers
        sending = InParts(first, f"/cart/items/{item.id}", content, 400)
        sending.begin()
        for number in range(-(-len(content) // 400)):
            browser = (second, first)[number % 2]
            assert sending.part(number, browser=browser).status_code == 204
        page = f"/cart/items/{item.id}/artwork"
        assert sending.take_in(page, item.slots[0], browser=second).status_code == 303
        assert first.get(f"{page}/{item.slots[0].id}/file").data == content
        assert list(store().list("uploads")) == []

    def test_without_a_common_store_it_is_not(self, hosts, item, browsers, tmp_path):
        """The control."""
        hosts[1].extensions["storage"] = Folder(tmp_path / "its own")
        first, second = browsers
        sending = InParts(first, f"/cart/items/{item.id}", a_pdf(), 400)
        sending.begin()
        sending.all_parts()
        page = f"/cart/items/{item.id}/artwork"
        answer = sending.take_in(page, item.slots[0], browser=second)
        assert answer.status_code == 410
        assert "This upload is over" in answer.text
        assert item.slots[0].file is None


class TestOnlyWhatChanged:
    """Whichever machine's worker is at it."""

    @pytest.fixture
    def catalog(self, hosts, http):
        an_account()
        return Catalog(http, many=100)

    def synced(self, host, source):
        db.session.rollback()
        with host.app_context():
            run = start.request_sync(by="test", source=source)
            db.session.commit()
            start.run(run.id)
            db.session.rollback()
            found = db.session.get_one(SyncRun, run.id)
            assert (found.status, found.error) == (SyncStatus.DONE, "")
            return found.source

    def withdrawn(self):
        db.session.rollback()
        return set(db.session.scalars(select(Product.uuid).where(~Product.available)))

    def test_the_other_machine_asks_for_no_more(self, hosts, catalog):
        self.synced(hosts[0], SyncSource.FOUROVER)
        catalog.changed, catalog.asked = ["p-new"], []
        assert self.synced(hosts[1], SyncSource.CHANGES) == SyncSource.CHANGES
        assert catalog.asked == [0, 0, "p-new"]
        assert mine(Product).filter_by(uuid="p-new").one().available

    def test_what_was_withdrawn_stays_withdrawn(self, hosts, catalog, tmp_path):
        """The second machine's own folder, as it was before they shared one, has an older
        snapshot alone."""
        gone = self.two_full_syncs(hosts, catalog)
        catalog.changed = ["p-new"]
        assert self.synced(hosts[1], SyncSource.CHANGES) == SyncSource.CHANGES
        assert self.withdrawn() == gone

        named = {key_of(run.snapshot) for run in mine(SyncRun).filter_by(source="changes")}
        for key in named:  # what the database names is lost: nothing else will do instead
            store().delete(key)
        assert self.synced(hosts[1], SyncSource.CHANGES) == SyncSource.FOUROVER
        assert self.withdrawn() == gone | {"p-new"}

    def test_an_older_snapshot_as_its_base_would_bring_it_back(self, hosts, catalog):
        """The control: what came of taking whichever was there."""
        gone = self.two_full_syncs(hosts, catalog)
        first = mine(SyncRun).order_by(SyncRun.id).first()
        db.session.expunge_all()
        db.session.rollback()
        with hosts[1].app_context():
            before = state_of(first.environment)
            manifest = manifest_in(store(), first.snapshot)
            before.snapshot, before.sha256 = manifest.name, manifest.sha256
            before.made_at = now()
            db.session.commit()
        catalog.changed = ["p-new"]
        self.synced(hosts[1], SyncSource.CHANGES)
        assert gone
        assert self.withdrawn() == set()

    def two_full_syncs(self, hosts, catalog):
        self.synced(hosts[1], SyncSource.FOUROVER)
        gone = set(catalog.uuids[:4])
        catalog.uuids, catalog.total = catalog.uuids[4:], catalog.total - 4
        self.synced(hosts[0], SyncSource.FOUROVER)
        assert self.withdrawn() == gone
        return gone
