"""A number of an order or an invoice is given once, whatever is restored, and none is left out
because a transaction failed."""

import shutil
from contextlib import suppress
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import delete, event, select, update

from storefront import jobs
from storefront.accounts.models import Role
from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.orders import series
from storefront.orders.models import NumberSeries
from storefront.orders.pushing.restored import COPY, SAID, pause_if_restored
from storefront.orders.series import FOLDER, ORDERS, of_invoices
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.invoices.models import Invoice
from storefront.settings import shop_settings
from storefront.storage.contract import StoreAway
from storefront.storage.folder import Folder
from storefront.storage.opening import store
from tests.factories import a_user, an_order
from tests.neighbors import NEXT_NUMBER, mine
from tests.payments.invoices.conftest import given

NIGHT = timedelta(hours=18)


def number_of(name=ORDERS):
    """Given and committed, as an order or an invoice would."""
    noted = series.highest_noted(name)
    after = series.last_order() if name == ORDERS else 0
    number = series.next_number(name, noted=noted, after=after)
    db.session.commit()
    return number


def told():
    return [entry.detail for entry in mine(AuditEntry).filter_by(action=series.SKIPPED)]


def older(name, last):
    """The database is of before: it does not know the last numbers."""
    db.session.execute(update(NumberSeries).where(NumberSeries.name == name).values(last=last))
    db.session.commit()


class TestAnOlderDatabaseIsRestored:
    """Of the night before. The store of files is as it was."""

    @pytest.mark.parametrize("lost", [1, 2])
    def test_no_invoices_number_is_given_again(self, app, lost):
        invoices = [given(an_order()) for _ in range(3)]
        taken = [invoice.number for invoice in invoices]
        for invoice in invoices[3 - lost :]:
            db.session.execute(delete(Invoice).where(Invoice.id == invoice.id))
        older(of_invoices(), 3 - lost)
        anew = [given(an_order()).number[-4:] for _ in range(2)]
        assert anew == ["0004", "0005"]
        assert taken[-1][-4:] == "0003"
        (words,) = told()
        assert f"older than {taken[-1]}" in words
        ada = app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))
        assert "Orders or invoices may be missing here" in ada.get("/admin/").text

    def test_nor_an_orders_though_it_was_never_sent(self, app):
        first, *_, last = [number_of() for _ in range(3)]
        assert (first, last) == (NEXT_NUMBER, NEXT_NUMBER + 2)
        older(ORDERS, first)
        assert [number_of() for _ in range(2)] == [last + 1, last + 2]
        words = f"The database is older than order {last}: it was restored from a backup."
        assert told() == [words]

    @pytest.mark.parametrize("name", [ORDERS, "INV-"])
    def test_without_what_is_noted_it_would_be_given_again(self, app, name):
        """The control."""
        number = number_of(name)
        older(name, number - 1)
        (noted,) = store().list(FOLDER)
        store().delete(noted.key)
        assert number_of(name) == number

    def test_the_file_of_a_shop_of_before_still_counts(self, app):
        number = given(an_order()).number
        store().replace("invoice-numbers", f"\n8 {number[:-4]}\n\n7 {number[:-4]}\n9".encode())
        assert given(an_order()).number == f"{number[:-4]}0009"  # a torn line is no number
        assert given(an_order()).number == f"{number[:-4]}0010"


@pytest.fixture
def commit_fails(app):
    """Commits, and the database refuses it."""

    def refuse(connection):
        raise RuntimeError("the disk is full")

    def once():
        event.listen(db.engine, "commit", refuse)
        try:
            with pytest.raises(RuntimeError):
                db.session.commit()
        finally:
            event.remove(db.engine, "commit", refuse)
            db.session.rollback()

    return once


class TestNothingIsCommitted:
    @pytest.mark.parametrize("name", [ORDERS, "INV-"])
    def test_by_a_commit_that_fails_so_the_next_who_asks_has_the_number(self, commit_fails, name):
        first = number_of(name)
        series.next_number(name, noted=first)
        commit_fails()
        assert series.highest_noted(name) == first
        assert [number_of(name) for _ in range(2)] == [first + 1, first + 2]
        assert told() == []

    def test_the_control_noted_before_it_would_be_left_out_and_called_restored(self, commit_fails):
        def naive(session):
            store().replace(series._key("INV-"), b"2 INV-\n")

        number_of("INV-")
        series.next_number("INV-", noted=1)
        event.listen(db.session, "before_commit", naive)
        try:
            commit_fails()
        finally:
            event.remove(db.session, "before_commit", naive)
        assert number_of("INV-") == 3
        assert len(told()) == 1

    @pytest.mark.parametrize("nested", [False, True])
    def test_by_a_rollback(self, app, nested):
        order = an_order()
        if nested:
            db.session.execute(select(1))
            with suppress(RuntimeError), db.session.begin_nested():
                give_invoice(order)
                raise RuntimeError
        else:
            give_invoice(order)
            db.session.rollback()
        assert given(order).number.endswith("-0001")
        assert told() == []


class TestNoting:
    class Away(Folder):
        def replace(self, key, content):
            raise StoreAway("It does not answer.")

    def test_that_cannot_be_done_stops_nothing_and_the_sweep_does_it(self, app, queue, caplog):
        present = store()
        app.extensions["storage"] = self.Away(app.extensions["config"].instance_path / "artwork")
        assert number_of("INV-") == 1
        assert "Not noted yet: the last of INV-: StoreAway" in caplog.text
        app.extensions["storage"] = present
        assert series.highest_noted("INV-") == 0
        queue.run(jobs.sweep)
        assert series.highest_noted("INV-") == 1

    def test_of_two_at_once_leaves_the_higher_however_late_the_lower_writes(self, app, at_once):
        self.race(app, at_once, series.note)
        assert series.highest_noted("INV-") == 2

    def test_the_control_without_a_second_look_it_leaves_the_lower(self, app, at_once):
        self.race(app, at_once, lambda name: store().replace(series._key(name), b"1 INV-\n"))
        assert series.highest_noted("INV-") == 1

    def race(self, app, at_once, note):
        """One reads the last number; before it writes, the other gives and notes the next."""
        db.session.add(NumberSeries(name="INV-", last=1))
        db.session.commit()

        class Slow(Folder):
            def replace(self, key, content):
                if content.startswith(b"1 "):
                    reads.set()
                    gave.wait(10)
                super().replace(key, content)

        reads, gave = Event(), Event()
        app.extensions["storage"] = Slow(app.extensions["config"].instance_path / "artwork")

        def act(name, _):
            if name == "one":
                note("INV-")
                return
            reads.wait(10)
            series.next_number("INV-", noted=0)
            db.session.commit()
            gave.set()

        at_once(act)


class TestAllIsRestored:
    """The database, the instance folder and the store in it, from the same night: nothing on the
    machine knows what was given since."""

    @pytest.fixture
    def night(self, app):
        """Numbers were given, and the backup is made."""
        assert pause_if_restored() == []
        last = [number_of(name) for name in (ORDERS, ORDERS, of_invoices())][1:]
        self.in_use(now() - NIGHT)
        return last

    def in_use(self, at):
        db.session.execute(update(NumberSeries).values(in_use_at=at))
        db.session.commit()

    def restore(self, app):
        folder = app.extensions["config"].instance_path
        copy = folder.with_name("copy")
        shutil.copytree(folder, copy)
        app.extensions["config"].instance_path = copy

    def test_numbers_go_on_above_all_that_may_have_been_given(self, app, night):
        self.restore(app)
        assert pause_if_restored() == [COPY]
        order, invoice = (number_of(name) for name in (ORDERS, of_invoices()))
        assert (order, invoice) == (night[0] + 1181, night[1] + 1181)  # 18 hours, and 100
        (words,) = told()
        assert f"next come order {order} and {of_invoices()}{invoice}" in words
        assert "1,180 of orders and of invoices" in words

    def test_the_control_otherwise_they_are_given_again(self, app, night):
        self.restore(app)
        assert [number_of(name) for name in (ORDERS, of_invoices())] == [n + 1 for n in night]

    def test_a_second_restore_of_the_same_backup_goes_on_above_the_first(self, app, night):
        pause_if_restored(said=True)
        given = [number_of() for _ in range(5)]
        older(ORDERS, night[0])
        for noted in store().list(FOLDER):
            store().delete(noted.key)
        self.in_use(now() - NIGHT - timedelta(minutes=9))  # nine minutes later
        pause_if_restored(said=True)
        assert number_of() == given[0] + 9
        assert number_of() > given[-1]

    def test_it_happens_once(self, app, night):
        self.restore(app)
        pause_if_restored()
        pause_if_restored()
        assert len(told()) == 1

    def test_a_series_that_began_since_is_left_out_of_too(self, app, night):
        db.session.execute(delete(NumberSeries).where(NumberSeries.name == of_invoices()))
        db.session.commit()
        self.restore(app)
        pause_if_restored()
        assert number_of(of_invoices()) == 1181

    def test_a_copy_of_just_now_leaves_out_some_all_the_same(self, app, night):
        """An upgrade that is taken back."""
        self.in_use(now())
        self.restore(app)
        pause_if_restored()
        assert number_of(of_invoices()) == night[1] + 101

    def test_what_is_not_noticed_can_be_said(self, app, night):
        told_ = app.test_cli_runner().invoke(args=["restored"])
        assert told_.exit_code == 0, told_.output
        assert SAID in told_.output
        db.session.rollback()
        assert f"Next come order {night[0] + 1181} and {of_invoices()}1182." in told_.output
        assert shop_settings().pushing_paused
        assert number_of(of_invoices()) == night[1] + 1181

    def test_a_clock_that_was_fast_takes_no_number_back(self, app, night):
        self.in_use(now() + timedelta(hours=5))
        series.leave_out(also_if_in_use=True)
        assert number_of(of_invoices()) == night[1] + series.SPARE + 1
        assert number_of(ORDERS) > night[0] + series.SPARE


class TestAnotherMachine:
    """Its instance folder has never met this database."""

    def joins(self, app, in_use_at):
        pause_if_restored()
        number_of(of_invoices())
        series.keep_noted()
        db.session.execute(update(NumberSeries).values(in_use_at=in_use_at))
        db.session.commit()
        (app.extensions["config"].instance_path / "database.id").unlink()
        assert pause_if_restored()

    def test_that_joins_a_shop_at_work_leaves_no_gap(self, app):
        self.joins(app, now() - timedelta(minutes=1))
        assert number_of(of_invoices()) == 2
        assert told() == []

    def test_a_clock_that_was_fast_is_no_proof_that_somebody_is_at_work(self, app):
        self.joins(app, now() + timedelta(hours=5))
        assert number_of(of_invoices()) == 2 + series.SPARE

    def test_that_has_last_nights_database_does(self, app):
        self.joins(app, now() - NIGHT)
        assert number_of(of_invoices()) == 1182


def test_the_sweep_says_that_the_database_is_in_use(app, queue):
    queue.run(jobs.sweep)
    (row,) = mine(NumberSeries).filter_by(name=ORDERS)
    assert now() - row.in_use_at < timedelta(minutes=1)
    assert number_of() == row.last


@pytest.mark.alone
def test_a_new_shop_leaves_nothing_out(app):
    pause_if_restored(said=True)
    assert told() == []
