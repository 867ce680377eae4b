"""Of what the database refuses, only what may be there already is taken for that."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from storefront.cart.models import Cart
from storefront.database import NotUnique, db, unique
from storefront.orders.models import Order
from storefront.partner.models import Environment
from tests.factories import ADDRESS, a_cart, a_user, an_order


def another(**more):
    values = {"number": "9999", "cart_id": a_cart(status="ordered").id, "ship_to": ADDRESS,
              "email": "kim@customer.example", "environment": "staging", "payment_method": "x",
              **dict.fromkeys(("goods", "shipping", "tax", "total"), Decimal(9))}  # fmt: skip
    return Order(**(values | more))


def add(row):
    with db.session.begin_nested():
        db.session.add(row)


def test_the_same_once_more_is_told(app):
    same = another(number=an_order().number)
    with pytest.raises(NotUnique), unique(Order.number):
        add(same)


def test_the_same_in_another_column_is_a_fault_as_ever(app):
    same, lost = another(secret=an_order().secret), another(cart_id=0)  # there is no such cart
    for row in (same, lost):
        with pytest.raises(IntegrityError), unique(Order.number):
            add(row)


@pytest.mark.parametrize(
    ("columns", "told"),
    [((Cart.user_id, Cart.environment), NotUnique), ((Cart.token,), IntegrityError)],
)
def test_so_is_what_only_two_columns_together_may_not_have_twice(app, columns, told):
    user = a_user()
    a_cart(user=user)
    with pytest.raises(told), unique(*columns):
        add(Cart(user_id=user.id, environment=Environment.STAGING))
