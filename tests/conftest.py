"""What every test stands on: an app with a database of its own, a browser, a queue, a 4Over."""

import gc
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import Context
from copy import deepcopy
from threading import Barrier
from typing import ClassVar

import pytest
import responses
from flask import Flask
from jinja2 import BytecodeCache
from pydantic import BaseModel
from werkzeug.routing import Map

os.environ["ENV_FILE"] = os.devnull  # read as storefront.config is imported

from storefront import create_app
from storefront.clock import now
from storefront.config import Config
from storefront.database import db
from storefront.extensions import limiter
from tests import databases
from tests.fakes import Browser, FakeFourOver, FakeQueue, no_transaction_is_open
from tests.neighbors import CREDENTIALS_KEY

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(databases.FOLDER))

for name in Config.model_fields:  # a test must never tidy the artwork of a real shop
    os.environ.pop(name.upper(), None)

FOUROVER = "https://fourover.test"
A_MOMENT = 0.5  # seconds: enough for another window to come as far as it can


class MapMadeOnce(Map):
    """The URL map. Making it was a third of a test's time: apps of the same rules share one."""

    made: ClassVar = {}

    def __init__(self, **how):
        super().__init__(**how)
        self.rules = []

    def add(self, rule):
        self.rules.append(rule)
        self._remap = True

    def update(self):
        """Called before the map is used."""
        if not self._remap:
            return
        alike = (*self.converters.values(), *(str(vars(rule)) for rule in self.rules))
        if alike not in self.made:
            self.made[alike] = Map(deepcopy(self.rules), converters=self.converters)
            self.made[alike].update()
        self._matcher = self.made[alike]._matcher
        self._rules_by_endpoint = self.made[alike]._rules_by_endpoint
        self._remap = False


Flask.url_map_class = MapMadeOnce


class Given(Config):
    """Of what a test gives, and defaults. To look for each value in the environment, where there is
    none of them, took a third of making an app."""

    def __init__(self, **values):
        BaseModel.__init__(self, **values)


class TemplatesCompiledOnce(BytecodeCache):
    def __init__(self):
        self.known = {}

    def load_bytecode(self, bucket):
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self.known[bucket.key, bucket.checksum] = bucket.code


_templates = TemplatesCompiledOnce()  # each test has an app of its own, and all the same templates


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_collection_modifyitems(config, items):
    """What only PostgreSQL can show is not a test of SQLite's. What has no database in it (sums,
    words, replies, the sandbox) would be the same once more on PostgreSQL, and runs on SQLite."""

    def runs_here(item):
        if config.getoption("--database") == "postgresql":
            return "database" in item.fixturenames
        return not item.get_closest_marker("postgresql")

    config.hook.pytest_deselected(items=[item for item in items if not runs_here(item)])
    items[:] = filter(runs_here, items)


@pytest.fixture(scope="session")
def database(request, tmp_path_factory):
    """Makes a database with all tables and the neighbors, quickly, as often as it is asked."""
    if request.config.getoption("--database") == "sqlite":
        made = nullcontext(databases.SQLite(tmp_path_factory.mktemp("database")))
    else:
        made = databases.PostgreSQL()
    with made as database:
        gc.collect()
        gc.freeze()  # what is there by now stays: it is not looked through again and again
        yield database


@pytest.fixture
def settings():
    """Environment variables for the app of this test: override it in a module or a class."""
    return {}


@pytest.fixture
def app(database, tmp_path, settings, request):
    alone = request.node.get_closest_marker("alone") is not None
    values = {
        "instance_path": tmp_path / "instance",
        "database_url": database.fresh(tmp_path, alone),
        "credentials_key": CREDENTIALS_KEY,
        "public_url": "http://shop.test",
        "fourover_staging_url": FOUROVER,
        "fourover_production_url": "https://production.fourover.test",
        "fourover_reads_per_second": 1000,
        "read_pause_seconds": 0.01,
        "push_leave_seconds": 50,  # a busy machine stands still now and then
        "mail_url": (tmp_path / "mail").as_uri(),
    }
    app = create_app(Given(**{**values, **settings}))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = _templates
    app.test_client_class = Browser
    app.url_defaults(refuse_sequences)
    limiter._storage_dead = False  # one limiter serves every test's app, and may mourn another's
    with app.app_context():
        database.lend(db.engine)
        yield app
        db.session.remove()
        database.take_back(db.engine)
    disturbed = [] if alone else database.disturbed(tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)
    assert not disturbed, "the neighbors' rows are not as they were"


def refuse_sequences(endpoint, values):
    """A URL names each part of it the same way, and whoever reads it takes the first alone."""
    parts = {name: value for name, value in values.items() if isinstance(value, (tuple, list, set))}
    assert not parts, f"A link to {endpoint} carries {parts}."


@pytest.fixture
def browser(app):
    """A stranger's browser."""
    return app.test_client()


@pytest.fixture
def queue(app):
    """Keeps jobs until the test lets them run, as a worker would."""
    queue = FakeQueue(app)
    app.extensions["queue"] = dict.fromkeys(("orders", "catalog"), queue)
    return queue


@pytest.fixture
def http(app):
    """No call leaves the machine, and none may be made while a transaction is open."""
    with responses.RequestsMock(
        assert_all_requests_are_fired=False, response_callback=no_transaction_is_open(app)
    ) as http:
        yield http


@pytest.fixture
def fourover(http):
    return FakeFourOver(http, FOUROVER)


@pytest.fixture
def at_once(app):
    """Runs it in two threads, each with an app context of its own, and returns both answers."""

    def run(act):
        db.session.rollback()
        barrier = Barrier(2, timeout=10)

        def one(name):
            with app.app_context():
                barrier.wait()
                return act(name, barrier)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(one, ["one", "two"]))
        db.session.expire_all()
        return answers

    return run


@pytest.fixture
def somebody_is_quicker(app):
    """Their statement runs just before the next one that does the same to that table, in the middle
    of whatever that one belongs to."""

    def arrange(theirs):
        left = [theirs]

        def before(connection, statement, *_):
            kind = statement.__visit_name__  # such as "update"
            if left and kind == theirs.__visit_name__ and statement.table.name == theirs.table.name:
                connection.execute(left.pop())

        db.event.listen(db.engine, "before_execute", before)

    return arrange


@pytest.fixture
def held_while_the_journal_is_read(app):
    """The journal becomes a pipe, so reading it takes as long as a test likes. Returns how many
    transactions are open meanwhile."""
    path = app.extensions["config"].instance_path / "push-journal" / f"{now():%Y-%m}.ndjson"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)

    def held(seconds=10):
        for _ in range(int(seconds * 100)):
            try:
                pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:  # nobody reads it yet
                time.sleep(0.01)
                continue
            found = db.engine.pool.checkedout()
            os.close(pipe)
            return found
        pytest.fail("nobody reads the journal")

    return held


@pytest.fixture
def other_window(app):
    """Begins something there, and returns how it will end."""

    def inside(act, values):
        with app.app_context():
            return act(*values)

    with ThreadPoolExecutor(1) as thread:

        def begin(act, *values):
            begun = thread.submit(Context().run, inside, act, values)
            time.sleep(A_MOMENT)
            return begun

        yield begin
