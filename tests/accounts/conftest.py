"""A customer with a password of her own."""

import pytest

from storefront.accounts.passwords import hash_password
from storefront.database import db
from tests.factories import a_user

PASSWORD = "a good long password"


@pytest.fixture
def robin(app):
    user = a_user(email="robin@customer.example")
    user.password_hash = hash_password(PASSWORD)
    db.session.commit()
    return user
