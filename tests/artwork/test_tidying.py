"""What is swept out of the artwork store, and by whom."""

from datetime import timedelta

import pytest
from flask_login import login_user
from sqlalchemy import delete

from storefront import belonging, jobs, schedule
from storefront.accounts.models import Role
from storefront.admin.orders.alerts import alerts
from storefront.artwork.models import ArtworkFile
from storefront.artwork.tidying import discard, tidy
from storefront.clock import now
from storefront.database import db
from storefront.orders.pushing.restored import pause_if_restored
from storefront.settings import StoredSetting
from storefront.storage.opening import store
from tests.factories import a_cart, a_file, a_quote, a_user, an_account
from tests.neighbors import mine
from tests.stored import old, path_of, place, stored_in

TITLE = "The store of files belongs to another shop"


def test_tidying_takes_what_nothing_needs_and_leaves_the_rest(app):
    an_account()
    used = a_cart(a_quote()).items[0].slots[0].file
    unused = a_file(uploaded_at=now() - timedelta(days=2))
    just_removed = a_file()
    for file in (used, unused, just_removed):
        path_of(file).write_bytes(b"bytes")
        old(path_of(file))
    left = store().incoming / ("a" * 40)
    left.write_bytes(b"half")
    under_way = store().incoming / ("b" * 40)
    under_way.write_bytes(b"half")
    old(left)
    kept = {used.stored_name, just_removed.stored_name}
    trashed = {unused.stored_name}

    for _ in range(2):  # the second time removes the bytes of what the first has forgotten
        tidy()
        db.session.commit()

    assert stored_in() - {"database.id"} == kept
    assert stored_in("trash") == trashed
    assert list(store().incoming.iterdir()) == [under_way]
    assert mine(ArtworkFile).count() == 2


@pytest.fixture
def customers_file(app):
    """A file of a store in use, old enough to be tidied if nobody knew it."""
    jobs.tidy_artwork()
    file = a_file()
    path_of(file).write_bytes(b"bytes")
    return old(path_of(file))


def forget_everything():
    """This database becomes an empty one: what a trial would have."""
    mine(ArtworkFile).delete()
    db.session.execute(delete(StoredSetting))
    db.session.commit()


def told():
    return TITLE in {alert.title for alert in alerts()}


@pytest.fixture
def alerted(app):
    with app.test_request_context():
        login_user(a_user(Role.STAFF))
        yield told


def test_an_empty_shop_on_the_same_store_deletes_nothing_and_says_so(
    app, customers_file, alerted, caplog
):
    assert not alerted()
    forget_everything()

    schedule.look_for_lost_orders()  # as at each start
    jobs.tidy_artwork()

    assert customers_file.exists()
    assert "Nothing is tidied" in caplog.text
    assert alerted()


def test_the_same_file_would_go_if_the_store_were_its_own(app, customers_file, caplog):
    """The control: it is the store's owner that keeps the file, and nothing else."""
    forget_everything()
    path_of("database.id").unlink()
    belonging.adopt_store()
    jobs.tidy_artwork()
    assert not customers_file.exists()
    assert store().read(f"trash/{customers_file.name}") == b"bytes"


def test_so_it_is_with_a_store_that_names_no_owner_yet(app, customers_file, alerted):
    """As those of older editions of the shop are."""
    path_of("database.id").unlink()
    forget_everything()
    jobs.tidy_artwork()
    assert customers_file.exists()
    assert alerted()


def test_whoever_knows_a_file_in_such_a_store_owns_it(app, customers_file, alerted):
    path_of("database.id").unlink()
    jobs.tidy_artwork()
    assert belonging.store_owner() == belonging.store_id() != ""
    assert customers_file.exists()
    assert not alerted()


def test_a_trial_leaves_the_owner_in_peace(app, customers_file, alerted):
    owner = belonging.store_owner()
    forget_everything()
    schedule.look_for_lost_orders()
    jobs.tidy_artwork()
    assert belonging.store_owner() == owner
    assert belonging.store_id() != owner != ""


def is_copied(app):
    """The same database, uploads after the backup less, beside an instance folder of its own."""
    (app.extensions["config"].instance_path / "database.id").unlink()
    mine(ArtworkFile).delete()
    db.session.commit()


def test_a_copied_database_leaves_the_files_and_the_mark_of_the_store_it_was_copied_with(
    app, customers_file, alerted
):
    schedule.look_for_lost_orders()
    jobs.tidy_artwork()
    owner = belonging.store_owner()
    is_copied(app)

    schedule.look_for_lost_orders()
    jobs.tidy_artwork()

    assert customers_file.exists()
    assert alerted()
    assert belonging.store_owner() == owner != ""


def test_a_copied_database_stays_out_also_after_the_original_has_adopted_its_store(
    app, customers_file, alerted
):
    schedule.look_for_lost_orders()
    belonging.adopt_store()
    the_originals = belonging.store_owner()
    is_copied(app)
    schedule.look_for_lost_orders()
    for again in (the_originals, belonging.database_id(), "anew"):
        store().replace("database.id", again.encode())
        jobs.tidy_artwork()
        assert customers_file.exists()
        assert alerted()
        assert belonging.store_owner() == again


def test_a_copied_database_that_nobody_noticed_would_take_a_file_of_the_original(
    app, customers_file
):
    """The control: without the look at the start."""
    schedule.look_for_lost_orders()
    is_copied(app)
    jobs.tidy_artwork()
    assert not customers_file.exists()


def test_a_copied_database_does_not_take_a_store_that_names_no_owner_yet(
    app, customers_file, alerted
):
    schedule.look_for_lost_orders()
    a_file()  # so that it knows one that is there
    path_of("database.id").unlink()
    (app.extensions["config"].instance_path / "database.id").unlink()
    schedule.look_for_lost_orders()
    jobs.tidy_artwork()
    assert alerted()
    assert belonging.store_owner() == ""


def test_a_second_machine_of_the_same_shop_makes_no_stranger_of_the_first(app):
    instance = app.extensions["config"].instance_path / "database.id"
    schedule.look_for_lost_orders()
    first = instance.rename(instance.with_name("the first's"))
    schedule.look_for_lost_orders()  # asks a person once
    first.replace(instance)
    assert pause_if_restored() == []


def test_an_adopted_store_is_marked_only_once_its_id_is_stored(app):
    path_of("database.id").mkdir()  # nothing can be written there
    with pytest.raises(OSError, match=r"database\.id"):
        belonging.adopt_store()
    db.session.rollback()
    assert belonging.store_id() != ""


def test_adopted_on_purpose_it_is_tidied_again(app, customers_file, alerted):
    forget_everything()
    jobs.tidy_artwork()
    assert customers_file.exists()

    said = app.test_cli_runner().invoke(args=["adopt-artwork"])
    assert "which knows 0 of 1 files there" in said.output
    jobs.tidy_artwork()

    assert not alerted()
    assert not customers_file.exists()


def test_the_trash_is_emptied_after_thirty_days(app):
    names = {29: "a" * 40, 31: "b" * 40}
    for days, name in names.items():
        old(place(name, folder="trash"), days)
    jobs.tidy_artwork()
    assert stored_in("trash") == {names[29]}


def test_what_goes_to_the_trash_begins_its_thirty_days_there(app):
    jobs.tidy_artwork()
    unknown = old(place("c" * 40), 300)
    for _ in range(2):
        jobs.tidy_artwork()
    assert stored_in("trash") == {unknown.name}


def test_what_an_older_database_needs_comes_back_from_the_trash(app, customers_file):
    discard(customers_file.name)
    assert not customers_file.exists()
    jobs.tidy_artwork()
    assert customers_file.read_bytes() == b"bytes"
    assert mine(ArtworkFile.stored_name).scalar() == customers_file.name


def test_what_is_not_ours_in_the_folder_stays(app):
    readme = path_of("README")
    jobs.tidy_artwork()
    readme.write_text("of the owner")
    old(readme, 300)
    jobs.tidy_artwork()
    assert readme.exists()
