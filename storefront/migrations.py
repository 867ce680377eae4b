"""The steps of the database's tables: what `flask db` is and needs to know.

flask-migrate and Alembic are loaded by the first who asks. Web servers and workers never do, and
are smaller for it by megabytes.
"""

from typing import Any

import click
from flask import Flask

from storefront.config import ROOT
from storefront.database import db


def init_app(app: Flask) -> None:
    app.extensions["migrate"] = _Settings(app)
    app.cli.add_command(_Command("db", help="Perform database migrations."))


class _Settings:
    """Stands where flask-migrate looks for its settings, until it does."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate  # not before it is needed

        steps = Migrate(render_as_batch=True, compare_type=True)
        steps.init_app(self._app, db, directory=str(ROOT / "migrations"))
        return getattr(self._app.extensions["migrate"], name)


class _Command(click.Group):
    """Stands for flask-migrate's command, until it is called."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        from flask_migrate.cli import db as command  # not before it is needed

        context: click.Context = command.make_context(*args, **kwargs)
        return context
