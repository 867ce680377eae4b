"""A tax rule that is changed: what it was, what it becomes, and for which orders."""

from decimal import Decimal

import pytest

from storefront.audit import AuditEntry
from storefront.quotes.models import TaxRule
from tests.factories import an_account, an_order
from tests.forms import forms_of, page_of
from tests.neighbors import mine
from tests.refusals import refusal

ASKED = "/admin/tax/?state=NY&goods=100&shipping=10&zipcode="
CITY = {
    "state": "NY", "zip_from": "10001", "zip_to": "10199", "rate": "8.875", "name": "City tax",
    "on_shipping": "y",
}  # fmt: skip


@pytest.fixture
def rule(admin):
    """Of the city, in a state with a rule of its own."""
    admin.post("/admin/tax/new", data={"state": "NY", "rate": "4", "name": "State tax"})
    admin.post("/admin/tax/new", data=CITY)
    return mine(TaxRule).filter_by(name="City tax").one()


def changes():
    found = mine(AuditEntry).filter_by(action="tax rule changed")
    return [(entry.subject, entry.detail) for entry in found]


def test_the_form_shows_what_the_rule_is(admin, rule):
    address = f"/admin/tax/{rule.id}"
    forms = forms_of(page_of(admin.get(address).text), address)
    assert CITY in [dict(form.fields) for form in forms]


def test_a_change_counts_from_then_on_and_is_noted_with_what_was_before(admin, rule):
    before = admin.get(ASKED + "10118").text

    answer = admin.post(
        f"/admin/tax/{rule.id}", data=CITY | {"rate": "9.5", "zip_to": "10150", "on_shipping": ""}
    )

    assert answer.location == "/admin/tax/"
    assert "$9.76" in before  # 8.875% of 110
    assert "$9.50" in admin.get(ASKED + "10118").text
    assert "$4.00" in admin.get(ASKED + "10160").text
    assert changes() == [
        (
            "NY 10001–10199",
            "zip_to: “10199” → “10150”\nrate: “8.875” → “9.5”\non_shipping: “True” → “False”",
        )
    ]
    page = admin.get("/admin/tax/").text
    assert "10001–10150" in page
    assert "9.5%" in page


def test_orders_placed_keep_their_tax(admin, rule):
    an_account()
    order = an_order(tax=Decimal("5.04"), tax_name="City tax", total=Decimal("61.84"))

    admin.post(f"/admin/tax/{rule.id}", data=CITY | {"rate": "9.5", "name": "New tax"})

    assert (order.tax, order.tax_name, order.total) == (
        Decimal("5.04"), "City tax", Decimal("61.84"),
    )  # fmt: skip
    page = admin.get(f"/admin/orders/{order.number}").text
    assert "City tax" in page
    assert "New tax" not in page


def test_what_is_saved_as_it_was_is_no_change(admin, rule):
    assert admin.post(f"/admin/tax/{rule.id}", data=CITY).location == "/admin/tax/"
    assert changes() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rate": "101"}, "Enter a percentage from 0 to 100"),
        ({"zip_from": ""}, "Enter the first ZIP code, too, or leave both empty."),
        ({"zip_from": "10200"}, "The last ZIP code is before the first."),
        ({"name": ""}, "Enter the name of the tax."),
        ({"zip_from": "", "zip_to": ""}, "There is a rule for NY already (State tax, 4%)."),
    ],
)
def test_a_change_that_cannot_be_leaves_the_rule_as_it_was(admin, rule, wrong, words):
    answer = admin.post(f"/admin/tax/{rule.id}", data=CITY | wrong)

    assert answer.status_code == 422
    assert words in answer.text
    assert (rule.zip_from, rule.zip_to, rule.rate) == ("10001", "10199", Decimal("8.875"))
    assert changes() == []


def test_a_rule_that_is_gone_cannot_be_changed(admin, rule):
    assert refusal(admin.post(f"/admin/tax/{rule.id + 1}", data=CITY)) == 404
