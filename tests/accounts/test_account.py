"""One's own account."""

from storefront.accounts.passwords import check_password
from storefront.audit import AuditEntry
from tests.accounts.conftest import PASSWORD
from tests.factories import a_user, an_order
from tests.neighbors import mine
from tests.refusals import refusal

NEW = "another good password"


def change(browser, current=PASSWORD, password=NEW):
    return browser.post("/account/password", data={"current": current, "password": password})


def test_a_stranger_is_asked_to_sign_in_first(browser):
    answer = browser.get("/account/")

    assert answer.status_code == 302
    assert answer.location == "/login?next=%2Faccount%2F"


def test_the_account_shows_its_own_latest_orders_only(browser, robin):
    mine, theirs = an_order(user=robin), an_order(user=a_user())

    page = browser.login(robin).get("/account/").text

    assert f"/orders/{mine.number}" in page
    assert f"/orders/{theirs.number}" not in page


def test_the_name_can_be_changed_and_is_shown_as_text(browser, robin):
    browser.login(robin).post("/account/name", data={"name": "<b>Robin</b>"})

    assert robin.name == "<b>Robin</b>"
    assert "&lt;b&gt;Robin" in browser.get("/account/").text


def test_a_new_password_signs_out_every_other_browser(app, browser, robin):
    other = app.test_client().login(robin)
    browser.login(robin)

    change(browser)

    assert check_password(robin.password_hash, NEW)
    assert robin.email in browser.get("/account/").text
    assert other.get("/account/").status_code == 302
    assert mine(AuditEntry).one().action == "changed the password"


def test_without_the_present_password_it_stays(browser, robin):
    answer = change(browser.login(robin), current="a wrong old password")

    assert answer.status_code == 422
    assert "That is not your current password." in answer.text
    assert check_password(robin.password_hash, PASSWORD)


def test_a_short_new_password_is_refused(browser, robin):
    answer = change(browser.login(robin), password="short")
    assert refusal(answer, "Use at least 10 characters.") == 422
    assert check_password(robin.password_hash, PASSWORD)
