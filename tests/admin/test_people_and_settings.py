"""Settings, users and groups: what is refused, and what is noted."""

import pytest

from storefront.accounts.models import Role, User
from storefront.accounts.passwords import check_password
from storefront.admin.forms import SETTINGS
from storefront.audit import AuditEntry
from storefront.settings import FOR_PEOPLE, KINDS, BadSetting, ShopSettings, save_setting
from tests.admin.stored import stored
from tests.factories import a_user, with_settings
from tests.neighbors import mine
from tests.refusals import refusal


def filled(**changed):
    """The settings form as a browser would send it."""
    values = {setting.name: getattr(stored(), setting.name) for setting in SETTINGS}
    fields = {name: str(value) for name, value in values.items() if value is not False}
    return {name: value for name, value in (fields | changed).items() if value is not None}


def test_a_setting_is_saved_and_noted_with_what_it_was(admin):
    admin.post("/admin/settings", data=filled(shop_name="Ada's Prints", taking_orders=None))

    assert stored().shop_name == "Ada's Prints"
    assert not stored().taking_orders
    detail = mine(AuditEntry).one().detail
    assert "“Print Shop” → “Ada's Prints”" in detail
    assert "Markup" not in detail


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"markup_percent": "NaN"}, "Enter a percentage from -100 to 10,000"),
        ({"markup_percent": "lots"}, "Enter a percentage from -100 to 10,000"),
        ({"markup_percent": "-101"}, "Enter a percentage from -100 to 10,000"),
        ({"quote_hours": "0"}, "Enter a whole number from 1 to 1,000."),
        ({"quote_hours": "1.5"}, "Enter a whole number from 1 to 1,000."),
        ({"shop_name": ""}, "Enter the shop's name."),
        ({"shop_name": "x" * 201}, "Use at most 200 characters."),
        ({"cost_tolerance_percent": "1e99"}, "Enter a percentage from 0 to 100"),
        ({"time_zone": "Mars/Olympus"}, "Choose one of those listed."),
        ({"sync_hour": "24"}, "Enter a whole number from 0 to 23."),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_saved(admin, wrong, words):
    with_settings(active=True)
    before = stored()

    answer = admin.post("/admin/settings", data=filled(**wrong))

    assert refusal(answer, words) == 422
    assert stored() == before


SENDER = {"company": "Ada's Prints", "phone": "937-555-0100", "address": "1 Main St",
          "city": "Dayton", "state": "OH", "zipcode": "45402"}  # fmt: skip


@pytest.mark.parametrize("lacking", SENDER)
def test_a_sender_is_whole_or_there_is_none(admin, lacking):
    with_settings(active=True)
    sender = {f"ship_from_{name}": value for name, value in SENDER.items()}

    assert admin.post("/admin/settings", data=filled(**sender)).status_code == 302
    half = admin.post("/admin/settings", data=filled(**sender | {f"ship_from_{lacking}": ""}))

    assert half.status_code == 422
    assert "all of these" in half.text
    assert getattr(stored(), f"ship_from_{lacking}") == SENDER[lacking]


@pytest.mark.parametrize(
    ("part", "wrong", "words"),
    [
        ("state", "Ohio", "Use at most 2 characters."),
        ("state", "XX", "Enter the two letters of a state"),
        ("zipcode", "4540", "A ZIP code has five digits"),
        ("phone", "555", "Enter a phone number with its area code"),
        ("address", "x" * 61, "Use at most 60 characters."),
    ],
)
def test_a_sender_is_an_address_like_any_other(admin, part, wrong, words):
    with_settings(active=True)
    sender = {f"ship_from_{name}": value for name, value in SENDER.items()}

    answer = admin.post("/admin/settings", data=filled(**sender | {f"ship_from_{part}": wrong}))

    assert refusal(answer, words) == 422
    assert stored().ship_from_company == ""


def test_a_sender_is_spelled_as_4over_takes_it(admin):
    with_settings(active=True)
    sender = {f"ship_from_{name}": value for name, value in SENDER.items()}
    typed = {"ship_from_state": "oh", "ship_from_zipcode": "454020001",
             "ship_from_phone": "(937) 555-0100"}  # fmt: skip

    admin.post("/admin/settings", data=filled(**sender | typed))

    now = stored()
    assert (now.ship_from_state, now.ship_from_zipcode) == ("OH", "45402")
    assert now.ship_from_phone == "937-555-0100"


def test_what_needs_an_active_account_is_neither_offered_nor_taken_before(admin):
    early = {"weekly_sync": "y", "inline_files": "y", "cost_tolerance_percent": "9"}

    page = admin.get("/admin/settings").text
    admin.post("/admin/settings", data=filled(**early, shop_name="Ada's"))

    for name in early:
        assert f'name="{name}"' not in page
    assert 'name="pushing_paused"' in page
    assert "once 4Over is active" in page
    assert (stored().shop_name, stored().inline_files) == ("Ada's", False)
    with_settings(active=True)
    admin.post("/admin/settings", data=filled(**early))
    assert 'name="weekly_sync"' in admin.get("/admin/settings").text
    assert (stored().weekly_sync, stored().inline_files) == (True, True)
    assert stored().cost_tolerance_percent == 9


def test_a_line_break_does_not_get_into_a_line(admin):
    broken = "Ada's\r\nBcc: x@evil.example\tand\x07 more\u2028lines"

    admin.post("/admin/settings", data=filled(shop_name=broken))

    assert stored().shop_name == "Ada's Bcc: x@evil.example and more lines"


@pytest.mark.parametrize("email", ["jörg@shop.example", "用户@shop.example", "nobody"])
def test_an_address_no_mail_can_go_to_is_refused_wherever_it_is_typed(admin, email):
    user = a_user()

    answers = [
        admin.post("/admin/settings", data=filled(shop_email=email)),
        admin.post(f"/admin/users/{user.id}", data={"email": email, "role": "customer"}),
        admin.post(
            "/admin/users/new", data={"email": email, "role": "staff", "password": "x" * 20}
        ),
    ]

    words = "Enter an email address" if email == "nobody" else "without accents"
    assert [refusal(answer, words) for answer in answers] == [422, 422, 422]
    assert (stored().shop_email, mine(User).count()) == ("", 2)


def test_switches_with_a_page_of_their_own_cannot_be_slipped_in(admin):
    admin.post("/admin/settings", data=filled(send_orders_as_test="", active="y"))

    assert stored().send_orders_as_test
    assert not stored().active


def test_an_admin_makes_a_user_who_can_sign_in(admin):
    fields = {"email": "New@Shop.Example", "role": "staff", "password": "a long password"}

    assert admin.post("/admin/users/new", data=fields).status_code == 302

    user = mine(User).filter_by(email="new@shop.example").one()
    assert user.role == Role.STAFF
    assert check_password(user.password_hash, "a long password")
    again = admin.post("/admin/users/new", data=fields)
    assert refusal(again, "Somebody has this email already.") == 422


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "nobody"}, "Enter an email address"),
        ({"role": "owner"}, "Choose one of those listed."),
        ({"password": "short"}, "Use at least 10 characters."),
    ],
)
def test_a_user_that_cannot_be_is_refused(admin, wrong, words):
    fields = {"email": "new@shop.example", "role": "staff", "password": "a long password"}

    assert refusal(admin.post("/admin/users/new", data=fields | wrong), words) == 422
    assert mine(User).filter_by(email="new@shop.example").count() == 0


def test_the_last_admin_stays_one(admin):
    last = mine(User).filter_by(role=Role.ADMIN).one()
    fields = {"email": last.email, "name": "Ada"}

    words, page = "This is the last admin. Add another one first.", f"/admin/users/{last.id}"
    for change in ({"role": "staff"}, {"role": "admin", "disabled": "y"}):
        assert refusal(admin.post(page, data=fields | change), words) == 422
    assert last.is_admin
    assert not last.disabled


def test_one_of_two_admins_may_go(admin):
    other = a_user(Role.ADMIN)
    fields = {"email": other.email, "role": "customer"}

    assert admin.post(f"/admin/users/{other.id}", data=fields).status_code == 302
    assert other.role == Role.CUSTOMER


def test_a_new_password_ends_all_sessions(app, admin):
    pat = a_user(Role.STAFF)
    browser = app.test_client().login(pat)
    assert browser.get("/admin/").status_code == 200

    admin.post(f"/admin/users/{pat.id}/password", data={"new-password": "another password"})

    assert browser.get("/admin/").status_code == 302
    assert check_password(pat.password_hash, "another password")
    short = admin.post(f"/admin/users/{pat.id}/password", data={"new-password": "short"})
    assert refusal(short, "Use at least 10 characters.") == 422


def test_there_are_no_other_kinds_of_groups(admin):
    assert "New workflow" in admin.get("/admin/groups/workflows/new").text
    assert refusal(admin.get("/admin/groups/nonsense/new")) == 404


@pytest.mark.parametrize("name", sorted(KINDS.keys() - set(FOR_PEOPLE)))
def test_what_the_shop_notes_for_itself_nobody_sets_by_hand(app, name):
    flask = app.test_cli_runner()
    told = flask.invoke(args=["set", name, "-100", "shop_name", "Another"])

    assert told.exit_code == 1
    assert f"There is no setting {name}." in told.stderr
    assert "markup_percent, " in told.stderr  # those that there are
    assert "loss_agreed" not in told.stderr.partition("There are:")[2]
    assert getattr(stored(), name) == getattr(ShopSettings(), name)
    assert stored().shop_name == "Print Shop"
    assert flask.invoke(args=["set", "shop_name", "Another"]).exit_code == 0
    assert stored().shop_name == "Another"


@pytest.mark.parametrize("text", ["two\nlines", "x" * 2001])
def test_a_text_that_is_no_setting_is_refused_and_never_cut_to_fit(app, text):
    with_settings(closed_words="We are back on Monday.")

    with pytest.raises(BadSetting, match="closed_words is one line"):
        save_setting("closed_words", text)

    assert stored().closed_words == "We are back on Monday."
