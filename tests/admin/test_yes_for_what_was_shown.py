"""A yes to selling below cost is for the products it was said about: what comes under the rule
later is held before it is sent, and the pages that bring it there say so."""

import io
from decimal import Decimal

import pytest

from storefront.catalog.models import Product, ProductGroup
from storefront.database import db
from storefront.partner.account import shop_account
from storefront.quotes.live import make_quote
from storefront.quotes.markup import markup_for
from storefront.quotes.models import AgreedLoss, MarkupRule
from storefront.quotes.selection import choose, default_picks
from tests.admin.test_below_cost import yes_to
from tests.factories import a_product, a_spec, an_account, with_settings
from tests.forms import say_yes
from tests.neighbors import mine
from tests.refusals import refusal

SAYS = "for less than 4Over charges, and nobody said yes to that"


@pytest.fixture
def sale(app):
    an_account()
    group = ProductGroup(name="Sale")
    db.session.add(group)
    db.session.commit()
    return group


@pytest.fixture
def agreed(app, sale):
    return a_product(a_spec("p-sold", code="SOLD"), group_id=sale.id)


@pytest.fixture
def other(app):
    return a_product(a_spec("p-other", code="OTHER"))


def fields(sale, **more):
    rule = {"percent": "-90", "fixed": "0", "minimum": "0", "active": "y"}
    return rule | {"product_group": str(sale.id)} | more


@pytest.fixture
def rule(admin, sale, agreed, other):
    page = admin.post("/admin/markups/new", data=fields(sale))
    assert admin.post("/admin/markups/new", data=fields(sale) | yes_to(page)).status_code == 302
    return mine(MarkupRule).one()


def lossy(product):
    """Whether its price is under cost and goes to 4Over all the same."""
    markup, selection = markup_for(product, None), choose(product.spec, default_picks(product.spec))
    quote = make_quote(product, selection, Decimal(30), shop_account(), markup)
    assert quote.price == Decimal("3.00")
    return quote.loss_agreed


def by_its_form(admin, sale, other):
    page = {"title": "", "description": "", "sort": "0", "group": str(sale.id)}
    return admin.post(f"/admin/products/{other.id}", data=page, follow_redirects=True)


def with_many(admin, sale, other):
    change = {"group": str(sale.id)}
    told = admin.post("/admin/products/many?q=OTHER", data=change)
    assert SAYS in told.text
    sure = change | {"count": "1", "confirmed": "yes"}
    return admin.post("/admin/products/many?q=OTHER", data=sure, follow_redirects=True)


def by_csv(admin, sale, other):
    file = io.BytesIO(b"code,group\nOTHER,Sale\n"), "products.csv"
    told = admin.post("/admin/products/csv", data={"file": file})
    assert SAYS in told.text
    fields = {name: told.text.split(f'name="{name}" value="')[1].split('"')[0]
              for name in ("file", "fingerprint")}  # fmt: skip
    return admin.post("/admin/products/csv/application", data=fields, follow_redirects=True)


@pytest.mark.parametrize("way", [by_its_form, with_many, by_csv])
def test_a_product_that_is_moved_under_an_agreed_rule_is_not_agreed_to(
    admin, sale, rule, agreed, other, way
):
    page = way(admin, sale, other)
    db.session.expire_all()
    assert db.session.get(Product, other.id).group_id == sale.id
    assert SAYS in page.text
    assert lossy(agreed)  # the control
    assert not lossy(other)
    assert "1 product below cost without a yes" in admin.get("/admin/markups/").text


def test_when_the_rule_in_front_goes_what_it_kept_above_cost_is_not_agreed_to(
    admin, sale, agreed, other
):
    other.group_id = sale.id
    front = MarkupRule(percent=Decimal(40), product_id=other.id)
    db.session.add(front)
    db.session.commit()
    page = admin.post("/admin/markups/new", data=fields(sale))
    admin.post("/admin/markups/new", data=fields(sale) | yes_to(page))
    assert markup_for(other, None).percent == 40

    told = say_yes(admin, f"/admin/markups/{front.id}/deletion")
    assert f"1 product sells {SAYS}" in told.text
    assert lossy(agreed)
    assert not lossy(other)


def test_saving_the_rule_again_asks_about_what_came_and_then_no_more(
    admin, sale, rule, agreed, other
):
    other.group_id = sale.id
    db.session.commit()
    address = f"/admin/markups/{rule.id}"
    page = admin.post(address, data=fields(sale))
    assert page.status_code == 422
    assert "2 products" in page.text
    assert not lossy(other)

    assert admin.post(address, data=fields(sale) | yes_to(page)).status_code == 302
    assert lossy(other)
    assert lossy(agreed)
    assert admin.post(address, data=fields(sale)).status_code == 302  # it is all said


def test_a_yes_typed_before_another_product_came_is_asked_for_again(admin, sale, agreed, other):
    page = admin.post("/admin/markups/new", data=fields(sale))
    other.group_id = sale.id
    db.session.commit()
    again = admin.post("/admin/markups/new", data=fields(sale) | yes_to(page))
    assert refusal(again, "would be sold for less than they cost.") == 422
    assert mine(MarkupRule).count() == 0


def test_the_yes_goes_with_its_rule(admin, rule):
    assert mine(AgreedLoss).count() == 1
    say_yes(admin, f"/admin/markups/{rule.id}/deletion")
    assert mine(MarkupRule).count() == 0
    assert mine(AgreedLoss).count() == 0


def test_a_product_that_comes_under_the_default_later_is_not_agreed_to(app, agreed):
    with_settings(markup_percent=-90, markup_loss_agreed=-90)
    db.session.add(AgreedLoss(product_id=agreed.id))
    db.session.commit()
    new = a_product(a_spec("p-new", code="NEW"))
    assert lossy(agreed)
    assert not lossy(new)
