"""4Over echoes our signed calls back to us, and no row and no page of ours keeps any of it."""

import json
import re

import pytest
import requests
from sqlalchemy import text

from storefront import jobs
from storefront.accounts.models import Role
from storefront.clock import now
from storefront.database import db
from storefront.fourover.signature import Signature
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import ItemStatus, PrintJob
from tests.factories import (
    R500,
    STANDARD,
    TWO_SIDES,
    a_product,
    a_user,
    an_account,
    an_order,
)

PUBLIC, PRIVATE = "pk-larkspur-2207", "sk/larkspur+very=private-8161"
SIGNATURE = Signature(PUBLIC, PRIVATE)
# Their beginnings, as what we keep of an answer may be cut off
SIGNATURES = [SIGNATURE.of(method)[:12] for method in ("GET", "POST", "DELETE")]
SECRETS = [PUBLIC, PRIVATE[:16], *SIGNATURES]


def echo(request):
    """All that is secret in a call, as an error page of a careless server would show it."""
    return f"no route for {request.url} {request.headers.get('Authorization', '')} {PRIVATE}"


def broken_line(request):
    raise requests.ConnectionError(f"Max retries exceeded with url: {echo(request)}")


FAILURES = {
    "a refusal": lambda r: (400, {}, json.dumps({"status": "error", "message": echo(r)})),
    "keys turned down": lambda r: (401, {}, json.dumps({"message": echo(r)})),
    "too many calls": lambda r: (429, {"X-Was": echo(r)}, json.dumps({"message": echo(r)})),
    "its own error": lambda r: (500, {}, f"<pre>{echo(r)}</pre>"),
    "a page for an answer": lambda r: (200, {}, f"<h1>{echo(r)}</h1>"),
    "a word for an answer": lambda r: (200, {}, json.dumps(echo(r))),
    "another place": lambda r: (302, {"Location": r.url}, ""),
    "errors of an order": lambda r: (
        200,
        {},
        json.dumps({"order_status": "Failed", "job_ids": {}, "errors": [echo(r)]}),
    ),
    "a strange status": lambda r: (200, {}, json.dumps({"entities": [{"status": echo(r)}]})),
    "a broken line": broken_line,
}
ALL = r"/.*"
WRITES = r"/(orders|jobs|files)\b.*"  # a push is well until it comes to these


@pytest.fixture
def account(app):
    account = an_account()
    account.public_key, account.private_key = PUBLIC, PRIVATE
    db.session.commit()
    return account


@pytest.fixture
def fails(fourover):
    def fail(how, path):
        for method in ("GET", "POST", "DELETE"):
            fourover.http.add_callback(
                method, re.compile(re.escape(fourover.url) + path), callback=FAILURES[how]
            )

    return fail


def stored():
    """The whole database as it is stored, past what our types make of it. An account's public key
    is what it is, in its own column."""
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
            for column, value in row.items():
                if (table.name, column) != ("partner_account", "public_key"):
                    yield table.name, column, str(value)


def kept():
    """Where a secret, or the sign of one, is kept."""
    return [row for row in stored() if any(secret in row[2] for secret in SECRETS)]


def assert_nothing_is_kept(*pages):
    assert kept() == []
    for page in pages:
        assert "<h1>" in page
        assert not [secret for secret in SECRETS if secret in page]


def put_into_cart(browser, product):
    choices = {"colorspec": TWO_SIDES, "runsize": R500, "turnaround": STANDARD}
    return browser.post("/cart/items", data={"product": product.slug, **choices})


@pytest.mark.parametrize("how", FAILURES)
def test_an_order_that_meets_nothing_but_echoes_keeps_none(
    app, browser, queue, fourover, fails, account, how
):
    order = an_order(items=3)
    pushed, tracked, cancelled = order.items
    for number, item in enumerate((tracked, cancelled), start=1):
        item.status = ItemStatus.IN_PRODUCTION
        item.print_jobs.append(PrintJob(job_id=f"Z1-00{number}", files_attached_at=now()))
    request_cancellation(cancelled, by="pat@shop.example", reason="the wrong size")
    db.session.commit()
    fourover.has_cards()
    fourover.quotes("32.00")
    fails(how, WRITES)

    queue.run(jobs.push_order_item, pushed.id)
    queue.run(jobs.track_order_item, tracked.id)
    queue.run(jobs.settle_cancellation, cancelled.id)
    queue.run(jobs.sweep)

    asked = set(fourover.calls)
    assert {"POST /orders", "GET /orders/Z1-001/status", "DELETE /orders/Z1-002"} <= asked
    staff = app.test_client().login(a_user(Role.ADMIN))
    paths = (f"/admin/orders/{order.number}", "/admin/held/", "/admin/")
    pages = [staff.get(path) for path in paths]
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert_nothing_is_kept(*(page.text for page in pages))


@pytest.mark.parametrize("how", FAILURES)
def test_nor_does_a_quote_or_a_push_that_cannot_even_ask_for_the_cost(
    browser, queue, fourover, fails, account, how
):
    item = an_order().items[0]
    product = a_product()
    fails(how, ALL)

    page = put_into_cart(browser, product)
    queue.run(jobs.push_order_item, item.id)

    assert page.status_code in (422, 503)
    assert fourover.count("GET /printproducts/productquote")
    assert_nothing_is_kept(page.text)


def test_what_was_kept_would_be_found(account):
    item = an_order().items[0]
    item.note = f"no route for https://fourover.test/x?apikey={PUBLIC}"
    account.test_result = SIGNATURE.of("GET")
    db.session.commit()

    assert set(kept()) == {
        ("order_item", "note", item.note),
        ("partner_account", "test_result", account.test_result),
    }


def test_of_a_refusal_the_rest_is_kept(queue, fourover, fails, account):
    item = an_order().items[0]
    fourover.has_cards()
    fourover.quotes("32.00")
    fails("a refusal", WRITES)

    queue.run(jobs.push_order_item, item.id)

    assert "no route for" in item.note
