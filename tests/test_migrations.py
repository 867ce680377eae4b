"""The migrations make the very tables that the models speak of, on both databases."""

import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from storefront import create_app
from storefront.config import ROOT, Config
from storefront.extensions import Model, db


@pytest.fixture
def empty(database, tmp_path):
    """An app on a database without any table."""
    url = database.bare(tmp_path)
    app = create_app(Config(_env_file=None, instance_path=tmp_path / "instance", database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Model.metadata)


def test_migrations_and_models_agree(empty):
    assert differences()  # the control: an empty database does not

    upgrade()

    assert differences() == []


def test_every_migration_can_be_taken_back(empty):
    upgrade()
    downgrade(revision="base")
    upgrade()

    assert differences() == []


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
