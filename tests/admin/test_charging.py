"""What the 4Over part of an item says about the shop's card: the truth in each state."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.clock import now
from storefront.database import db
from storefront.fourover.charge import Charge
from storefront.orders.models import Hold, ItemStatus, LostOrder, Phase, PrintJob, PushAttempt
from tests.factories import a_charge, an_order_item

CARD = "Visa ending in 4242"


@pytest.fixture
def said(staff):
    """Of an item, by its page: what is, will be or may have been charged."""

    def said(item):
        page = staff.get(f"/admin/orders/{item.order.number}").text
        found = re.findall(r"<dt>([\w ]*charged)</dt><dd>([^<]+)</dd>", page, re.IGNORECASE)
        return dict(reversed(found))  # an attempt below has a line of its own

    return said


def an_item(status, *attempts):
    item = an_order_item(status=status)
    for number, values in enumerate(attempts, start=1):
        more = {"number": number, "owner": "me", "card": CARD, "expected": a_charge("44.00")}
        item.attempts.append(PushAttempt(**(more | values)))
    db.session.commit()
    return item


@pytest.mark.parametrize("status", [ItemStatus.WAITING, ItemStatus.READY, ItemStatus.HELD])
@pytest.mark.parametrize("attempts", [[], [{"phase": Phase.NOT_SENT}], [{"phase": Phase.REFUSED}]])
def test_what_is_still_to_be_sent_names_the_card_that_will_be_charged(said, status, attempts):
    assert list(said(an_item(status, *attempts))) == ["To be charged"]


@pytest.mark.parametrize("attempts", [[], [{"phase": Phase.REFUSED}]])
def test_nothing_is_charged_for_what_was_cancelled_before_4over_took_it(said, attempts):
    item = an_item(ItemStatus.CANCELLED, *attempts)
    assert said(item) == {"Charged": "nothing: 4Over does not have the order"}


@pytest.mark.parametrize("status", [ItemStatus.IN_PRODUCTION, ItemStatus.CANCELLING])
def test_what_4over_has_is_charged(said, status):
    item = an_item(status, {"phase": Phase.ACCEPTED, "charged": Decimal("43.21")})
    assert said(item)["Charged"] == f"$43.21 to {CARD}"


def test_what_is_to_be_sent_says_what_is_expected_with_4overs_tax(said):
    item = an_item(ItemStatus.READY)
    item.partner_tax = Decimal("2.96")
    db.session.commit()
    expected = (
        f"about $46.96, with 4Over's tax (or $48.07 if it taxes shipping), to {item.order.charge}"
    )
    assert said(item) == {"To be charged": expected.replace("'", "&#39;")}


def test_what_is_held_as_dearer_says_what_it_costs_now(said):
    item = an_item(ItemStatus.HELD)
    item.hold, item.asked_cost, item.partner_tax = Hold.DEARER, Decimal("64.00"), Decimal("2.96")
    db.session.commit()
    assert said(item)["To be charged"].startswith("about $81.92, with 4Over")


def test_a_sum_that_4over_did_not_name_is_the_expected_one(said):
    item = an_item(ItemStatus.SHIPPED, {"phase": Phase.ACCEPTED})
    assert said(item)["Charged"].startswith(f"about $44.00, plus 4Over&#39;s tax, to {CARD}")


def test_what_4over_took_and_cancelled_is_owed_back(said):
    item = an_item(ItemStatus.CANCELLED, {"phase": Phase.ACCEPTED, "charged": Decimal("44.00")})
    item.print_jobs.append(PrintJob(job_id="Z1-001"))
    db.session.commit()
    assert said(item)["Charged"] == f"$44.00 to {CARD}. 4Over should credit it: see Refunds"


def test_an_answer_that_was_lost_leaves_it_open(said):
    item = an_item(ItemStatus.HELD, {"phase": Phase.UNKNOWN})
    assert "not known yet" in said(item)["Possibly charged"]

    item.attempts[0].ended_at = now()  # a person said that 4Over does not have it
    db.session.commit()
    assert list(said(item)) == ["To be charged"]


def test_staff_look_for_about_the_expected_sum_as_4over_adds_its_tax(staff):
    item = an_item(ItemStatus.HELD, {"phase": Phase.UNKNOWN, "sent_at": now() - timedelta(days=1)})
    item.hold = Hold.UNKNOWN
    db.session.add(LostOrder(reference="9-1", owner="w", sent_at=now(), expected=a_charge("21.55")))
    db.session.commit()

    page = staff.get(f"/admin/orders/{item.order.number}").text
    about = "about $44.00, plus 4Over&#39;s tax"

    assert f"Look for {about} on {CARD}" in page
    assert f"Sending it again charges {about} to {CARD}" in page
    assert page.count("$44.00") == page.count(about) >= 4
    assert "about $21.55, plus 4Over&#39;s tax" in staff.get("/admin/held/").text


def test_where_4over_quoted_its_tax_it_is_in_the_sum_that_staff_look_for(staff, said):
    sent = {"sent_at": now() - timedelta(days=1), "expected": a_charge("44.00", "3.91")}
    item = an_item(ItemStatus.HELD, {"phase": Phase.UNKNOWN} | sent)
    item.hold = Hold.UNKNOWN
    db.session.commit()
    page = staff.get(f"/admin/orders/{item.order.number}").text
    about = "about $47.91, with 4Over&#39;s tax (or $49.38 if it taxes shipping)"

    assert f"Look for {about} on {CARD}" in page
    assert "plus 4Over" not in page
    assert page.count("$47.91") == page.count(about) >= 4
    assert said(item)["Possibly charged"].startswith(about)


@pytest.mark.parametrize(
    ("charged", "tax", "said_of_it"),
    [
        ("45.91", None, "$45.91; $1.91 more than expected: 4Over adds its own tax"),
        ("47.91", "3.91", "$47.91"),
        ("49.38", "3.91", "$49.38; $1.47 of it is tax on shipping that 4Over had not quoted"),
        ("48.82", "3.91", "$48.82; $0.91 more than expected"),
        ("44.00", None, "$44.00"),
        ("43.99", None, "$43.99; $0.01 less than expected"),
    ],
)
def test_a_charge_says_every_cent_of_difference(staff, charged, tax, said_of_it):
    attempt = {"phase": Phase.ACCEPTED, "charged": Decimal(charged)}
    item = an_item(ItemStatus.IN_PRODUCTION, attempt | {"expected": a_charge("44.00", tax)})
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert f"<dt>Charged</dt><dd>{said_of_it}</dd>" in page


@pytest.mark.parametrize(
    ("tax", "words"),
    [
        (
            "3.91",
            (
                "about $47.91, with 4Over&#39;s tax (or $49.38 if it taxes shipping): "
                "goods $32.00, shipping $12.00, tax $3.91"
            ),
        ),
        (None, "about $44.00, plus 4Over&#39;s tax: goods $32.00, shipping $12.00"),
    ],
)
def test_what_was_expected_is_kept_by_its_parts(staff, tax, words):
    attempt = {"phase": Phase.ACCEPTED, "expected": a_charge("44.00", tax)}
    item = an_item(ItemStatus.IN_PRODUCTION, attempt)
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert f"<dt>Expected charge</dt><dd>{words}</dd>" in page


def test_by_its_parts_where_4over_breaks_it_down(staff):
    parts = Charge(Decimal("32.00"), Decimal("11.00"), Decimal("5.82"), Decimal("1.00"))
    attempt = {"phase": Phase.ACCEPTED, "charged": Decimal("48.82"), "breakdown": parts}
    item = an_item(ItemStatus.IN_PRODUCTION, attempt | {"expected": a_charge("44.00", "3.91")})
    said_of_it = (
        "$48.82; $1.00 of it is tax on shipping that 4Over had not quoted; "
        "shipping $1.00 less than expected: $11.00 instead of $12.00; "
        "tax $0.91 more than expected: $5.82 instead of $4.91"
    )
    page = staff.get(f"/admin/orders/{item.order.number}").text
    assert f"<dt>Charged</dt><dd>{said_of_it}</dd>" in page
