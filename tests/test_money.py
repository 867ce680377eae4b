"""Money as it is written, rounded and kept."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import StatementError

from storefront.database import db
from storefront.money import format_money, round_to_cent
from storefront.orders.models import Order
from storefront.quotes.models import Quote
from tests.factories import a_quote, an_account, an_order
from tests.neighbors import mine


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1234.5", "$1,234.50"),
        ("0.4", "$0.40"),
        ("0", "$0.00"),
        ("-0.01", "-$0.01"),
        ("-1234.5", "-$1,234.50"),
        ("-0.004", "$0.00"),
        ("0.005", "$0.01"),
    ],
)
def test_money_is_written_with_its_sign_before_the_currency(amount, written):
    assert format_money(Decimal(amount)) == written


@pytest.mark.parametrize(("amount", "cents"), [("0.005", "0.01"), ("-0.005", "-0.01")])
def test_half_a_cent_goes_away_from_nothing(amount, cents):
    assert str(round_to_cent(Decimal(amount))) == cents


def test_what_people_pay_is_kept_to_the_cent_and_a_cost_to_its_last_digit(app):
    an_account()
    a_quote(price="1234.56", cost="0.12345678900")
    db.session.expire_all()

    quote = mine(Quote).one()
    assert (str(quote.price), str(quote.cost)) == ("1234.56", "0.12345678900")


@pytest.mark.parametrize("amount", ["10.005", "0.001", "-0.001"])
def test_nobody_can_be_charged_a_part_of_a_cent(app, amount):
    an_account()
    with pytest.raises(StatementError, match="is not a whole number of cents"):
        an_order(total=Decimal(amount))
    db.session.rollback()
    assert mine(Order).count() == 0
