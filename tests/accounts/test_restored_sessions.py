"""A restored backup gives out the same ids again; no session of before becomes somebody else's."""

from storefront.accounts.models import User
from storefront.database import db
from tests.factories import a_user


def is_signed_in(browser):
    return browser.get("/account/").status_code == 200


def test_a_session_of_before_a_restore_is_not_the_next_ones_who_gets_the_id(app):
    mallory = a_user(email="mallory@customer.example")
    browser = app.test_client().login(mallory)
    assert is_signed_in(browser)
    taken = mallory.id

    db.session.delete(mallory)  # the backup does not know her
    db.session.commit()
    ada = a_user(email="ada@shop.example", id=taken)

    assert not is_signed_in(browser)
    ada.session_version = int(browser_version(browser))  # the control: a number that is the same
    db.session.commit()
    assert is_signed_in(browser)


def browser_version(browser):
    with browser.session_transaction() as session:
        return session["_user_id"].partition(":")[2]


def test_ending_sessions_draws_another_number(app):
    user = a_user()
    numbers = {user.session_version}
    for _ in range(5):
        user.end_sessions()
        numbers.add(user.session_version)
    assert len(numbers) == 6
    assert db.session.get(User, user.id) is user
