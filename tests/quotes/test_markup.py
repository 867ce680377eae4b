"""Which rule makes the price, and that it says so."""

from decimal import Decimal

import pytest

from storefront.accounts.models import UserGroup
from storefront.catalog.models import ProductGroup
from storefront.database import db
from storefront.quotes.markup import Rule, all_rules, markup_for
from storefront.quotes.models import MarkupRule
from tests.factories import a_product, a_user, with_settings
from tests.quotes.counting import statements


@pytest.fixture
def trade(app):
    return _saved(UserGroup(name="Trade"))


@pytest.fixture
def cards(app):
    return _saved(ProductGroup(name="Cards"))


def a_rule(percent, **more):
    return _saved(MarkupRule(percent=Decimal(percent), **more))


def _saved(row):
    db.session.add(row)
    db.session.commit()
    return row


def test_without_rules_the_default_counts_and_says_so(app):
    with_settings(markup_percent="37.5")
    markup = markup_for(a_product(), None)
    assert (markup.percent, markup.rule) == (Decimal("37.5"), "Default markup: 37.5%")


def test_the_rule_that_names_the_most_wins(trade, cards):
    product, buyer = a_product(group_id=cards.id), a_user(group_id=trade.id)
    a_rule(10)
    a_rule(20, product_group_id=cards.id)
    a_rule(30, user_group_id=trade.id, product_group_id=cards.id)
    a_rule(25, product_id=product.id)

    assert markup_for(product, buyer).percent == 30
    assert markup_for(product, None).percent == 25
    assert markup_for(a_product(group_id=cards.id), None).percent == 20
    assert markup_for(a_product(), a_user()).percent == 10


def test_among_equals_the_customer_counts_before_the_product_and_it_before_its_group(trade, cards):
    product, buyer = a_product(group_id=cards.id), a_user(group_id=trade.id)
    a_rule(10, user_group_id=trade.id)
    a_rule(20, product_id=product.id)
    a_rule(30, product_group_id=cards.id)  # the newest, which decides only between equals
    assert markup_for(product, buyer).percent == 10
    assert markup_for(product, None).percent == 20


def test_of_two_rules_about_the_same_the_newer_counts(app):
    product = a_product()
    a_rule(10, product_id=product.id)
    a_rule(15, product_id=product.id)
    assert markup_for(product, None).percent == 15


def test_a_rule_that_is_off_counts_for_nothing(app):
    a_rule(99, active=False)
    assert markup_for(a_product(), None).percent == 40


def test_a_rule_for_others_counts_for_nothing(trade, cards):
    other = a_product()
    a_rule(99, user_group_id=trade.id)
    a_rule(98, product_group_id=cards.id)
    a_rule(97, product_id=other.id)
    assert markup_for(a_product(), a_user()).percent == 40


def test_the_rule_says_in_words_what_it_does(trade, cards):
    a_rule(
        "12.50",
        user_group_id=trade.id,
        product_group_id=cards.id,
        fixed=Decimal("3.00"),
        minimum=Decimal("8.00"),
    )
    product, buyer = a_product(group_id=cards.id), a_user(group_id=trade.id)
    assert markup_for(product, buyer).rule == (
        "Markup for customers of Trade, products of Cards: 12.5% + $3.00, at least $8.00"
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"percent": 0}, "Markup for everything: 0%"),
        ({"percent": 0, "fixed": Decimal(2)}, "Markup for everything: $2.00"),
        ({"percent": -5, "fixed": Decimal(2)}, "Markup for everything: -5% + $2.00"),
        ({"percent": 100, "minimum": Decimal(1)}, "Markup for everything: 100%, at least $1.00"),
    ],
)
def test_what_a_rule_does_not_say_is_not_in_its_words(app, rule, words):
    a_rule(**rule)
    assert markup_for(a_product(), None).rule == words


def test_a_rule_for_one_product_says_so(app):
    product = a_product()
    a_rule(20, product_id=product.id)
    assert markup_for(product, None).rule == "Markup for this product: 20%"


def test_another_edition_of_a_rule_takes_its_place_and_one_less_is_one_less(app):
    product = a_product()
    old, other = a_rule(20), a_rule(30, product_id=product.id)
    version = Rule(old.id, None, None, product.id, Decimal(25), Decimal(0), Decimal(0), False)
    rules = all_rules()

    assert rules.without(other.id).markup_for(product, None).percent == 20
    with_it = rules.with_rule(version)
    assert with_it.markup_for(a_product(), None).percent == 40  # the old version counts no more
    assert with_it.without(other.id).markup_for(product, None).percent == 25
    assert rules.markup_for(product, None).percent == 30


def test_many_products_are_priced_with_one_question(app):
    products = [a_product() for _ in range(5)]
    a_rule(20, product_id=products[3].id)
    with_settings(markup_percent=40)
    assert all(product.id for product in products)
    with statements() as asked:
        rules = all_rules()
        markups = [rules.markup_for(product, None).percent for product in products]
    assert markups == [40, 40, 40, 20, 40]
    assert len(asked) <= 2  # the rules, and the shop's settings
