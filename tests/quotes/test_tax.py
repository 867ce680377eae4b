"""Sales tax: the narrowest rule of the place the parcel goes to."""

from decimal import Decimal

import pytest

from storefront.accounts.address import PostalAddress
from storefront.database import db
from storefront.quotes.models import TaxRule
from storefront.quotes.tax import Tax, tax_for

GOODS, SHIPPING = Decimal("100.00"), Decimal("10.00")


def a_rule(rate, state="NY", zip_from="", zip_to="", **more):
    db.session.add(
        TaxRule(state=state, zip_from=zip_from, zip_to=zip_to, rate=Decimal(rate), **more)
    )
    db.session.commit()


def tax(zipcode="10118", state="NY", goods=GOODS, **more):
    address = PostalAddress(address="1 Way", city="Place", state=state, zipcode=zipcode, **more)
    return tax_for(address, goods, SHIPPING)


def test_a_state_without_a_rule_has_no_tax(app):
    a_rule("8.875", state="CA")
    assert tax().amount == 0


def test_the_narrowest_range_of_zip_codes_counts_before_the_state(app):
    a_rule("4")
    a_rule("8", zip_from="10000", zip_to="19999")
    a_rule("8.875", zip_from="10100", zip_to="10199", name="New York City")
    assert tax().amount == Decimal("8.88")
    assert tax().name == "New York City"
    assert tax("12000").amount == Decimal("8.00")
    assert tax("06390").amount == Decimal("4.00")


@pytest.mark.parametrize(
    ("zipcode", "amount"), [("10118", "5"), ("10118-1234", "5"), ("10119", "0")]
)
def test_a_rule_may_name_a_single_zip_code(app, zipcode, amount):
    a_rule("5", zip_from="10118", zip_to="10118")
    assert tax(zipcode).amount == Decimal(amount)


def test_a_range_holds_its_first_and_its_last_zip_code(app):
    a_rule("5", zip_from="10118", zip_to="10200")
    codes = ("10117", "10118", "10150", "10200", "10200-9999", "10201")
    assert [str(tax(code).rate) for code in codes] == ["0.00", "5", "5", "5", "5", "0.00"]


def test_a_rule_with_one_zip_code_alone_is_for_that_one(app):
    a_rule("4")
    a_rule("5", zip_from="10118")
    a_rule("6", zip_from="10118", zip_to="10119")
    assert (tax("10118").rate, tax("10119").rate, tax("10120").rate) == (5, 6, 4)


def test_a_range_of_all_zip_codes_counts_before_the_state_and_of_two_alike_the_older(app):
    a_rule("4")
    a_rule("5", zip_from="00000", zip_to="99999")
    a_rule("6", zip_from="00000", zip_to="99999")
    assert tax().rate == 5


def test_the_same_zip_code_of_another_state_is_not_meant(app):
    a_rule("5", state="CT", zip_from="10118", zip_to="10118")
    assert tax().amount == 0


def test_shipping_is_taxed_where_the_rule_says_so_and_all_is_rounded_once(app):
    a_rule("8.875", on_shipping=True)
    assert tax(goods=Decimal("0.10")).amount == Decimal(
        "0.90"
    )  # of 10.10; apart it were 0.01 + 0.89


def test_a_state_is_known_however_it_is_written(app):
    a_rule("5")
    a_rule("9", state="NJ")
    assert tax(state="ny").amount == Decimal("5.00")


def test_abroad_there_is_no_sales_tax(app):
    a_rule("5", state="ON")
    assert tax(state="ON", country="CA").amount == 0
    assert tax(state="ON").amount == Decimal("5.00")  # the control


@pytest.mark.parametrize("on_shipping", [True, False])
@pytest.mark.parametrize("amount", ["0.01", "10.00", "15.37", "99.99"])
def test_the_parts_of_all_items_add_up_to_the_tax(amount, on_shipping):
    tax = Tax(Decimal(amount), on_shipping=on_shipping)
    prices = ["10.00", "20.01", "33.33"]

    parts = tax.split([(Decimal(price), Decimal("12.00")) for price in prices])

    assert sum(parts) == Decimal(amount)
    assert min(parts) >= 0


@pytest.mark.parametrize(
    ("on_shipping", "parts"), [(True, ["6.00", "8.00"]), (False, ["7.00", "7.00"])]
)
def test_shipping_counts_where_it_is_taxed(on_shipping, parts):
    tax = Tax(Decimal("14.00"), on_shipping=on_shipping)
    lines = [(Decimal("50.00"), Decimal("10.00")), (Decimal("50.00"), Decimal("30.00"))]

    assert tax.split(lines) == [Decimal(part) for part in parts]


def test_nothing_is_split_into_nothings():
    assert Tax(Decimal("0.00")).split([(Decimal("0.00"), Decimal("0.00"))]) == [Decimal("0.00")]
