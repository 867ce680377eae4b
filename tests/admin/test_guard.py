"""Who may come in: each URL of the staff's pages is opened by everybody."""

import lxml.html
import pytest

from storefront.admin.blueprint import FOR_STAFF
from tests.admin.conftest import filled
from tests.refusals import SENTENCES, refusal

NO_ACCESS = SENTENCES[403]

ARGUMENTS = {"name": "staging", "kind": "workflows", "number": "1042"}


def pages(app, **arguments):
    """Each (endpoint, method, URL) of the staff's pages."""
    found = []
    urls = app.url_map.bind("shop.test")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin."):
            address = urls.build(rule.endpoint, filled(rule, **ARGUMENTS | arguments))
            found += [
                (rule.endpoint, method, address) for method in rule.methods - {"HEAD", "OPTIONS"}
            ]
    assert len(found) > 50
    return found


def test_strangers_are_asked_to_sign_in_everywhere(app, browser):
    for endpoint, method, address in pages(app):
        answer = browser.open(address, method=method)
        assert answer.status_code in (302, 401), f"{method} {endpoint}"
        if answer.status_code == 302:
            assert "/login" in answer.location, f"{method} {endpoint}"


def test_customers_are_turned_away_everywhere(app, customer):
    for endpoint, method, address in pages(app):
        assert refusal(customer.open(address, method=method)) == 403, f"{method} {endpoint}"


def test_staff_come_only_where_a_page_says_so(app, staff):
    for endpoint, method, address in pages(app):
        answer = staff.open(address, method=method)
        refused = NO_ACCESS in answer.text
        assert refused == (answer.status_code == 403), f"{method} {endpoint}"
        assert refused == (endpoint not in FOR_STAFF), f"{method} {endpoint}"


def test_admins_come_in_everywhere_and_find_what_is_there(app, admin, queue, everything, fourover):
    fourover.has_cards()
    found = pages(app, number=everything[0].number)
    for endpoint, method, address in found:
        answer = admin.open(address, method=method)
        status = answer.status_code
        assert status in (200, 302, 409, 422), f"{method} {endpoint}: {status}"
        if answer.mimetype == "text/html" and status != 302:
            assert lxml.html.fromstring(answer.text).text_content().strip(), f"{method} {endpoint}"


def test_the_keys_and_the_settings_are_not_for_staff():
    """The control of the walk above: the set itself says what it should."""
    assert {"admin.orders", "admin.order", "admin.cancel_item", "admin.held"} <= FOR_STAFF
    for name in ("partner", "settings", "users", "markups", "tax", "sync", "edit_product"):
        assert f"admin.{name}" not in FOR_STAFF


@pytest.fixture
def protected(app):
    app.config["WTF_CSRF_ENABLED"] = True


def test_no_act_is_done_without_its_token(app, admin, protected):
    posts = [page for page in pages(app) if page[1] == "POST"]
    for endpoint, method, address in posts:
        assert refusal(admin.open(address, method=method)) == 400, f"{method} {endpoint}"


def test_an_act_is_not_done_by_looking_at_its_address(app, admin):
    both = {}
    for _endpoint, method, address in pages(app):
        both.setdefault(address, set()).add(method)
    acts = [address for address, methods in both.items() if methods == {"POST"}]
    assert acts
    for address in acts:
        assert refusal(admin.get(address)) == 405, address


def test_a_part_of_a_page_gets_no_page_to_sign_in_but_is_told_so(browser):
    whole = browser.get("/admin/sync/")
    part = browser.get("/admin/sync/", headers={"HX-Request": "true"})
    assert (whole.status_code, refusal(part, SENTENCES[400])) == (302, 401)
