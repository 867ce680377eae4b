"""What the URL of a page for staff asks for is shown, or refused: nothing else in its place."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from tests.pages.test_every_page import NO_PAGES, pages_of

pytestmark = pytest.mark.parametrize("role", ["admin"])
NONSENSE = "no such thing"
WHATEVER_PEOPLE_TYPE = {  # looked for as it is, and found nowhere
    "q", "card", "category", "code", "family", "was", "text",
    "state", "zipcode", "goods", "shipping",  # of /admin/tax/ they are fields of a form
}  # fmt: skip
ALWAYS_THERE = {"page"}  # of each list: its first or its last, if there is no other
MONTH = "2001-01"


class Noted(ImmutableMultiDict):
    """What a page looks for in its URL."""

    names: set[str] = set()  # noqa: RUF012 - of all of them

    def get(self, key, *args, **how):
        self.names.add(key)
        return super().get(key, *args, **how)

    def getlist(self, key, *args):
        self.names.add(key)
        return super().getlist(key, *args)

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)


@pytest.fixture
def read_by(app, visitor, shop):
    """The names that each address for staff looks for."""
    files = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in NO_PAGES]
    pages = [one[0] for those in pages_of(shop).values() for one in those]
    for_staff = [one for one in pages + files if one.startswith("/admin/") and "<" not in one]

    class Noting(Request):
        @property
        def args(self):
            return Noted(super().args)

    names = {}
    app.request_class = Noting
    for address in dict.fromkeys(urlsplit(one).path for one in for_staff):
        Noted.names.clear()
        visitor.get(address)
        names[address] = {name for name in Noted.names if name.isidentifier()}
    app.request_class = Request
    return names


def test_what_a_list_does_not_know_is_refused(visitor, shop, read_by):
    asked = {f"{address}?{name}={NONSENSE}" for address, names in read_by.items()
             for name in names - WHATEVER_PEOPLE_TYPE - ALWAYS_THERE}  # fmt: skip
    asked |= {f"/admin/products/{page}?state={NONSENSE}" for page in ("", "many", "csv")}
    shown = {address for address in asked if visitor.get(address).status_code != 404}
    assert shown == set()
    assert {"/admin/orders/?needs=" + NONSENSE, "/admin/margins/?by=" + NONSENSE} < asked
    assert len(asked) > 20


def test_all_links_of_a_month_lead_to_that_month(visitor, shop, read_by):
    """Also to its files: an accountant's papers are those of the month on the page."""
    monthly = [address for address, names in read_by.items() if "month" in names]
    pages = [visitor.get(f"{address}?month={MONTH}") for address in monthly if "." not in address]
    links = [unescape(link) for page in pages for link in re.findall('="(/[^"]+)"', page.text)]
    given = [pair for link in links for pair in parse_qsl(urlsplit(link).query)]
    months = [value for name, value in given if name == "month"]
    assert len(pages) == 4
    assert len(months) >= 6
    assert set(months) == {MONTH}
