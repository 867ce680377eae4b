"""Times are stored in UTC, and nobody has to read it: pages, mails, files and filters are in the
shop's zone."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from storefront import jobs, times
from storefront.accounts.models import User
from storefront.database import db
from storefront.orders import notices
from storefront.orders.models import NoticeKind
from storefront.settings import BadSetting, save_setting
from tests.admin.conftest import admin, everything, filled  # noqa: F401 - fixtures
from tests.factories import a_cart, a_quote, an_order, with_settings
from tests.neighbors import mine
from tests.parsing import parsed

ROOT = Path(__file__).parent.parent
NIGHT = datetime(2026, 11, 29, 3, 17, 43, tzinfo=UTC)  # in New York it is still the day before
IN_UTC = re.compile(r"UTC|2026-11-29|Nov(ember)?\.? 29|11/29|\b0?3:17|T03:")
FOR_MACHINES = re.compile(r'<time datetime="[^"]*">|<option [^>]*UTC">')  # names a zone
OWN_WAY = r":[^{}]*%-?[YbBdHIMp]"  # as in {value:%H:%M}
NOT_SHOWN = {  # what may name days and zones without showing any
    "storefront/times.py",
    "storefront/sync/snapshot_store.py",  # a file's name
    "storefront/orders/pushing/journal.py",  # files' names
}


class TestTheShopsClock:
    @pytest.mark.usefixtures("app")
    def test_is_that_of_the_setting(self):
        assert times.moment(NIGHT) == "Nov 28, 2026, 10:17 PM"
        with_settings(time_zone="America/Los_Angeles")
        assert times.moment(NIGHT, zone=True) == "Nov 28, 2026, 7:17 PM PST"
        assert times.moment(NIGHT.replace(month=7), zone=True) == "Jul 28, 2026, 8:17 PM PDT"
        with_settings(time_zone="America/Sao_Paulo")
        assert times.moment(NIGHT, zone=True) == "Nov 29, 2026, 12:17 AM GMT-03"

    @pytest.mark.usefixtures("app")
    @pytest.mark.parametrize("name", ["", "EST5EDT2", "America", "../zoneinfo/UTC", "/etc/passwd"])
    def test_is_a_zone_that_there_is(self, name):
        with pytest.raises(BadSetting):
            save_setting("time_zone", name)

    @pytest.mark.usefixtures("app")
    def test_begins_a_day_at_its_own_midnight_also_when_clocks_change(self):
        assert times.begin_of(date(2026, 11, 1)) == datetime(2026, 11, 1, 4, tzinfo=UTC)
        assert times.begin_of(date(2026, 11, 2)) == datetime(2026, 11, 2, 5, tzinfo=UTC)

    @pytest.mark.usefixtures("app")
    @time_machine.travel(NIGHT, tick=False)
    def test_counts_days_by_midnights(self):
        assert times.ago(NIGHT) == "today"
        assert times.ago(NIGHT.replace(day=28, hour=4)) == "yesterday"
        assert times.ago(NIGHT.replace(day=28, hour=5)) == "today"
        assert times.ago(NIGHT.replace(day=26)) == "3 days ago"


def test_orders_of_a_day_are_those_of_the_shops_day(admin):  # noqa: F811
    link = f"/admin/orders/{an_order(placed_at=NIGHT).number}"

    assert link in admin.get("/admin/orders/?since=2026-11-28").text
    assert link not in admin.get("/admin/orders/?since=2026-11-29").text
    for far in ("0001-01-01", "9999-12-31"):
        assert admin.get(f"/admin/orders/?since={far}").status_code == 200
    for odd in ("2026-02-30", "now"):
        answer = admin.get(f"/admin/orders/?since={odd}")
        assert answer.status_code == 404
        assert f"There is no since “{odd}”" in answer.text


def test_a_time_of_4over_has_no_zone_and_is_read_as_pacific(admin, everything):  # noqa: F811
    page = admin.get(f"/admin/orders/{everything[0].number}").text

    assert "Jan 1, 2026, 1:00 PM" in page  # 2026-01-01 10:00:00
    assert "read as Pacific" in page


@pytest.fixture
def at_night():
    with time_machine.travel(NIGHT, tick=False):
        yield


@pytest.mark.usefixtures("at_night")
class TestNowhereIsUtc:
    """Everything happened in the minute whose hour, and day, are others in New York."""

    def test_on_no_page_and_in_no_file(self, app, admin, queue, everything, fourover):  # noqa: F811
        fourover.has_cards()
        order = everything[0]
        order.user = mine(User).first()
        a_cart(a_quote(), user=order.user, status="saved")
        shown = 0
        for endpoint, address in addresses(app, order.number):
            answer = admin.get(address)
            assert answer.status_code < 500, endpoint
            if answer.mimetype == "application/pdf":  # has no time of day, see payments/invoices
                continue
            text = FOR_MACHINES.sub("", answer.text).replace("UTC</option>", "")
            assert not IN_UTC.search(text), f"{endpoint}: {IN_UTC.search(text)}"
            shown += bool(re.search(r"10:17 PM|Nov 28, 2026|2026-11-28", text))
        assert shown >= 10

    def test_in_no_mail(self, queue, tmp_path):
        with_settings(shop_email="hello@shop.example")
        order = an_order(items=2)
        for kind in NoticeKind:
            notices.owe(order, kind, position=1)
        db.session.commit()
        for notice_id in notices.unsent():
            queue.run(jobs.send_notice, notice_id)
        mails = list((tmp_path / "mail").iterdir())
        assert mails
        for mail in mails:
            text = mail.read_text().partition("\n\n")[2]  # a mail's header has its own form
            assert order.number in text
            assert not IN_UTC.search(text)


def addresses(app, number):
    """Every address that answers a look, filled with what `everything` has."""
    urls = app.url_map.bind("shop.test")
    values = {
        "number": number,
        "name": "staging",
        "kind": "workflows",
        "position": 1,
        "slug": "mug",
    }
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            yield rule.endpoint, urls.build(rule.endpoint, filled(rule, **values))


def spelled_out(path):
    """Each line on which a module writes a time in its own way."""
    for node in ast.walk(parsed(path.read_text())):
        called = isinstance(node, ast.Attribute) and node.attr == "strftime"
        if called or (isinstance(node, ast.JoinedStr) and re.search(OWN_WAY, ast.unparse(node))):
            yield f"{path.relative_to(ROOT)}, line {node.lineno}"


def test_no_module_writes_times_its_own_way():
    modules = [path for path in (ROOT / "storefront").rglob("*.py") if "sandbox" not in path.parts]
    found = [line for path in modules for line in spelled_out(path)]

    assert [line for line in found if line.partition(",")[0] not in NOT_SHOWN] == []
    assert any("times.py" in line for line in found)  # it finds what is there


def test_no_template_writes_times_its_own_way():
    own_way = re.compile(r"strftime|isoformat|\bUTC\b|\.\w+_at\s*(}}|~|\[)")
    for path in (ROOT / "templates").rglob("*.*"):
        text = path.read_text()
        assert not own_way.search(text), f"{path.name}: {own_way.search(text)}"


@pytest.mark.parametrize(
    ("text", "words", "later", "earlier"),
    [
        ("2026-11", "November 2026", "2026-12", "2026-10"),
        ("2026-12", "December 2026", "2027-01", "2026-11"),
        ("2027-01", "January 2027", "2027-02", "2026-12"),
    ],
)
def test_a_month_has_a_name_and_neighbors(app, text, words, later, earlier):
    month = times.Month.read(text)
    assert (str(month), month.words) == (text, words)
    assert (str(month.later(1)), str(month.later(-1))) == (later, earlier)
    assert month.end == month.later(1).begin
    assert times.month_of(times.local(month.begin).date()) == month


def test_a_month_begins_at_the_midnight_of_the_shop(app):
    with_settings(time_zone="America/New_York")
    assert times.Month(2026, 11).begin == datetime(2026, 11, 1, 4, tzinfo=UTC)  # summer time
    assert times.Month(2026, 11).end == datetime(2026, 12, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1x", "November", "2026-11-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match=r"match|remains|month"):
        times.Month.read(text)
