"""A shop that was copied whole, its instance folder together with its database, sends nothing until
a person has said so."""

import shutil

import pytest

from storefront import belonging, jobs
from storefront.accounts.models import Role
from storefront.database import db
from storefront.orders.going_live import checks_for
from storefront.orders.models import ItemStatus
from storefront.orders.pushing.restored import COPY, pause_if_restored, why_paused
from storefront.partner.models import Environment
from storefront.settings import shop_settings
from tests.factories import a_user, an_account, an_order_item, with_settings


@pytest.fixture
def instance(app):
    """Of a shop that was started before."""
    an_account()
    assert pause_if_restored() == []
    return app.extensions["config"].instance_path


def cp(folder):
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    return copy


def test_the_copy_puts_sending_on_hold_and_says_why(app, instance, queue, fourover):
    app.extensions["config"].instance_path = cp(instance)
    item = an_order_item()

    assert pause_if_restored() == [COPY]
    queue.run(jobs.push_order_item, item.id)

    assert item.status == ItemStatus.READY
    assert fourover.count("POST /orders") == 0
    assert why_paused() == COPY
    assert any(COPY in check.do for check in checks_for(Environment.STAGING))
    assert belonging.store_id() == belonging.NOBODY


def test_one_press_says_that_it_was_moved_and_it_is_not_asked_again(app, instance):
    app.extensions["config"].instance_path = cp(instance)
    assert pause_if_restored()
    with_settings(pushing_paused=False)

    assert pause_if_restored() == []
    assert not shop_settings().pushing_paused


def test_the_original_goes_on(instance):
    cp(instance)

    assert pause_if_restored() == []
    assert pause_if_restored() == []


def test_a_folder_that_got_another_name_is_no_copy(app, instance):
    """The control: so is a start, by which the mark is written anew."""
    moved = instance.with_name("moved")
    instance.rename(moved)
    app.extensions["config"].instance_path = moved

    assert pause_if_restored() == []


def test_nor_is_a_shop_of_before_whose_mark_says_the_database_alone(instance):
    (instance / "database.id").write_text(belonging.database_id())

    assert pause_if_restored() == []
    mark = instance / "database.id"
    assert mark.read_text().split() == [belonging.database_id(), str(mark.stat().st_ino)]


def test_who_puts_sending_on_hold_by_hand_later_is_told_no_old_reason(app, instance):
    app.extensions["config"].instance_path = cp(instance)
    pause_if_restored()
    admin = app.test_client().login(a_user(Role.ADMIN))
    runner = app.test_cli_runner()
    for value in ("no", "yes"):
        told = runner.invoke(args=["set", "pushing_paused", value])
        assert told.exit_code == 0, told.output
    db.session.expire_all()

    assert shop_settings().pushing_paused
    assert why_paused() == ""
    page = admin.get("/admin/").text
    assert "Sending to 4Over is on hold" in page
    assert COPY not in page
