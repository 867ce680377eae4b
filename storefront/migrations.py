"""The steps of the database's tables: what `flask db` needs to know of them.

flask-migrate and Alembic are loaded by the first who asks. Web servers and workers never do, and
are smaller for it by megabytes.
"""

from typing import Any

from flask import Flask

from storefront.config import ROOT
from storefront.extensions import db


def init_app(app: Flask) -> None:
    app.extensions["migrate"] = _Later(app)


class _Later:
    """Stands where flask-migrate looks for its settings, until it does."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate  # not before it is needed

        steps = Migrate(render_as_batch=True, compare_type=True)
        steps.init_app(self._app, db, directory=str(ROOT / "migrations"))
        return getattr(self._app.extensions["migrate"], name)
