"""A database from last night must not send today's orders again."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from storefront import belonging, jobs
from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.config import config
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, LostOrder, OrderItem, Phase, PushAttempt
from storefront.orders.pushing import claiming, holding, journal
from storefront.orders.pushing.restored import _pause, pause_if_restored
from storefront.orders.pushing.unrecorded import held_as_sent
from storefront.settings import StoredSetting, shop_settings
from tests.factories import a_user, an_account, an_order_item, with_settings
from tests.neighbors import mine


@pytest.fixture
def sent(app, fourover, queue):
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")
    item = an_order_item()
    queue.run(jobs.push_order_item, item.id)
    return item


def test_a_database_that_knows_its_orders_goes_on(sent):
    assert pause_if_restored() == []
    assert not shop_settings().pushing_paused


def test_an_order_in_the_journal_but_not_on_record_pauses_pushing(sent, fourover, queue):
    for job in sent.print_jobs:
        db.session.delete(job)
    mine(PushAttempt).delete()
    sent.status = ItemStatus.READY
    db.session.commit()

    assert pause_if_restored() == [f"{sent.reference} was sent to 4Over, but is missing here."]
    queue.run(jobs.sweep)
    queue.run_all()

    assert shop_settings().pushing_paused
    assert fourover.count("POST /orders") == 1


@pytest.fixture
def restored(sent, queue):
    """The shop as it was just before the order was sent: the journal alone knows of it."""

    def before(status=ItemStatus.READY):
        for job in sent.print_jobs:
            db.session.delete(job)
        db.session.query(PushAttempt).filter_by(item_id=sent.id).delete()
        sent.status, sent.hold = status, None
        db.session.commit()
        return sent

    neighbor = an_order_item()
    queue.run(jobs.push_order_item, neighbor.id)  # is on record, and stays as it is
    found = neighbor.status, neighbor.hold
    yield before
    db.session.expire_all()
    assert (neighbor.status, neighbor.hold) == found
    assert len(neighbor.attempts) == 1


@pytest.mark.parametrize(
    "status", [ItemStatus.WAITING, ItemStatus.READY, ItemStatus.PUSHING, ItemStatus.HELD]
)
def test_what_the_journal_knows_was_sent_becomes_held_as_unknown(restored, status):
    item = restored(status)

    pause_if_restored()

    db.session.expire_all()
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert item.unresolved.card == "Visa ending in 4242"
    assert item.unresolved.expected.sum == 44
    assert "Z1-001" in item.note


def test_taking_the_pause_off_sends_none_of_it_again(restored, fourover, queue):
    item, before = restored(), fourover.count("POST /orders")
    pause_if_restored()
    with_settings(pushing_paused=False)

    queue.run(jobs.push_order_item, item.id)
    queue.run(jobs.sweep)
    queue.run_all()

    assert item.status == ItemStatus.HELD
    assert fourover.count("POST /orders") == before


def test_without_the_look_at_the_start_the_push_itself_looks(restored, fourover, queue):
    """As when the database is put back under a running shop, or somebody took the pause off."""
    item, before = restored(), fourover.count("POST /orders")

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert fourover.count("POST /orders") == before


def test_without_the_journal_it_would_be_sent_again(restored, fourover, queue, app):
    """The control."""
    item, before = restored(), fourover.count("POST /orders")
    for path in (app.extensions["config"].instance_path / "push-journal").glob("*"):
        path.unlink()

    queue.run(jobs.push_order_item, item.id)

    assert fourover.count("POST /orders") == before + 1


def test_a_second_restore_of_the_same_backup_holds_it_again(restored, queue):
    for _ in range(2):
        item = restored()
        assert pause_if_restored()
        db.session.expire_all()
        assert item.hold == Hold.UNKNOWN


def test_staff_settle_it_as_any_other_unknown(restored, fourover, queue):
    item = restored()
    pause_if_restored()
    with_settings(pushing_paused=False)
    db.session.expire_all()
    with pytest.raises(holding.NotYet):
        holding.fourover_has_not(item, by="pat", reason="asked its support", again=True)
    item.unresolved.sent_at -= timedelta(hours=1)
    holding.fourover_has_not(item, by="pat", reason="asked its support", again=True)
    db.session.commit()

    fourover.takes_orders("Z1-007")
    queue.run(jobs.push_order_item, item.id)

    assert len(item.attempts) == 2
    assert (item.status, item.attempts[-1].phase) == (ItemStatus.IN_PRODUCTION, Phase.ACCEPTED)


def test_an_order_that_never_left_is_free_to_go(app, fourover, queue):
    """The journal says so itself: no byte left."""
    an_account()
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.is_unreachable()
    item = an_order_item()
    queue.run(jobs.push_order_item, item.id)
    mine(PushAttempt).delete()
    db.session.commit()

    assert pause_if_restored() == []
    assert item.status == ItemStatus.READY


def test_a_kill_between_journal_and_commit_pauses_nothing_even_before_the_sweep(sent):
    attempt_id = claiming.claim(an_order_item().id, "me")
    journal.write("sending", "9999-1", attempt_id, owner="me")

    assert pause_if_restored() == []
    assert not shop_settings().pushing_paused


def test_a_backup_of_the_moment_before_sending_does_not_hide_that_it_was_answered(sent):
    sent.attempts[0].phase, sent.attempts[0].sent_at = Phase.PREPARING, None
    sent.status = ItemStatus.READY
    db.session.commit()

    assert pause_if_restored() == [f"{sent.reference} was sent to 4Over, but is missing here."]
    db.session.expire_all()
    assert (sent.status, sent.hold) == (ItemStatus.HELD, Hold.UNKNOWN)


def test_an_order_that_is_not_on_record_at_all_is_shown_to_staff_until_one_settles_it(
    sent, browser
):
    journal.write("sending", "9999-1", 77, owner="lost", card="Visa ending in 4242", amount="44.50")
    journal.write("answered", "9999-1", 77, jobs="Z9-001")
    pause_if_restored()
    browser.login(a_user(role=Role.STAFF, email="clerk@shop.example"))

    assert "1 item sent to 4Over, but missing here" in browser.get("/admin/").text
    page = browser.get("/admin/held/").text
    for said in ("9999-1", "$44.50", "Visa ending in 4242", "Z9-001"):
        assert said in page
    lost = mine(LostOrder).one()
    url = f"/admin/held/lost-orders/{lost.id}/settlement"
    assert "please enter what was done" in browser.post(url, follow_redirects=True).text

    done = browser.post(url, data={"reason": "Told the customer."}, follow_redirects=True).text

    assert "9999-1 is marked as resolved" in done
    assert "Z9-001" not in done
    assert (lost.settled_by, lost.note) == ("clerk@shop.example", "Told the customer.")
    again = browser.post(url, data={"reason": "Me too"}, follow_redirects=True).text
    assert "already marked as resolved by clerk@shop.example" in again


def test_of_two_who_settle_it_at_the_same_moment_one_is_told_that_it_was_settled(
    app, sent, at_once
):
    journal.write("sending", "9999-1", 77, owner="lost")
    pause_if_restored()
    clerks = {
        name: app.test_client().login(a_user(role=Role.STAFF, email=f"{name}@shop.example"))
        for name in ("one", "two")
    }
    lost_id = mine(LostOrder).one().id
    url = f"/admin/held/lost-orders/{lost_id}/settlement"

    pages = at_once(
        lambda name, _: clerks[name].post(url, data={"reason": name}, follow_redirects=True).text
    )

    assert sorted("was already marked as resolved" in page for page in pages) == [False, True]
    lost = mine(LostOrder).one()
    assert lost.settled_by == f"{lost.note}@shop.example"
    assert mine(AuditEntry).filter_by(action="resolved a missing order").count() == 1


def test_two_processes_that_start_at_once_hold_it_once(restored, at_once):
    item = restored()

    at_once(lambda *_: pause_if_restored())

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert len(item.attempts) == 1


def test_who_waits_for_its_turn_keeps_nobody_from_the_database(sent, other_window):
    db.session.rollback()
    with belonging.by_turns(config().instance_path):
        waiting = other_window(pause_if_restored)
        assert not waiting.done()
        assert db.engine.pool.checkedout() == 0
    assert waiting.result(10) == []


def test_numbers_go_on_above_the_highest_that_ever_left(app):
    assert journal.highest_number() == 0
    for reference in ("1066-1", "1071-12", "1070-1"):
        journal.write("sending", reference, 1, owner=reference)

    assert journal.highest_number() == 1071


def test_another_attempt_with_the_same_number_does_not_hide_it(sent):
    attempt = sent.attempts[0]
    attempt.owner = "another run, after the backup"
    db.session.commit()

    assert pause_if_restored() == [f"{sent.reference} was sent to 4Over, but is missing here."]


def test_once_staff_have_looked_and_resumed_a_restart_does_not_pause_again(sent):
    sent.attempts[0].owner = "another run, after the backup"
    db.session.commit()
    assert pause_if_restored()

    with_settings(pushing_paused=False)

    assert pause_if_restored() == []
    assert not shop_settings().pushing_paused


def test_a_crash_between_journal_and_commit_is_no_restored_backup(sent, queue):
    """The line is there, but the attempt never crossed; the sweep has closed it since."""
    attempt_id = claiming.claim(another := an_order_item().id, "me")
    journal.write("sending", "9999-1", attempt_id, owner="me")
    db.session.get(OrderItem, another).push_until = now() - timedelta(seconds=1)
    db.session.commit()
    queue.run(jobs.sweep)

    assert pause_if_restored() == []


def test_a_backup_on_a_machine_without_the_journal_does_not_push(sent, app):
    assert pause_if_restored() == []  # names the database and this folder
    instance = app.extensions["config"].instance_path
    for path in (instance / "push-journal").glob("*"):
        path.unlink()
    (instance / "database.id").unlink()

    assert pause_if_restored() == ["This database was in use with another instance folder."]
    assert shop_settings().pushing_paused


def test_a_new_database_in_a_folder_that_was_in_use_does_not_push(app):
    assert pause_if_restored() == []
    db.session.execute(delete(StoredSetting))
    db.session.commit()

    assert pause_if_restored() == ["This instance folder was in use with another database."]
    assert shop_settings().pushing_paused


def test_it_is_noted_why_and_the_artwork_is_nobodys_until_a_person_says_so(sent):
    assert pause_if_restored() == []
    begun_with = belonging.store_id()
    sent.attempts[0].owner = "another run, after the backup"
    db.session.commit()

    (why,) = pause_if_restored()

    (entry,) = mine(AuditEntry).filter_by(action="put sending on hold")
    assert (entry.who, entry.subject, entry.detail) == ("shop", "restored database", why)
    assert (begun_with, belonging.store_id()) == ("", belonging.NOBODY)


def test_a_shop_that_another_machine_names_at_the_same_moment_is_no_stranger(
    app, somebody_is_quicker
):
    somebody_is_quicker(insert(StoredSetting).values(name=belonging.DATABASE, value="named there"))

    assert pause_if_restored() == []
    assert belonging.owner(app.extensions["config"].instance_path) == belonging.database_id()
    assert not shop_settings().pushing_paused


def begins_anew(app):
    db.session.execute(delete(StoredSetting))
    db.session.commit()
    (app.extensions["config"].instance_path / "database.id").unlink(missing_ok=True)


def test_the_processes_of_a_new_shop_may_start_at_once(app, at_once):
    begins_anew(app)
    assert at_once(lambda name, barrier: pause_if_restored()) == [[], []]
    assert not shop_settings().pushing_paused


def test_without_turns_one_would_take_the_other_for_a_stranger(app, at_once):
    """The control: it sees half of what the other did, or both write the same id."""
    for _ in range(10):
        begins_anew(app)
        if any(at_once(lambda name, barrier: trouble_without_turns())):
            return
    pytest.fail("the two never met")


def trouble_without_turns():
    try:
        return _pause([])
    except IntegrityError:
        db.session.rollback()
        return ["The id was written twice."]


def test_a_new_shop_begins_without_a_word(app):
    assert pause_if_restored() == []
    assert pause_if_restored() == []


def test_a_torn_line_hides_neither_itself_nor_the_next(sent, app):
    folder = app.extensions["config"].instance_path / "push-journal"
    with next(folder.glob("*.ndjson")).open("a") as file:
        file.write('{"what": "sending", "it')
    journal.write("sending", "9999-1", 77, owner="lost")

    assert pause_if_restored() == ["9999-1 was sent to 4Over, but is missing here."]


def test_nobody_waits_for_the_database_while_a_push_reads_the_journal(
    sent, held_while_the_journal_is_read, other_window
):
    item_id = sent.id
    db.session.rollback()
    looks = other_window(held_as_sent, item_id)
    assert held_while_the_journal_is_read() == 0
    assert looks.result() is False


def test_the_same_in_a_transaction_would_hold_it(
    sent, held_while_the_journal_is_read, other_window
):
    """The control."""

    def look(item_id):
        db.session.get(OrderItem, item_id)
        return journal.sent()

    item_id = sent.id
    db.session.rollback()
    looks = other_window(look, item_id)
    assert held_while_the_journal_is_read() == 1
    assert looks.result() == []
