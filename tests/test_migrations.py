"""The migrations make the very tables that the models speak of, on both databases."""

import os
import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from storefront import create_app
from storefront.accounts.models import User
from storefront.config import ROOT, Config
from storefront.extensions import Model, db
from storefront.orders.models import OrderSearch, PrintJob
from tests.factories import a_user, an_order_item


@pytest.fixture
def empty(database, tmp_path):
    """An app on a database without any table."""
    url = database.bare(tmp_path)
    app = create_app(Config(_env_file=None, instance_path=tmp_path / "instance", database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


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


def test_each_migration_has_a_number_of_its_own_that_its_file_begins_with():
    files = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    named = [re.search(r'^revision = "(\w+)"', file.read_text(), re.MULTILINE)[1] for file in files]
    assert len(set(named)) == len(named) > 1
    assert named == [file.stem.partition("_")[0] for file in files]


def test_every_migration_can_be_taken_back(empty):
    upgrade()
    downgrade(revision="base")
    upgrade()

    assert differences() == []


def test_orders_and_people_of_before_are_found_as_well(empty):
    upgrade()
    item = an_order_item(user=a_user(email="conor@shop.example"))
    item.print_jobs.append(PrintJob(job_id="Z1-001", tracking="1Z9 1Z10"))
    db.session.commit()
    nobody_else = an_order_item(ship_to={"company": "Only this"}).order.id
    words, names = dict(words_by_order()), dict(words_by_user())
    assert " robin sample 2125550142 350fifthavenue newyork ny 10118 " in words[item.order_id]
    db.session.remove()

    scripts = ScriptDirectory.from_config(empty.extensions["migrate"].migrate.get_config())
    (theirs,) = (found for found in scripts.walk_revisions() if "found_by" in found.path)
    downgrade(revision=theirs.down_revision)
    upgrade()

    assert {id_: set(said.split()) for id_, said in words_by_order()} == {
        id_: set(said.split()) for id_, said in words.items()
    }
    assert "onlythis" in dict(words_by_order())[nobody_else]
    assert dict(words_by_user()) == names
    assert " conorshopexample patsample" in names.values()


def test_who_never_migrates_does_not_load_what_that_takes(tmp_path):
    loaded = "import sys, storefront; storefront.create_app(); print('alembic' in sys.modules)"
    apart = os.environ | {"INSTANCE_PATH": str(tmp_path), "ENV_FILE": os.devnull}
    done = subprocess.run(
        [sys.executable, "-c", loaded],
        cwd=ROOT,
        env=apart,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


def test_the_command_line_finds_them_all_the_same(empty):
    asked = empty.test_cli_runner()

    assert asked.invoke(args=["db", "upgrade"]).exit_code == 0
    assert differences() == []
    assert "stamp" in asked.invoke(args=["db", "--help"]).output
