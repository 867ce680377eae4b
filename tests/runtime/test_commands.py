"""The command line: what an owner does without a browser."""

import pytest
from sqlalchemy import select

from storefront.accounts.models import Role, User
from storefront.accounts.passwords import check_password
from storefront.audit import AuditEntry
from storefront.catalog.models import SyncRun
from storefront.cli import COMMANDS
from storefront.database import db
from storefront.partner.models import PartnerAccount
from storefront.settings import shop_settings
from tests.factories import an_account

KEYS = ["--public-key", "public", "--private-key", "a-private-key"]

pytestmark = pytest.mark.alone


@pytest.fixture
def flask(app):
    """Runs `flask …` as a person would type it."""

    def run(*words, **how):
        return app.test_cli_runner().invoke(args=list(words), **how)

    return run


def the_account():
    return db.session.scalars(select(PartnerAccount)).one()


def test_every_command_is_there_and_says_what_it_does(flask):
    for command in COMMANDS:
        told = flask(command.name, "--help")
        assert told.exit_code == 0, told.output
        assert command.help
        assert command.help.split("\n")[0].endswith(".")


class TestCreateUser:
    def test_somebody_can_sign_in_afterwards(self, flask):
        told = flask("create-user", "Ada@Shop.Test", "--role", "admin", "--password", "long enough")
        assert told.output == "ada@shop.test can sign in as admin.\n"
        user = db.session.scalars(select(User)).one()
        assert user.role == Role.ADMIN
        assert check_password(user.password_hash, "long enough")

    def test_without_a_password_it_is_asked_for_twice(self, flask):
        told = flask("create-user", "cy@shop.test", input="long enough\nlong enough\n")
        assert told.exit_code == 0, told.output
        assert db.session.scalars(select(User)).one().role == Role.CUSTOMER
        assert "long enough" not in told.output

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (["no address", "--password", "long enough"], "such as name@example.com"),
            (["cy@shop.test", "--password", "short"], "at least"),
            (["cy@shop.test", "--role", "king", "--password", "long enough"], "king"),
        ],
    )
    def test_what_cannot_be_is_refused(self, flask, words, why):
        told = flask("create-user", *words)
        assert told.exit_code != 0
        assert why in told.stderr
        assert not db.session.scalars(select(User)).all()

    def test_an_address_is_taken_once(self, flask):
        words = ["create-user", "cy@shop.test", "--password", "long enough"]
        flask(*words)
        told = flask(*words)
        assert told.exit_code == 1
        assert "There is already a user with the email cy@shop.test" in told.stderr


class TestConnect:
    def test_the_keys_are_stored_tested_and_the_card_chosen(self, flask, fourover):
        fourover.has_cards()
        told = flask("connect", *KEYS, "--staging", "--card", "visa-token")
        assert told.exit_code == 0, told.output
        account = the_account()
        assert (account.public_key, account.private_key) == ("public", "a-private-key")
        assert str(account.card) == "Visa ending in 4242"
        assert account.tested_at
        assert not account.test_result

    def test_the_first_card_is_never_the_dummy_if_there_is_another(self, flask, fourover):
        fourover.has_cards()
        flask("connect", *KEYS, "--staging", "--card", "first")
        assert str(the_account().card) == "Visa ending in 4242"

    def test_without_a_card_those_there_are_are_listed(self, flask, fourover):
        fourover.has_cards()
        told = flask("connect", *KEYS, "--staging")
        assert "visa-token  Visa ending in 4242" in told.output
        assert not the_account().card

    def test_keys_that_do_not_work_replace_nothing_and_the_reason_is_told(self, flask, fourover):
        fourover.answers("GET", "/paymentprofiles", status=401, json={"message": "Bad signature"})
        told = flask("connect", *KEYS, "--staging")
        assert told.exit_code == 1
        assert "Bad signature" in told.stderr
        assert "Nothing was changed" in told.stderr
        assert not db.session.scalars(select(PartnerAccount)).all()

    def test_an_outage_says_nothing_of_the_keys_and_keeps_the_present_ones(self, flask, fourover):
        an_account()
        fourover.is_down()
        told = flask("connect", "--public-key", "new", "--private-key", "new", "--staging")
        assert told.exit_code == 1
        assert "could not be tested, and nothing was changed" in told.stderr
        assert (the_account().public_key, str(the_account().card)) == (
            "public",
            "Visa ending in 4242",
        )

    def test_4over_is_active_then_although_the_catalog_comes_only_with_the_sync(
        self, flask, fourover
    ):
        fourover.has_cards()
        told = flask("connect", *KEYS, "--staging", "--card", "first")
        assert "4Over is active: customers see its products after" in told.output
        assert shop_settings().active

    def test_without_a_card_4over_is_not_active(self, flask, fourover):
        fourover.has_cards()
        told = flask("connect", *KEYS, "--staging")
        assert told.exit_code == 0, told.output
        assert "Choose the card that 4Over charges" in told.output
        assert not shop_settings().active

    def test_4over_may_be_left_inactive(self, flask, fourover):
        fourover.has_cards()
        flask("connect", *KEYS, "--staging", "--card", "first", "--inactive")
        assert not shop_settings().active

    def test_production_is_connected_but_the_shop_stays_in_staging_until_told(self, flask, http):
        card = {"profile_token": "live", "last_four": "4242", "type": "Visa"}
        http.get("https://production.fourover.test/paymentprofiles", json={"entities": [card]})
        told = flask("connect", *KEYS, "--production", "--card", "first")
        assert the_account().card
        assert "The shop still uses staging" in told.output
        assert "flask set send_orders_as_test no" in told.output
        assert not shop_settings().active
        assert (
            "4Over is not active in production yet"
            in flask("set", "send_orders_as_test", "no").output
        )
        assert not shop_settings().send_orders_as_test
        assert flask("set", "active", "yes").output == "active is True.\n"

    def test_an_unknown_card_is_refused_with_those_there_are(self, flask, fourover):
        fourover.has_cards()
        told = flask("connect", *KEYS, "--staging", "--card", "no-such")
        assert told.exit_code == 1
        assert "Visa ending in 4242" in told.stderr
        assert not db.session.scalars(select(PartnerAccount)).all()

    def test_the_server_must_be_named(self, flask):
        told = flask("connect", *KEYS)
        assert told.exit_code == 2
        assert "--staging or --production" in told.stderr

    def test_the_private_key_is_neither_shown_nor_noted(self, flask, fourover):
        fourover.has_cards()
        told = flask("connect", *KEYS, "--staging")
        notes = db.session.scalars(select(AuditEntry)).all()
        assert notes
        assert "a-private-key" not in told.output + repr([vars(note) for note in notes])


class TestSet:
    def test_a_setting_is_changed_and_noted(self, flask):
        told = flask("set", "markup_percent", "35")
        assert told.output == "markup_percent is 35.\n"
        assert shop_settings().markup_percent == 35
        assert db.session.scalars(select(AuditEntry)).one().detail == "40 → 35"

    def test_the_rules_of_the_form_count_here_too(self, flask):
        an_account()
        half = ("set", "ship_from_company", "Ada's Prints", "ship_from_city", "Dayton")
        whole = (*half, "ship_from_phone", "(937) 555-0100", "ship_from_address", "1 Main St",
                 "ship_from_state", "oh", "ship_from_zipcode", "45402-0001")  # fmt: skip
        refused = {
            half: "A sender needs all of these",
            ("set", "shop_email", "jörg@shop.example"): "before the @",
            ("set", "default_user_group", "99"): "There is no user group",
            ("set", "default_workflow", "99"): "There is no workflow",
            ("set", "shop_name", ""): "Enter the shop's name",
            ("set", "shop_name"): "NAME VALUE",
        }

        for command, words in refused.items():
            told = flask(*command)
            assert told.exit_code, command
            assert words in told.stderr, command
        assert not db.session.scalars(select(AuditEntry)).all()

        assert flask(*whole).exit_code == 0
        assert (shop_settings().ship_from_state, shop_settings().ship_from_zipcode) == (
            "OH",
            "45402",
        )
        assert flask("set", "shop_name", "Ada's\nPrints").output == "shop_name is Ada's Prints.\n"

    def test_what_needs_an_active_account_waits_for_one(self, flask):
        told = flask("set", "weekly_sync", "yes")
        assert told.exit_code == 1
        assert "once 4Over is active" in told.stderr
        assert flask("set", "pushing_paused", "yes").exit_code == 0

    def test_nobody_is_made_whom_no_mail_can_reach(self, flask):
        told = flask("create-user", "jörg@shop.example", "--password", "a long password")
        assert told.exit_code == 1
        assert "before the @" in told.stderr

    def test_4over_is_not_active_without_an_account(self, flask):
        told = flask("set", "active", "yes")
        assert told.exit_code == 1
        assert "Connect an account for staging" in told.stderr
        assert not shop_settings().active

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("markup_percent", "much"),
            ("markup_percent", "10001"),
            ("markup_percent", "NaN"),
            ("quote_hours", "0"),
            ("active", "perhaps"),
            ("color", "blue"),
        ],
    )
    def test_what_cannot_be_is_refused_by_name(self, flask, name, value):
        told = flask("set", name, value)
        assert told.exit_code == 1
        assert name in told.stderr


def test_a_sync_without_an_account_says_so(flask):
    told = flask("sync")
    assert told.exit_code == 1
    assert "No 4Over account is connected" in told.stderr
    assert not db.session.scalars(select(SyncRun)).all()


def test_a_snapshot_without_its_manifest_is_refused(flask, tmp_path):
    (tmp_path / "staging.ndjson.gz").write_bytes(b"")
    told = flask("snapshot", "apply", str(tmp_path / "staging.ndjson.gz"))
    assert told.exit_code == 1
    assert "staging.json is missing" in told.stderr


def test_a_worker_without_redis_says_so(flask):
    told = flask("worker", "orders")
    assert told.exit_code == 1
    assert "REDIS_URL is not set" in told.stderr


def test_sweep_and_track_can_be_done_by_hand(flask):
    assert flask("sweep").output == "Swept.\n"
    assert flask("track").output == "Asked.\n"
