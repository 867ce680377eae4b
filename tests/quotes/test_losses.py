"""Which prices a markup would take under cost: counted before it is saved."""

from decimal import Decimal

import pytest

from storefront.accounts.models import UserGroup
from storefront.catalog.models import ProductGroup
from storefront.database import db
from storefront.partner.models import Environment
from storefront.quotes.losses import losses_of_rule, losses_of_settings
from storefront.quotes.markup import Rule
from storefront.quotes.models import MarkupRule
from tests.factories import a_product, a_spec

NEWEST = 2**31


def of_rule(percent="0", fixed="0", minimum="0", **more):
    names = {"user_group_id": None, "product_group_id": None, "product_id": None} | more
    sums = {"percent": Decimal(percent), "fixed": Decimal(fixed), "minimum": Decimal(minimum)}
    return losses_of_rule(Rule(NEWEST, **names, **sums, loss_agreed=False))


def of_default(percent):
    return losses_of_settings({"markup_percent": Decimal(percent)})


def products(*costs):
    return [
        a_product(a_spec(uuid=f"costs-{cost}", cost=cost), title=f"Costs {cost}") for cost in costs
    ]


def _saved(row):
    db.session.add(row)
    db.session.commit()
    return row


def test_a_discount_counts_every_product_and_shows_the_ten_that_lose_the_most(app):
    products(*map(str, range(10, 22)))
    found = of_default("-10")
    assert found.products == 12
    assert [loss.product for loss in found.worst] == [f"Costs {n}" for n in range(21, 11, -1)]
    assert found.worst[0][1:3] == (Decimal(21), Decimal("18.90"))


def test_what_is_no_loss_is_none(app):
    products("30")
    assert of_default("0").products == 0
    assert not of_default("0")
    assert not of_rule("-10", minimum="1")
    assert not of_rule("-10", minimum="0.50")
    assert not of_rule("5", fixed="1")
    assert of_rule("-10").products == 1  # the control


def test_an_amount_taken_off_loses_with_the_cheap_alone(app):
    products("3", "30")
    found = of_rule("20", fixed="-5")
    assert [loss.product for loss in found.worst] == ["Costs 3"]


def test_a_share_off_and_an_amount_on_top_lose_with_what_is_dear_in_a_product(app):
    """The least it costs is 30, and that gains; 1,000 with round corners cost 69.50, and lose."""
    products("30", "3")
    found = of_rule("-10", fixed="5")
    assert [loss.product for loss in found.worst] == ["Costs 30"]
    assert found.worst[0].cost == Decimal("69.50")


@pytest.mark.parametrize("markup", [("-10", "0"), ("0", "-1"), ("20", "-15")])
def test_a_product_without_a_known_price_loses_all_the_same(app, markup):
    unknown, _ = products("30", "3000")
    unknown.lowest_cost = None
    db.session.commit()
    found = of_rule(*markup)
    assert "Costs 30" in [loss.product for loss in found.worst]
    assert unknown.id in found.product_ids


def test_what_is_taken_off_may_round_to_nothing_with_the_cheap_and_not_with_the_dear(app):
    """A hundredth of a percent: of 30.00 less than half a cent, of 69.50 more."""
    products("30")
    found = of_default("-0.01")
    assert [(loss.cost, loss.price) for loss in found.worst] == [
        (Decimal("69.50"), Decimal("69.49"))
    ]


def test_one_product_is_enough_to_be_asked_about(app):
    products("3", "30")
    found = of_rule("20", fixed="-5")
    assert (bool(found), found.products) == (True, 1)


def test_a_product_without_a_title_is_called_as_4over_does(app):
    product = a_product()
    assert [loss.product for loss in of_default("-10").worst] == [product.partner_name]


def test_only_products_count_for_which_the_rule_does(app):
    cards = _saved(ProductGroup(name="Cards"))
    mine, other = products("30", "40")
    mine.group_id = cards.id
    a_product(available=False)
    a_product(environment=Environment.PRODUCTION)
    db.session.commit()
    assert [loss.product for loss in of_rule("-5", product_group_id=cards.id).worst] == ["Costs 30"]

    _saved(MarkupRule(percent=Decimal(20), product_id=other.id))
    assert [loss.product for loss in of_rule("-5").worst] == ["Costs 30"]
    assert [loss.product for loss in of_default("-5").worst] == ["Costs 30"]


def test_a_rule_for_a_group_of_customers_is_counted_as_they_are_priced(app):
    trade = _saved(UserGroup(name="Trade"))
    products("30")
    _saved(MarkupRule(percent=Decimal(20), user_group_id=trade.id))
    assert of_rule("-5", user_group_id=trade.id).products == 1
    assert of_default("-5").products == 1  # for everybody else


def test_another_edition_of_a_rule_stands_in_for_it(app):
    products("30")
    rule = _saved(MarkupRule(percent=Decimal(20)))
    db.session.commit()
    version = Rule(rule.id, None, None, None, Decimal(-1), Decimal(0), Decimal(0), False)
    assert losses_of_rule(version).products == 1


def test_a_discount_is_asked_about_before_there_is_a_catalog(app):
    assert of_default("-1")
    assert of_rule("-1")
    assert not of_rule("-1", fixed="0.50")  # gains with what costs less than 50
    assert not of_rule("0.50", fixed="-1")  # gains with what costs more than 200
    assert of_rule("0", fixed="-1")
    assert of_rule("-1", fixed="0")


@pytest.mark.parametrize(("percent", "paid"), [("-10", "9.00"), ("-100", "0.01")])
def test_shipping_under_cost_is_told_by_a_parcel(app, percent, paid):
    found = losses_of_settings({"shipping_markup_percent": Decimal(percent)})
    assert found
    assert found.products == 0
    assert found.parcel == (Decimal(10), Decimal(paid))
    assert not losses_of_settings({"shipping_markup_percent": Decimal(0)})
