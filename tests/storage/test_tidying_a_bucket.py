"""What is swept out of a bucket: as out of a folder, which tests/artwork/test_tidying.py shows."""

from datetime import timedelta

import pytest
import time_machine
from obstore.store import MemoryStore

from storefront import belonging, jobs
from storefront.artwork.models import ArtworkFile, ArtworkSlot
from storefront.artwork.pictures import key_of
from storefront.clock import now
from storefront.database import db
from storefront.storage.bucket import Bucket
from storefront.storage.opening import store
from tests.factories import a_cart, a_file, a_quote, an_account, an_order
from tests.neighbors import mine

ANOTHER = "f" * 40


@pytest.fixture(autouse=True)
def bucket(app, tmp_path):
    an_account()
    app.extensions["storage"] = Bucket(MemoryStore(), "s3://shop", tmp_path / "incoming")
    jobs.tidy_artwork()  # it is this shop's from here on


def tidied(days):
    """Once a day, as if it were so many days later."""
    for day in range(1, days + 1):
        with time_machine.travel(now() + timedelta(days=day, hours=1)):
            jobs.tidy_artwork()
    db.session.expire_all()


def stored(folder=""):
    return {file.key for file in store().list(folder)} - {"database.id"}


@pytest.mark.alone
def test_what_nothing_needs_lies_in_the_trash_for_thirty_days_and_the_rest_stays():
    used, unused = a_cart(a_quote()).items[0].slots[0].file, a_file(b"%PDF- unused")
    store().put(ANOTHER, b"that no row knows")
    store().put("README", b"of the owner")
    store().put(f"proofs/{unused.sha256}-1-1.png", b"its picture")
    store().put(f"proofs/{used.sha256}-1-1.png", b"a picture as they were drawn before")
    store().put(key_of(used.sha256, "1-small"), b"a picture")
    name, gone = used.stored_name, unused.stored_name

    tidied(2)

    assert stored() == {name, "README"}
    assert stored("trash") == {f"trash/{gone}", f"trash/{ANOTHER}"}
    assert store().read(f"trash/{gone}") == b"%PDF- unused"
    assert stored("proofs") == {key_of(used.sha256, "1-small")}
    assert mine(ArtworkFile.stored_name).all() == [(name,)]

    with time_machine.travel(now() + timedelta(days=32)):
        jobs.tidy_artwork()
    assert stored("trash") == set()
    assert stored() == {name, "README"}


def test_a_file_in_two_places_goes_with_the_second():
    item = an_order().items[0]
    file = item.slots[0].file
    twice = a_cart(a_quote(), filled=False).items[0].slots[0]
    twice.file_id = file.id
    db.session.commit()
    name = file.stored_name

    db.session.query(ArtworkSlot).filter_by(order_item_id=item.id).delete()
    db.session.commit()
    tidied(3)
    assert store().has(name)

    twice = db.session.get(ArtworkSlot, twice.id)
    twice.file_id = None
    db.session.commit()
    tidied(3)
    assert stored() == set()  # the control


def test_what_an_older_database_needs_comes_back_from_the_trash():
    file = a_file()
    store().move(file.stored_name, f"trash/{file.stored_name}")
    jobs.tidy_artwork()
    assert stored() == {file.stored_name}
    assert stored("trash") == set()


def test_the_bucket_of_another_shop_is_left_alone(caplog):
    store().put(ANOTHER, b"theirs")
    store().replace(belonging.MARK, b"another shop\n")
    tidied(3)
    assert stored() == {ANOTHER}
    assert "Nothing is tidied" in caplog.text


def test_broken_off_halfway_it_is_finished_the_next_day():
    """The file was copied to the trash and not yet removed: a bucket copies whole."""
    unused = a_file()
    name = unused.stored_name
    store().put(f"trash/{name}", store().read(name))
    tidied(3)
    assert stored() == set()
    assert store().read(f"trash/{name}") == b"%PDF-1.4 a front"
