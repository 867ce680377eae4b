"""One customer's first adds in two windows at once: both end in the one open cart.

On SQLite the windows wait for each other anyway; it is PostgreSQL that lets them race.
"""

from decimal import Decimal

import pytest
from flask_login import login_user
from sqlalchemy.exc import IntegrityError

from storefront.accounts.models import User
from storefront.cart import adding
from storefront.cart.current import cart_for_adding
from storefront.cart.models import Cart, CartStatus
from storefront.catalog.models import OwnProduct
from storefront.database import db
from storefront.partner.models import Environment
from tests.factories import a_user
from tests.neighbors import mine


@pytest.fixture
def mug(app):
    row = OwnProduct(slug="mug", title="Mug", price=Decimal("9.50"))
    db.session.add(row)
    db.session.commit()
    return row


def test_what_both_windows_add_is_in_one_cart(app, mug, other_window):
    user, browser, answers = a_user(), app.test_client(), []
    user_id, mug_id = user.id, mug.id
    browser.login(user)
    db.session.rollback()

    with app.test_request_context("/cart/own-items", method="POST"):
        login_user(db.session.get_one(User, user_id))
        adding.add_own(cart_for_adding(), db.session.get_one(OwnProduct, mug_id), 1)
        db.session.flush()
        there = {"product": "mug", "quantity": "2"}
        answers.append(other_window(lambda: browser.post("/cart/own-items", data=there)))
        db.session.commit()

    assert answers[0].result().status_code == 302
    (cart,) = mine(Cart).all()
    assert [(item.own_product_id, item.quantity) for item in cart.items] == [(mug_id, 3)]


def test_looking_for_a_cart_and_then_making_one_would_break_the_one_cart_rule(app, at_once):
    """The control."""
    user_id = a_user().id

    def naive(name, barrier):
        mine = {"user_id": user_id, "environment": Environment.STAGING, "status": CartStatus.OPEN}
        found = db.session.query(Cart).filter_by(**mine).first()
        db.session.rollback()
        barrier.wait()
        try:
            db.session.add(found or Cart(**mine))
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            return "500"
        return "added"

    assert sorted(at_once(naive)) == ["500", "added"]
