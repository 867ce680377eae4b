"""A shop of an earlier release, with its orders and settings, goes on working in this one.

`releases/` holds what such a shop had in its database, named after its last migration.
"""

import base64
import json
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import DateTime, LargeBinary, MetaData, insert, select, text

from storefront import create_app, jobs
from storefront.accounts.models import User
from storefront.artwork.models import ArtworkFile
from storefront.catalog.models import Workflow
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.fourover.charge import Charge
from storefront.orders.models import ItemStatus, OrderItem
from storefront.orders.pushing.restored import pause_if_restored
from storefront.partner.models import PartnerAccount
from storefront.quotes.models import MarkupRule, TaxRule
from storefront.settings import shop_settings
from tests.conftest import FOUROVER, Given
from tests.fakes import Browser
from tests.stored import path_of

RELEASES = Path(__file__).with_name("releases")
# made up, as everything in there: it opens the stored keys of 4Over
CREDENTIALS_KEY = "bWFkZS11cC1tYWRlLXVwLW1hZGUtdXAtbWFkZS11cC0="


@contextmanager
def app_on(url, folder):
    values = {
        "instance_path": folder / "instance",
        "database_url": url,
        "public_url": "http://shop.test",
        "fourover_staging_url": FOUROVER,
        "credentials_key": CREDENTIALS_KEY,
        "mail_url": (folder / "mail").as_uri(),
    }
    app = create_app(Given(**values))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def upgraded_from(release):
    def upgraded(url, folder):
        with app_on(url, folder):
            upgrade(revision=release.stem)
            load(release)
            upgrade()

    return upgraded


UPGRADED = {path.stem: upgraded_from(path) for path in sorted(RELEASES.glob("*.json"))}


@pytest.fixture(params=UPGRADED)
def app(request, database, tmp_path):
    """A shop of before, upgraded."""
    with app_on(database.made_by(UPGRADED[request.param], tmp_path), tmp_path) as app:
        for file in db.session.scalars(select(ArtworkFile)):
            path_of(file).write_bytes(b"%PDF-1.4 a front")
        yield app


def load(release):
    found = MetaData()
    found.reflect(db.engine)
    rows = json.loads(release.read_text())
    with db.engine.begin() as connection:
        for table in found.sorted_tables:
            for row in rows.get(table.name, []):
                connection.execute(insert(table).values(typed(table, row)))
            if db.engine.dialect.name == "postgresql" and "id" in table.c:
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'),"
                        f' (SELECT coalesce(max(id), 1) FROM "{table.name}"))'
                    )
                )


def typed(table, row):
    kinds = {DateTime: datetime.fromisoformat, LargeBinary: base64.b64decode}
    return {
        name: next(
            (
                read(value)
                for kind, read in kinds.items()
                if value is not None and isinstance(table.c[name].type, kind)
            ),
            value,
        )
        for name, value in row.items()
    }


def item(name):
    (found,) = (one for one in db.session.scalars(select(OrderItem)) if one.reference == name)
    return found


@pytest.fixture
def staff(app):
    return app.test_client().login(person("ada@shop.example"))


def person(email):
    return db.session.scalars(select(User).where(User.email == email)).one()


def test_every_order_stands_where_it_stood(app):
    stood = {one.reference: str(one.status) for one in db.session.scalars(select(OrderItem))}
    assert stood == {
        "2006-1": "in production",
        "2008-1": "ready",
        "2010-1": "waiting",
        "2012-1": "cancelled",
        "2014-1": "held",
        "2016-1": "shipped",
    }
    assert all(one.order.total == Decimal("56.80") for one in db.session.scalars(select(OrderItem)))


def test_what_was_expected_to_be_charged_is_known_by_its_parts(app):
    (attempt,) = (one for one in item("2006-1").attempts if one.sent_at)
    assert attempt.expected == Charge(Decimal("32.00"), Decimal("12.00"))  # 4Over's tax unasked
    assert attempt.reconciled_at is None


def test_what_the_owner_set_is_set(app):
    settings = shop_settings()
    assert (settings.shop_name, settings.markup_percent) == ("Sample Print Shop", Decimal(40))
    assert settings.active
    assert {rule.percent for rule in db.session.scalars(select(MarkupRule))} == {
        Decimal("12.5"),
        Decimal(50),
    }
    assert {rule.rate for rule in db.session.scalars(select(TaxRule))} == {
        Decimal("8.875"),
        Decimal("8.25"),
    }
    (look,) = db.session.scalars(select(Workflow))
    assert [stage.gate for stage in look.stages] == [Gate.FILES, Gate.PAYMENT, Gate.STAFF]
    assert (look.stages[-1].internal, look.stages[-1].customer) == (
        "To look at",
        "We look at your files",
    )
    assert {account.private_key for account in db.session.scalars(select(PartnerAccount))} == {
        "private-key"
    }


def test_staff_find_and_open_every_order(app, staff):
    for number in ("2006", "2008", "2010", "2012", "2014", "2016"):
        page = staff.get(f"/admin/orders/{number}")
        assert page.status_code == 200
        assert f"{number}-1" in page.text
    found = staff.get("/admin/orders/?q=zebra")
    assert "2016" in found.text
    assert "2008" not in found.text
    assert "$56.80" in staff.get("/admin/refunds/?status=settled").text


def test_customers_see_their_orders_and_no_one_elses(app):
    customer = app.test_client().login(person("rita@customer.example"))
    page = customer.get("/orders/2006")
    assert "$56.80" in page.text
    assert customer.get("/orders/2008").status_code == 404


def test_a_product_of_before_costs_what_its_rule_says(app):
    customer = app.test_client().login(person("rita@customer.example"))
    assert "Thick business cards" in customer.get("/catalog/category-1/").text
    assert "$33.75" in customer.get("/products/product-3/").text  # $30.00 and 12.5 %
    assert "$42.00" in app.test_client().get("/products/product-3/").text  # and 40 %


def test_what_waited_is_sent_once_and_what_was_sent_is_not_sent_again(app, fourover, queue):
    assert pause_if_restored() == []
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z3-001")
    fourover.attaches_files()

    queue.run(jobs.sweep)
    queue.run_all()
    queue.run(jobs.sweep)
    queue.run_all()

    assert fourover.count("POST /orders") == 1
    assert item("2008-1").status == ItemStatus.IN_PRODUCTION
    assert [job.job_id for job in item("2008-1").print_jobs] == ["Z3-001"]
    assert [job.job_id for job in item("2006-1").print_jobs] == ["Z1-001"]
