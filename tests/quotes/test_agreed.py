"""A yes to selling under cost is for these products by this rule, and for nothing else."""

from decimal import Decimal

import pytest

from storefront.accounts.models import UserGroup
from storefront.catalog.models import ProductGroup
from storefront.database import db
from storefront.partner.models import Environment
from storefront.quotes.agreed import agree_to, agreed_products, all_agreed, may_lose
from storefront.quotes.losses import agree, losses_of_settings, without_yes
from storefront.quotes.markup import markup_for
from storefront.quotes.models import MarkupRule
from storefront.settings import shop_settings
from tests.factories import a_product, a_spec, a_user, with_settings


def _saved(row):
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def products(app):
    return [a_product().id for _ in range(3)]


@pytest.fixture
def rules(app):
    """Two, so that one can be taken for the other."""
    return [_saved(MarkupRule(percent=Decimal(-5), loss_agreed=True)).id for _ in range(2)]


def test_a_yes_by_one_rule_is_none_by_another_or_by_the_default(products, rules):
    one, two, three = products
    agree_to(rules[0], {two, one})
    agree_to(rules[1], {three})
    agree_to(None, {two})

    assert agreed_products(rules[0]) == {one, two}
    assert agreed_products(rules[1]) == {three}
    assert agreed_products(None) == {two}
    assert all_agreed() == {(rules[0], one), (rules[0], two), (rules[1], three), (None, two)}


@pytest.mark.parametrize("which", [0, 1, None])
def test_a_new_yes_takes_the_place_of_the_old_one_by_the_same_rule_alone(products, rules, which):
    mine, *others = sorted({*rules, None}, key=lambda one: one != (which and rules[which]))
    for rule_id in (mine, *others):
        agree_to(rule_id, products[:2])

    agree_to(mine, products[2:])
    assert agreed_products(mine) == {products[2]}
    agree_to(mine, ())
    assert agreed_products(mine) == set()
    assert [agreed_products(other) for other in others] == [set(products[:2])] * 2


def test_a_product_may_be_sold_under_cost_only_with_both_yesses(products, rules):
    product = a_product()
    newest = markup_for(product, None)
    assert newest.rule_id == rules[1]
    assert not may_lose(product.id, newest)

    agree_to(rules[1], {product.id})
    assert may_lose(product.id, newest)
    assert not may_lose(products[0], newest)

    db.session.get(MarkupRule, rules[1]).loss_agreed = False
    db.session.commit()
    assert not may_lose(product.id, markup_for(product, None))


class TestTheDefault:
    def test_is_agreed_to_for_the_products_there_are_and_only_at_that_percentage(self, products):
        agree({"markup_percent": Decimal(-5), "shipping_markup_percent": Decimal(-3)})
        with_settings(markup_percent=-5)

        assert agreed_products(None) == set(products)
        assert shop_settings().shipping_loss_agreed == -3
        product = a_product()
        assert markup_for(product, None).loss_agreed
        assert not may_lose(product.id, markup_for(product, None))  # it came later
        with_settings(markup_percent=-6)
        assert not markup_for(product, None).loss_agreed

    def test_at_cost_is_no_loss_that_anybody_agreed_to(self, products):
        agree({"markup_percent": Decimal(0)})
        with_settings(markup_percent=0)
        assert not markup_for(a_product(), None).loss_agreed
        assert agreed_products(None) == set()

    def test_of_shipping_alone_leaves_the_goods_as_they_are(self, products):
        agree({"markup_percent": Decimal(-5)})
        agree({"shipping_markup_percent": Decimal(20)})
        assert agreed_products(None) == set(products)
        assert shop_settings().shipping_loss_agreed == 0


class TestWithoutAYes:
    def test_each_product_under_cost_is_found_by_the_rule_that_does_it(self, products):
        trade = _saved(UserGroup(name="Trade"))
        rule = _saved(MarkupRule(percent=Decimal(-5), user_group_id=trade.id)).id
        assert without_yes() == {rule: set(products)}

        with_settings(markup_percent=-1)
        assert without_yes() == {rule: set(products), None: set(products)}

        agree_to(rule, products[1:])
        db.session.get(MarkupRule, rule).loss_agreed = True
        agree({"markup_percent": Decimal(-1)})
        db.session.commit()
        assert without_yes() == {rule: {products[0]}}

    def test_what_is_not_for_sale_here_or_has_no_price_is_not_looked_at(self, app):
        a_product(available=False)
        a_product(environment=Environment.PRODUCTION)
        a_product().lowest_cost = None
        db.session.commit()
        with_settings(markup_percent=-5)
        assert without_yes() == {}

    def test_it_is_told_for_groups_that_products_would_be_in(self, products):
        cards = _saved(ProductGroup(name="Cards"))
        rule = _saved(MarkupRule(percent=Decimal(-5), product_group_id=cards.id)).id
        assert without_yes() == {}
        assert without_yes({products[1]: cards.id}) == {rule: {products[1]}}


def test_the_seal_of_a_question_stands_for_its_products(products):
    changed = {"markup_percent": Decimal(-5)}
    before = losses_of_settings(changed)
    assert before.seal == losses_of_settings(changed).seal
    a_product(a_spec(uuid="p-later"))
    assert losses_of_settings(changed).seal != before.seal


def test_what_comes_to_nothing_is_told_apart(products):
    assert losses_of_settings({"markup_percent": Decimal(-100)}).nothing_left
    assert not losses_of_settings({"markup_percent": Decimal(-10)}).nothing_left


def test_a_customer_of_no_group_is_nobody_special(products):
    trade = _saved(UserGroup(name="Trade"))
    _saved(MarkupRule(percent=Decimal(-5), user_group_id=trade.id))
    product = a_product()
    assert markup_for(product, a_user()).user_group_id is None
    assert markup_for(product, a_user(group_id=trade.id)).user_group_id == trade.id
