"""No markup sells below cost unless an admin typed yes to what it would do."""

import re
from decimal import Decimal

import pytest

from storefront.audit import AuditEntry
from storefront.quotes.markup import markup_for
from storefront.quotes.models import MarkupRule
from tests.admin.stored import stored
from tests.admin.test_people_and_settings import filled
from tests.factories import a_product, with_settings
from tests.neighbors import mine
from tests.quotes.counting import statements
from tests.refusals import refusal

RULE = {"percent": "-50", "fixed": "0", "minimum": "0", "active": "y"}
SAYS = "This sells for less than 4Over charges"


@pytest.fixture(autouse=True)
def catalog(app):
    return [a_product(title=f"Cards {n}") for n in range(12)]


def yes_to(page, said="yes"):
    """The question's fields, as its page has them."""
    of = re.search(r'name="below_cost_of" value="([^"]*)"', page.text)
    assert of
    return {"below_cost_of": of[1], "below_cost": said}


def test_a_default_of_minus_100_is_asked_about_and_not_saved(admin):
    page = admin.post("/admin/settings", data=filled(markup_percent="-100"))
    assert page.status_code == 422
    assert SAYS in page.text
    assert "12 products" in page.text
    assert "$0.00" in page.text
    assert page.text.count('data-label="Price"') == 10
    assert stored().markup_percent == 40


def test_with_the_yes_it_is_saved_noted_and_known(admin, catalog):
    fields = filled(markup_percent="-5")
    page = admin.post("/admin/settings", data=fields)
    assert admin.post("/admin/settings", data=fields | yes_to(page, " Yes ")).status_code == 302
    assert stored().markup_percent == -5
    assert markup_for(catalog[0], None).loss_agreed
    assert "-5" in mine(AuditEntry).one().detail


def test_a_yes_is_for_what_was_shown_and_no_other(admin):
    page = admin.post("/admin/settings", data=filled(markup_percent="-5"))
    more = admin.post("/admin/settings", data=filled(markup_percent="-50") | yes_to(page))
    assert more.status_code == 422
    assert SAYS in more.text
    assert stored().markup_percent == 40


def test_anything_but_yes_is_no(admin):
    fields = filled(markup_percent="-5")
    page = admin.post("/admin/settings", data=fields)
    again = admin.post("/admin/settings", data=fields | yes_to(page, "no"))
    assert again.status_code == 422
    assert "Type yes to save it" in again.text
    assert stored().markup_percent == 40


def test_what_stays_as_it_is_is_not_asked_about_again(admin, catalog):
    with_settings(markup_percent=-5, markup_loss_agreed=-5)
    answer = admin.post("/admin/settings", data=filled(markup_percent="-5", shop_name="Ada"))
    assert answer.status_code == 302
    assert stored().shop_name == "Ada"
    assert markup_for(catalog[0], None).loss_agreed


def test_a_yes_ends_with_what_it_was_for(admin, catalog):
    with_settings(markup_percent=-5, markup_loss_agreed=-5)
    admin.post("/admin/settings", data=filled(markup_percent="20"))
    assert stored().markup_percent == 20
    assert not markup_for(catalog[0], None).loss_agreed
    again = admin.post("/admin/settings", data=filled(markup_percent="-5"))
    assert refusal(again, SAYS) == 422


def test_shipping_below_cost_is_asked_about_too(admin):
    fields = filled(shipping_markup_percent="-100")
    page = admin.post("/admin/settings", data=fields)
    assert page.status_code == 422
    assert "Every parcel" in page.text
    assert admin.post("/admin/settings", data=fields | yes_to(page)).status_code == 302
    assert stored().shipping_loss_agreed == -100


def test_a_rule_below_cost_is_asked_about_and_saved_with_the_yes(admin, catalog):
    page = admin.post("/admin/markups/new", data=RULE)
    assert page.status_code == 422
    assert SAYS in page.text
    assert mine(MarkupRule).count() == 0

    assert admin.post("/admin/markups/new", data=RULE | yes_to(page)).status_code == 302
    assert mine(MarkupRule).one().loss_agreed
    assert "sells below cost, as agreed" in admin.get("/admin/markups/").text
    assert markup_for(catalog[0], None).loss_agreed


def test_a_rule_that_becomes_worse_is_asked_about_again(admin):
    page = admin.post("/admin/markups/new", data=RULE)
    admin.post("/admin/markups/new", data=RULE | yes_to(page))
    rule = mine(MarkupRule).one()
    worse = RULE | {"percent": "-60"}

    assert admin.post(f"/admin/markups/{rule.id}", data=RULE).status_code == 302  # as it is
    again = admin.post(f"/admin/markups/{rule.id}", data=worse | yes_to(page))
    assert refusal(again, SAYS) == 422
    assert rule.percent == -50
    assert rule.loss_agreed

    admin.post(f"/admin/markups/{rule.id}", data=RULE | {"percent": "30"})
    assert (rule.percent, rule.loss_agreed) == (Decimal(30), False)


def test_trying_a_rule_shows_what_it_would_lose_and_saves_nothing(admin):
    with statements() as asked:
        page = admin.post("/admin/markups/new", data=RULE | {"preview": "1"})
    assert any("FROM markup_rule" in sql for sql in asked)
    assert not any(sql.startswith(("INSERT", "UPDATE", "DELETE")) for sql in asked)
    assert page.status_code == 200
    assert SAYS in page.text
    assert "What would change" in page.text
    assert mine(MarkupRule).count() == 0


def test_the_command_line_needs_a_flag(app):
    flask = app.test_cli_runner()
    told = flask.invoke(args=["set", "markup_percent", "-10"])
    assert told.exit_code == 1
    assert "12 products would be sold for less than 4Over charges." in told.stderr
    assert "--below-cost" in told.stderr
    assert stored().markup_percent == 40

    told = flask.invoke(args=["set", "markup_percent", "-10", "--below-cost"])
    assert told.exit_code == 0
    assert (stored().markup_percent, stored().markup_loss_agreed) == (-10, -10)

    assert flask.invoke(args=["set", "shipping_markup_percent", "-1"]).exit_code == 1
    assert flask.invoke(args=["set", "markup_percent", "10"]).exit_code == 0
