"""Nothing is deleted before a page has said what that changes, and somebody said yes to just that.

The pages are found by the map of addresses and by links, so that the next one is in it by itself.
"""

import ast
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException

from storefront.accounts.models import Role, UserGroup
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.catalog.models import ProductGroup, TextTemplate, Word, WordKind, Workflow
from storefront.database import Model, db
from storefront.fourover.statuses import JobPhase
from storefront.orders.models import ItemStatus, JobStatus, PrintJob, StatusMeaning
from storefront.quotes.models import MarkupRule, TaxRule
from tests.factories import a_product, a_user, an_order, with_settings
from tests.forms import forms_of, links_of, page_of
from tests.neighbors import mine
from tests.parsing import parsed

ADMIN = Path(__file__).parents[2] / "storefront" / "admin"


@pytest.fixture
def rows(app):
    """One of all that can be deleted, in use by nothing."""
    db.session.add_all(
        [
            TaxRule(state="NY", rate=Decimal("8.875")),
            MarkupRule(percent=Decimal(30)),
            Word(code="dull", kind=WordKind.COATING, words="dull varnish"),
            TextTemplate(family="banners", title="Banner {size}", lead="", text=""),
            StatusMeaning(text="gilded", phase=JobPhase.PRINTING, words="It shines."),
            RulesEdition(overrides=(RuleOverride(rule="spots", level=Level.TELL),)),
            *(kind(name="One") for kind in (ProductGroup, UserGroup, Workflow)),
        ]
    )
    item = an_order(status=ItemStatus.IN_PRODUCTION, own=True).items[0]
    seen = JobStatus(status="Gilded", date_set="2026-01-01 10:00:00")
    item.print_jobs.append(PrintJob(job_id="Z1-001", history=[seen]))
    db.session.commit()


def endpoints(app):
    return {r.endpoint for r in app.url_map.iter_rules() if r.rule.endswith("/deletion")}


def pages_that_delete(app, browser):
    """The endpoint and an address of each, as links lead there."""
    urls = app.url_map.bind("shop.test")
    ahead = [r.rule for r in app.url_map.iter_rules() if r.rule.startswith("/admin")]
    ahead, seen, found = [rule for rule in ahead if "<" not in rule], set(), set()
    while ahead:
        address = ahead.pop()
        try:
            endpoint = urls.match(urlsplit(address).path, "GET")[0]
        except HTTPException:
            continue
        if address in seen or not address.startswith("/admin"):
            continue
        seen.add(address)
        answer = browser.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            if endpoint in endpoints(app):
                found.add((endpoint, address))
            ahead += [link.partition("#")[0] for link in links_of(page_of(answer.text))]
    return sorted(found)


def yes_of(page, address):
    """What the form of the page sends."""
    forms = [dict(form.fields) for form in forms_of(page_of(page.text), address)]
    return next(fields for fields in forms if "yes" in fields)


def counts():
    tables = [table for table in Model.metadata.sorted_tables if table.name != "edition"]
    found = {t.name: db.session.scalar(select(func.count()).select_from(t)) for t in tables}
    db.session.rollback()
    return found


@pytest.mark.alone
def test_every_deletion_says_what_it_changes_and_asks_first(app, admin, rows):
    found = pages_that_delete(app, admin)
    assert {endpoint for endpoint, _ in found} == endpoints(app), "no link leads to these"

    for _, address in found:
        before, page = counts(), admin.get(address)
        yes = yes_of(page, address)
        assert re.search("<h1>Delete .+[?]</h1>", page.text), address
        assert re.search("<h2>What changes</h2>\\s*<ul><li>.+</li></ul>", page.text), address
        assert admin.post(address).status_code == 200, address
        assert admin.post(address, data={"yes": "to something else"}).status_code == 409, address
        assert counts() == before, address

        assert admin.post(address, data=yes).status_code == 302
        now = counts()
        gone = {name for name, many in now.items() if many < before[name]}
        without_it = now["rules_edition"] - before["rules_edition"]  # editions are kept
        assert len(gone) + without_it == 1, address


def test_what_deletes_a_row_asks_first():
    """Who calls `delete` is an address that ends in /deletion, and calls `before_deleting`. A file
    of the store is no row."""
    wrong, seen = [], 0
    for path in sorted(ADMIN.rglob("*.py")):
        for function in ast.walk(parsed(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            said = ast.unparse(function).replace("store().delete(", "")
            if "session.delete(" in said or re.search(r"\bdelete\(", said):
                seen += 1
                if "/deletion'" not in said or "before_deleting(" not in said:
                    wrong.append(f"{path.name}: {function.name}")
    assert seen >= 5
    assert not wrong


def test_a_yes_to_what_has_changed_meanwhile_is_asked_for_again(admin, rows):
    address = f"/admin/tax/{mine(TaxRule).one().id}/deletion"
    before = yes_of(admin.get(address), address)
    mine(TaxRule).one().rate = Decimal(9)
    db.session.commit()

    answer = admin.post(address, data=before)

    assert answer.status_code == 409
    assert "no longer what you were shown" in answer.text
    assert mine(TaxRule).count() == 1


def test_it_says_which_tax_is_charged_then(admin, rows):
    whole = mine(TaxRule).one()
    narrow = TaxRule(state="NY", rate=Decimal(4), name="City", zip_from="10001", zip_to="10118")
    db.session.add(narrow)
    db.session.commit()

    of_zips = admin.get(f"/admin/tax/{narrow.id}/deletion").text
    of_state = admin.get(f"/admin/tax/{whole.id}/deletion").text

    assert "NY 10001–10118 are charged Sales tax, 8.875% instead of City, 4%." in of_zips
    assert "ship to NY are charged no tax instead of Sales tax, 8.875%, except where" in of_state


def test_it_says_what_products_cost_without_a_markup_rule(admin, rows):
    rule = mine(MarkupRule).one()
    a_product(title="Our cards")
    page = admin.get(f"/admin/markups/{rule.id}/deletion").text

    assert "1 product is priced by the next rule that fits" in page
    assert re.search(r"Our cards costs \$\d+\.\d\d instead of \$\d+\.\d\d\.", page)
    rule.active = False
    db.session.commit()
    assert "prices nothing" in admin.get(f"/admin/markups/{rule.id}/deletion").text


def test_what_is_in_use_says_by_what_and_is_not_offered(admin, rows):
    a_product(group=ProductGroup(name="Cards"))
    group = mine(ProductGroup).filter_by(name="Cards").one()
    schools = mine(UserGroup).one()
    a_user(Role.CUSTOMER, group=schools)
    group.seen_by_id = schools.id
    db.session.commit()
    with_settings(default_user_group=schools.id)
    cards = f"/admin/groups/product-groups/{group.id}/deletion"
    users = f"/admin/groups/user-groups/{schools.id}/deletion"

    assert "It is still in use: by 1 product." in admin.get(cards).text
    said = admin.get(users).text
    for what in ("1 user", "1 product group", "the defaults on the Sync page"):
        assert what in said
    assert 'name="yes"' not in said
    assert admin.post(users).status_code == 409
    assert mine(UserGroup).count() == 1
