"""A form of an order's page that cannot be taken is shown again as it was filled in, its fold open,
with what is wrong at its field."""

from decimal import Decimal

import lxml.html
import pytest

from storefront.orders.models import Hold, ItemStatus
from storefront.payments.models import Payment
from tests.factories import a_payment, an_order
from tests.neighbors import mine

CONTROLS = ".//input[not(@type='hidden')] | .//textarea"


@pytest.fixture
def order(app):
    """One item can be sent again, one canceled, one moved by hand; more was paid than is owed."""
    order = an_order(items=2)
    order.items[0].status, order.items[0].hold = ItemStatus.HELD, Hold.REFUSED
    a_payment(order, amount=order.total + Decimal("82.95"), reference=None)
    return order


def forms(answer):
    """Those with something to fill in, by their addresses."""
    page = lxml.html.fromstring(answer.text)
    every = [form for form in page.xpath("//main//form[@method='post']") if form.xpath(CONTROLS)]
    return {form.get("action"): form for form in every}


def test_every_form_keeps_what_was_typed_when_something_is_missing(staff, order):
    tried = 0
    for address, form in forms(staff.get(f"/admin/orders/{order.number}")).items():
        typed = {field.get("name"): f"typed {field.get('name')}" for field in form.xpath(CONTROLS)}
        missing = "reason" if "reason" in typed else "amount" if "amount" in typed else None
        if missing is None:
            continue
        answer = staff.post(address, data=typed | {missing: " "})

        assert answer.status_code == 422, address
        again = forms(answer)[address]
        assert not again.xpath("ancestor::details[not(@open)]"), address
        for field in again.xpath(CONTROLS):
            name = field.get("name")
            if field.get("type") == "checkbox":
                assert field.get("checked") is not None, (address, name)
            elif name == missing:
                assert field.get("aria-invalid"), (address, name)
                assert again.get_element_by_id(field.get("aria-describedby").split()[-1]).text
            else:
                assert (field.value or "").strip() == typed[name], (address, name)
        tried += 1
    assert tried > 4


def test_a_payment_said_to_be_too_much_is_recorded_as_it_was_typed(staff, app):
    order = an_order()
    address = f"/admin/orders/{order.number}/receipts"
    more = order.total + Decimal("7.95")

    refused = staff.post(address, data={"amount": f"{more}", "note": "Check 7"})
    form = forms(refused)[address]
    assert refused.status_code == 422
    assert "check the box below" in form.xpath("string()")
    staff.post(address, data=dict(form.form_values()) | {"too_much": "y"})

    assert [(p.amount, p.note) for p in mine(Payment)] == [(more, "Check 7")]


def test_a_refund_that_is_more_than_can_be_granted_is_asked_again(staff, order):
    address = f"/admin/orders/{order.number}/refunds"
    item = order.items[1].position
    said = {"amount": "9999.00", "reason": "Late.", "item": f"{item}"}

    refused = staff.post(address, data=said)
    form = forms(refused)[address]

    assert refused.status_code == 422
    assert {name: dict(form.form_values())[name] for name in said} == said
    assert not form.xpath("ancestor::details[not(@open)]")
