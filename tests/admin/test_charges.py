"""The page on which a month's charges are reconciled with the statements of the cards."""

import re
from decimal import Decimal

import pytest

from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus, Phase, PushAttempt
from storefront.times import month_of, today
from tests.factories import a_charge, an_order_item

VISA = "Visa ending in 4242"


def charge(charged="46.96", card=VISA, phase=Phase.ACCEPTED):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    attempt = PushAttempt(number=1, owner="me", phase=phase, sent_at=now(), card=card)
    attempt.expected, attempt.charged = a_charge("44.00", "2.96"), charged and Decimal(charged)
    item.attempts.append(attempt)
    db.session.commit()
    return attempt


def boxes(page):
    return dict(re.findall(r'name="reconciled" value="([^"]+)"( checked)?', page))


def test_many_are_reconciled_with_one_form(staff):
    first, second, third = (f"charge-{charge().id}" for _ in range(3))
    assert boxes(staff.get("/admin/charges/").text) == {first: "", second: "", third: ""}

    answer = staff.post("/admin/charges/reconciliation", data={"reconciled": [first, third]})
    page = staff.get(answer.location).text
    assert "2 reconciled." in page
    assert boxes(page) == {first: " checked", second: "", third: " checked"}
    assert page.count('name="shown"') == 2
    assert "pat@shop.example" in page

    fields = {"shown": [first, third], "reconciled": [second, third]}
    page = staff.post("/admin/charges/reconciliation", data=fields, follow_redirects=True).text
    assert "1 reconciled, 1 taken back." in page
    assert boxes(page) == {first: "", second: " checked", third: " checked"}


def test_who_comes_second_is_told(staff):
    key = f"charge-{charge().id}"
    staff.post("/admin/charges/reconciliation", data={"reconciled": [key]})
    page = staff.post(
        "/admin/charges/reconciliation", data={"reconciled": [key]}, follow_redirects=True
    ).text
    assert "1 had changed meanwhile: look at them again." in page


def test_the_filters_stay(staff):
    key, month = f"charge-{charge().id}", month_of(today())
    card = f"4Over, staging: {VISA}"
    page = staff.get("/admin/charges/", query_string={"card": card, "month": str(month)}).text
    action = re.search(r'action="(/admin/charges/reconciliation[^"]*)"', page)[1].replace(
        "&amp;", "&"
    )
    location = staff.post(action, data={"reconciled": [key]}).location
    assert f"month={month}" in location
    assert "card=4Over" in location


def test_without_a_month_it_is_this_one(staff):
    key = f"charge-{charge().id}"
    page = staff.get("/admin/charges/?month=").text
    assert f"Charges, {month_of(today()).words}" in page
    assert key in boxes(page)
    assert boxes(staff.get("/admin/charges/?month=2020-01").text) == {}


@pytest.mark.parametrize("month", ["x", "0000-01", "9999-12", "2026-13", "2026"])
def test_a_month_that_cannot_be_read_is_not_taken_for_this_one(staff, month):
    answer = staff.get("/admin/charges/", query_string={"month": month})
    assert answer.status_code == 404
    assert f"There is no month “{month}”" in answer.text


def test_cards_differences_and_what_is_open_are_filtered(staff):
    visa, master, dear = charge(), charge(card="Master ending in 1881"), charge("47.00")
    ids = {one: f"charge-{one.id}" for one in (visa, master, dear)}
    staff.post("/admin/charges/reconciliation", data={"reconciled": [ids[visa]]})

    def shown(**filters):
        return set(boxes(staff.get("/admin/charges/", query_string=filters).text)) & {*ids.values()}

    assert shown() == set(ids.values())
    assert shown(card="4Over, staging: Master ending in 1881") == {ids[master]}
    assert shown(show="different") == {ids[dear]}
    assert shown(show="open") == {ids[master], ids[dear]}
    assert "$0.04 more" in staff.get("/admin/charges/?show=different").text


def test_tax_on_shipping_is_no_difference_and_is_told(staff):
    """$2.96 on $32.00 of goods is $1.11 on $12.00 of shipping."""
    taxed = charge("48.07")
    assert boxes(staff.get("/admin/charges/?show=different").text) == {}
    assert "$1.11 tax that was not quoted" in staff.get("/admin/charges/").text
    (line,) = staff.get("/admin/charges/charges.csv").text.splitlines()[1:]
    assert f"{taxed.item.reference}," in line
    assert "46.96,48.07,,1.11,," in line


def test_what_nobody_knows_has_no_box(staff):
    charge(None, phase=Phase.UNKNOWN)
    page = staff.get("/admin/charges/").text
    assert boxes(page) == {}
    assert "not known if charged" in page
    assert "1 uncertain, not in the sums" in page


def test_an_amount_that_nobody_named_is_typed_from_the_statement(staff):
    key, other = f"charge-{charge(None).id}", f"charge-{charge().id}"
    page = staff.get("/admin/charges/").text
    assert re.findall(r'name="(amount-[^"]+)"', page) == [f"amount-{key}"]

    fields = {f"amount-{key}": "4x", "reconciled": [key, other]}
    refused = staff.post("/admin/charges/reconciliation", data=fields)
    assert refused.status_code == 422
    assert "Enter an amount" in refused.text
    assert 'value="4x"' in refused.text
    assert set(boxes(refused.text).values()) == {" checked"}
    assert set(boxes(staff.get("/admin/charges/").text).values()) == {""}

    fields[f"amount-{key}"] = "$47.10"
    page = staff.post("/admin/charges/reconciliation", data=fields, follow_redirects=True).text
    assert "2 reconciled, 1 amount noted." in page
    assert "$47.10" in page
    assert "amount-charge" not in page


def test_the_same_as_a_file(staff):
    attempt = charge("47.00")
    staff.post("/admin/charges/reconciliation", data={"reconciled": [f"charge-{attempt.id}"]})
    file = staff.get("/admin/charges/charges.csv")
    assert file.headers["Content-Disposition"].endswith(f"charges-{month_of(today())}.csv")
    (line,) = file.text.splitlines()[1:]
    assert f'{attempt.item.reference},,"4Over, staging",{VISA},46.96,47.00,0.04,,' in line
    assert line.endswith("pat@shop.example")


def test_a_month_of_many_comes_in_pages(staff):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    many = [
        PushAttempt(number=n, owner="me", phase=Phase.ACCEPTED, sent_at=now(), card=VISA)
        for n in range(1, 252)
    ]
    for one in many:
        one.charged = Decimal("1.00")
    item.attempts += many
    db.session.commit()
    page = staff.get("/admin/charges/").text
    assert len(boxes(page)) == 100
    assert "$251.00" in page
    assert len(boxes(staff.get("/admin/charges/?page=3").text)) == 51
