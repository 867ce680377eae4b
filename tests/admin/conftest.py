"""The people behind the staff's door."""

import pytest

from storefront.accounts.models import Role
from tests.factories import a_user


@pytest.fixture
def staff(app):
    return app.test_client().login(a_user(Role.STAFF, "pat@shop.example"))


@pytest.fixture
def admin(app):
    return app.test_client().login(a_user(Role.ADMIN, "ada@shop.example"))


@pytest.fixture
def customer(app):
    return app.test_client().login(a_user(Role.CUSTOMER, "cleo@shop.example"))
