"""Everybody else: what is in the database of each test before the test begins.

A query that forgets its condition finds them. Nothing here is due, waits for a worker or is shown
to visitors, so a shop that minds its conditions behaves as if it were alone. No two tables share an
id with each other, and no price, name or number is one of the factories'.
"""

import itertools
from collections import defaultdict

import sqlalchemy as sa
from cryptography.fernet import Fernet

from storefront import create_app
from storefront.catalog.models import Product
from storefront.catalog.search_words import index_ids
from storefront.catalog.setting_apart import set_apart
from storefront.clock import Moment
from storefront.config import Config
from storefront.database import Model, db
from storefront.partner.models import Environment
from storefront.settings import StoredSetting
from tests.neighbors.catalogs import catalogs
from tests.neighbors.orders import orders
from tests.neighbors.people import people
from tests.neighbors.values import LONG_AGO

# Their accounts' keys must be read by the app of each test.
CREDENTIALS_KEY = Fernet.generate_key().decode()
NEXT_NUMBER = 1714  # of an order; theirs are 1711 and 1713
_theirs = {}  # the keys of all their rows, by kind


def move_in(folder, url):
    """Fill a database that has all tables and nothing in them."""
    values = {
        "instance_path": folder / "neighbors",
        "database_url": url,
        "public_url": "http://neighbors.test",
        "credentials_key": CREDENTIALS_KEY,
    }
    app = create_app(Config(_env_file=None, **values))
    with app.app_context():
        sa.event.listen(db.session(), "before_flush", _ids_and_times())  # of this session alone
        catalogs()
        orders(*people())
        for environment in Environment:
            set_apart(environment)
        index_ids(list(db.session.scalars(sa.select(Product.id))))
        db.session.execute(sa.delete(StoredSetting))  # the shop is as new
        db.session.commit()
        for mapper in Model.registry.mappers:
            _theirs[mapper.class_] = list(db.session.execute(sa.select(*mapper.primary_key)))
        db.session.remove()
        db.engine.dispose()


def mine(*wanted):
    """A query without the neighbors' rows: of what the test made, and the shop for it."""
    kind = getattr(wanted[0], "class_", wanted[0])  # of a column, or itself
    key = sa.tuple_(*sa.inspect(kind).primary_key)
    return db.session.query(*wanted).where(key.not_in(_theirs.get(kind, [])))


def _ids_and_times():
    """Each table begins at a thousand of its own; and all of it was long ago."""
    tables = itertools.count(7000, 1000)
    following = defaultdict(lambda: itertools.count(next(tables)))

    def give(session, *_):
        for row in session.new:
            columns = row.__mapper__.columns
            if "id" in columns and row.id is None:
                row.id = next(following[type(row)])
            for name, column in columns.items():
                if isinstance(column.type, Moment) and column.default:
                    setattr(row, name, getattr(row, name) or LONG_AGO)

    return give
