"""The migrations make the very tables that the models speak of, on both databases."""

import re
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    func,
    insert,
    select,
    text,
)

from storefront import create_app
from storefront.accounts.models import User, UserGroup
from storefront.belonging import database_id, store_id
from storefront.catalog.models import Product, ProductGroup, Workflow
from storefront.catalog.naming import names_of_choices
from storefront.catalog.spec import Option, OptionGroup
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.clock import now
from storefront.config import ROOT
from storefront.database import Model, db
from storefront.orders import arrival
from storefront.orders.models import (
    ItemEvent,
    ItemStatus,
    Notice,
    Order,
    OrderItem,
    OrderSearch,
    PrintJob,
)
from storefront.orders.stages import frozen
from storefront.quotes.models import MarkupRule, Quote
from storefront.settings import StoredSetting
from storefront.storage.opening import store
from tests.conftest import Given
from tests.factories import (
    a_cart,
    a_category,
    a_payment,
    a_product,
    a_quote,
    a_spec,
    a_user,
    an_account,
    an_order_item,
)


@contextmanager
def app_on(url, folder):
    app = create_app(Given(instance_path=folder / "instance", database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def migrate(url, folder):
    with app_on(url, folder):
        upgrade()


@pytest.fixture
def empty(database, tmp_path):
    """An app on a database without any table."""
    with app_on(database.bare(tmp_path), tmp_path) as app:
        yield app


@pytest.fixture
def upgraded(database, tmp_path):
    """On one that all the migrations made."""
    with app_on(database.made_by(migrate, tmp_path), tmp_path) as app:
        yield app


def words_by_order():
    return db.session.execute(select(OrderSearch.order_id, OrderSearch.words)).all()


def words_by_user():
    return db.session.execute(select(User.id, User.found_by)).all()


def differences():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Model.metadata)


def test_migrations_and_models_agree(empty):
    assert differences()  # the control: an empty database does not

    upgrade()

    assert differences() == []


def test_no_migration_lets_the_number_of_a_deleted_row_be_given_again(upgraded):
    first = a_user()
    number = first.id
    db.session.delete(first)
    db.session.commit()
    assert a_user().id > number

    if db.engine.dialect.name == "sqlite":  # altering a table there by copying it forgets this
        made = dict(db.session.execute(text("SELECT name, sql FROM sqlite_master")).all())
        numbered = [
            t for t in Model.metadata.sorted_tables if t.primary_key.columns.keys() == ["id"]
        ]
        assert [t.name for t in numbered if "AUTOINCREMENT" not in made[t.name]] == []
        assert len(numbered) > 20


def test_no_migration_asks_the_shop_of_today_what_to_make_of_the_rows_of_before():
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    texts = {file.name: file.read_text() for file in files}
    assert all('revision = "' in text for text in texts.values())
    assert not [name for name, text in texts.items() if re.search(r"\bstorefront\b", text)]


def test_each_migration_has_a_number_of_its_own_that_its_file_begins_with():
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    named = [re.search(r'^revision = "(\w+)"', file.read_text(), re.MULTILINE)[1] for file in files]
    assert len(set(named)) == len(named) > 1
    assert named == [file.stem.partition("_")[0] for file in files]


def test_every_migration_can_be_taken_back(upgraded):
    downgrade(revision="base")
    upgrade()

    assert differences() == []


def fill():
    """A row in every table, so that each thing that can refer to another does."""
    group = UserGroup(name="Resellers")
    db.session.add_all([group, private := ProductGroup(name="Cards", seen_by=group)])
    db.session.flush()
    product = a_product(group_id=private.id, categories=[a_category()])
    look = Workflow(name="Look", stages=(WorkflowStage(Gate.STAFF, "To look at", "We look"),))
    product.workflow = look
    row = {"stages": frozen(look.stages)}
    order = an_order_item(user=a_user(group_id=group.id), item=row).order
    a_payment(order)
    a_cart(a_quote(product), user=a_user())
    rule = {"product_group_id": private.id, "user_group_id": group.id, "percent": Decimal(10)}
    db.session.add(MarkupRule(**rule))
    db.session.commit()
    found = MetaData()
    found.reflect(db.engine)
    for table in found.sorted_tables:
        if not db.session.execute(select(func.count()).select_from(table)).scalar():
            db.session.execute(insert(table).values(a_row_of(table)))
    db.session.commit()


def a_row_of(table):
    by_kind = {
        Integer: 1,
        Boolean: False,
        DateTime: datetime(2026, 1, 5),  # noqa: DTZ001 - as stored
        Date: date(2026, 1, 5),
        LargeBinary: b"",
    }
    return {
        column.name: next((v for kind, v in by_kind.items() if isinstance(column.type, kind)), "1")
        for column in table.columns
        if not (column.nullable and not column.foreign_keys)
    }


def counted():
    found = MetaData()
    found.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar()
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def test_a_full_database_is_taken_back_step_by_step_and_brought_here_again(upgraded):
    fill()
    before = counted()
    assert min(before.values()) > 0
    db.session.remove()

    scripts = ScriptDirectory.from_config(upgraded.extensions["migrate"].migrate.get_config())
    for script in list(scripts.walk_revisions())[:-1]:
        downgrade(revision=script.down_revision)
    kept = counted()
    del kept["page_version"]  # the edition takes its place
    upgrade()

    assert differences() == []
    after = counted()
    assert {name: after[name] for name in kept} == kept
    assert {name: before[name] for name in kept} == kept


def test_orders_and_people_of_before_are_found_as_well(upgraded):
    item = an_order_item(user=a_user(email="conor@shop.example"))
    item.print_jobs.append(PrintJob(job_id="Z1-001", tracking="1Z9 1Z10"))
    db.session.commit()
    nobody_else = an_order_item(ship_to={"company": "Only this"}).order.id
    words, names = dict(words_by_order()), dict(words_by_user())
    assert " robin sample 2125550142 350fifthavenue newyork ny 10118 " in words[item.order_id]
    db.session.remove()

    scripts = ScriptDirectory.from_config(upgraded.extensions["migrate"].migrate.get_config())
    (theirs,) = (found for found in scripts.walk_revisions() if "found_by" in found.path)
    downgrade(revision=theirs.down_revision)
    upgrade()

    assert {id_: set(said.split()) for id_, said in words_by_order()} == {
        id_: set(said.split()) for id_, said in words.items()
    }
    assert "onlythis" in dict(words_by_order())[nobody_else]
    assert dict(words_by_user()) == names
    assert " conorshopexample patsample" in names.values()


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        ("leaflet = flyer", "leaflet = flyer"),
        ("leaflet = flyer menu ~ brochure", None),  # were two lines: which is which, none can tell
        ("", None),
    ],
)
def test_search_words_of_before_stay_where_they_are_still_a_list(empty, kept, lines):
    upgrade(revision="0016")
    old = text("INSERT INTO stored_setting (name, value) VALUES ('synonyms', :kept)")
    db.session.execute(old, {"kept": kept})
    db.session.commit()

    upgrade()

    assert db.session.scalar(text("SELECT lines FROM synonym_list")) == lines


def test_products_of_before_are_found_by_what_can_be_chosen_as_well(upgraded):
    described = OptionGroup("g-o", "Orientation", 1, 1, (Option("o", "Portrait"),))
    folds = (Option("n", "No Folding"), Option("t", "", "Tri"))
    named = OptionGroup("g-f", " Folding  ", 1, 1, folds)
    one = a_product(a_spec(groups=[described, named, *a_spec().groups]))
    other = a_product(a_spec("p-2", groups=[described]))
    for product in (one, other):
        product.choices = names_of_choices(product.spec)
    db.session.commit()
    before = dict(db.session.execute(select(Product.id, Product.choices)).all())
    assert "Folding\nTri" in before[one.id]
    assert "Portrait" not in before[one.id]
    db.session.remove()

    downgrade(revision="0006")
    upgrade()

    assert dict(db.session.execute(select(Product.id, Product.choices)).all()) == before


def test_a_shop_of_before_keeps_its_artwork_store(empty):
    upgrade(revision="0014")
    named = {"name": "database_id", "value": "of old"}
    db.session.execute(insert(StoredSetting).values(named))
    db.session.commit()
    db.session.remove()

    upgrade()

    assert store_id() == database_id() == "of old"


def test_pictures_and_snapshots_of_before_are_in_the_store_afterwards(empty):
    instance = empty.extensions["config"].instance_path
    upgrade(revision="0047")
    names = ("images/0a.jpg", "images/0b.png", "snapshots/staging-1.json", "snapshots/staging-1.gz")
    for name in (*names, "images/0c.writing"):
        (instance / name).parent.mkdir(exist_ok=True)
        (instance / name).write_bytes(name.encode())
    store().put("images/0a.jpg", b"images/0a.jpg")  # broken off in the middle
    db.session.remove()

    upgrade()

    assert {file.key for file in store().list(deep=True)} == set(names)
    assert all(store().read(name) == name.encode() for name in names)
    assert [path.name for path in (instance / "images").iterdir()] == ["0c.writing"]


def has_arrived(days=10, status=ItemStatus.DELIVERED, tracking=""):
    """An item that had left or arrived before its mail was known of."""
    item = an_order_item()
    item.status, item.moved_at = status, now() - timedelta(days=days)
    item.print_jobs.append(PrintJob(job_id=f"Z{item.id}", tracking=tracking, status="Delivered"))
    return item


def test_what_arrived_before_the_upgrade_is_not_told_weeks_late(upgraded):
    """Neither what had a tracking number nor what had none, nor what was printed once more; what
    left only now is told as ever."""
    old = [
        has_arrived(),
        has_arrived(status=ItemStatus.SHIPPED),
        has_arrived(tracking="1Z9 1Z10"),
        again := has_arrived(),
    ]
    again.order.items[0].events.append(
        ItemEvent(
            was=ItemStatus.SHIPPED,
            became=ItemStatus.IN_PRODUCTION,
            who="4Over",
            at=now() - timedelta(days=12),
        )
    )
    db.session.add(
        Notice(order=again.order, kind="shipped", position=1, made_at=now() - timedelta(days=20))
    )
    fresh = has_arrived(days=0)
    db.session.commit()
    ids = [item.id for item in old], fresh.id
    db.session.remove()
    downgrade(revision="0015")
    upgrade()

    for item_id in (*ids[0], ids[1]):
        item = db.session.get(OrderItem, item_id)
        owed = db.session.query(Notice).filter_by(order_id=item.order_id).count()
        arrival.tell(item, item.print_jobs)
        db.session.flush()
        now_owed = db.session.query(Notice).filter_by(order_id=item.order_id).count()
        assert now_owed - owed == (item_id == ids[1])
    due = {one.order_id for one in db.session.query(Notice).filter(Notice.sent_at.is_(None))}
    assert fresh.order_id in due
    assert not due & {item.order_id for item in old[:3]}


def test_each_order_of_before_gets_a_secret_of_its_own(upgraded):
    numbers = {an_order_item().order.number for _ in range(3)}
    db.session.remove()
    scripts = ScriptDirectory.from_config(upgraded.extensions["migrate"].migrate.get_config())
    (theirs,) = (found for found in scripts.walk_revisions() if "order_secret" in found.path)
    downgrade(revision=theirs.down_revision)

    upgrade()

    secrets = dict(db.session.execute(select(Order.number, Order.secret)).all())
    assert secrets.keys() == numbers
    assert {len(secret) for secret in secrets.values()} == {32}
    assert len(set(secrets.values())) == len(numbers)


def test_each_quote_of_before_names_its_product_as_4over_does(upgraded):
    an_account()
    quotes = [a_quote().id for _ in range(2)]
    db.session.remove()
    downgrade(revision="0028")

    upgrade()

    named = select(Quote.id).join(Product).where(Quote.product_uuid == Product.uuid)
    assert db.session.scalars(named).all() == quotes
