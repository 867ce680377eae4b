"""New users."""

import pytest

from storefront.accounts.email import BadEmail
from storefront.accounts.models import Role, User, UserGroup
from storefront.accounts.registering import EmailTaken, WeakPassword, create_user
from storefront.database import db
from tests.factories import a_user, with_settings
from tests.neighbors import mine

PASSWORD = "a good long password"


def register(browser, **fields):
    values = {"name": "Robin Sample", "email": "robin@customer.example", "password": PASSWORD}
    return browser.post("/register", data=values | fields)


def the_user():
    return mine(User).one_or_none()


def test_a_visitor_makes_an_account_and_is_signed_in(browser):
    answer = register(browser, email=" Robin@Customer.Example ")

    assert answer.status_code == 302
    assert the_user().email == "robin@customer.example"
    assert the_user().role == Role.CUSTOMER
    assert "robin@customer.example" in browser.get("/account/").text


def test_a_new_customer_is_put_into_the_default_group(browser):
    group = UserGroup(name="Newcomers")
    db.session.add(group)
    db.session.commit()
    with_settings(default_user_group=group.id)

    register(browser)

    assert the_user().group.name == "Newcomers"


def test_without_a_default_group_there_is_none(browser):
    register(browser)

    assert the_user().group is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "too short"}, "Use at least 10 characters."),
        ({"email": "robin"}, "Enter an email address such as name@example.com."),
        ({"email": ""}, "Enter your email address."),
        ({"name": "x" * 121}, "Use at most 120 characters."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nobody_is_made(browser, fields, words):
    answer = register(browser, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert the_user() is None


def test_an_address_that_is_taken_is_refused_in_any_spelling(browser):
    a_user(email="robin@customer.example")

    answer = register(browser, email="ROBIN@customer.example")

    assert answer.status_code == 422
    assert "There is already an account with this email" in answer.text


def test_nobody_registers_as_staff(browser):
    register(browser, role="admin")

    assert the_user().role == Role.CUSTOMER


def test_the_command_line_makes_staff_by_the_same_rules(app):
    create_user("pat@shop.example", PASSWORD, role=Role.STAFF)
    db.session.commit()

    assert the_user().is_staff
    with pytest.raises(EmailTaken):
        create_user("Pat@shop.example", PASSWORD)
    with pytest.raises(WeakPassword):
        create_user("kim@shop.example", "short")
    with pytest.raises(BadEmail):
        create_user("kim", PASSWORD)
