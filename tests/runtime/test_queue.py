"""A real worker on a real Valkey: what it does, what it keeps to itself, and how it dies."""

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import zlib
from functools import partial
from pathlib import Path

import pytest
from redis import Redis
from rq import SimpleWorker

from storefront import queue
from storefront.config import ROOT
from storefront.queue import CATALOG, NAMES, ORDERS, enqueue, several_work, waiting
from storefront.supervise.child import Child
from storefront.supervise.supervisor import Supervisor
from tests.runtime import night
from tests.runtime.processes import eventually, is_there

# pytest has threads, the supervisor has none
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture
def settings(valkey):
    return {"redis_url": valkey}


@pytest.fixture
def work(app, tmp_path):
    """Starts a worker on a queue; all of them are stopped afterwards."""
    started = []
    with Supervisor(tmp_path) as supervisor:

        def start(name=ORDERS):
            child = Child(f"worker-{len(started)}", partial(queue.work, app, name))
            supervisor.start(child)
            started.append(child)
            return child

        yield start


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def everything_in(url):
    """All that Redis holds, as one text."""
    with Redis.from_url(url) as redis:
        read = {
            b"string": redis.get,
            b"hash": redis.hgetall,
            b"list": lambda key: redis.lrange(key, 0, -1),
            b"set": redis.smembers,
            b"zset": lambda key: redis.zrange(key, 0, -1),
            b"stream": redis.xrange,
        }
        kinds = [(key, redis.type(key)) for key in redis.scan_iter()]
        return " ".join(texts_in([read[kind](key) for key, kind in kinds if kind in read]))


def texts_in(found):
    """Every text in it, unpacked where RQ has packed it."""
    if isinstance(found, dict):
        found = [*found.keys(), *found.values()]
    if not isinstance(found, bytes):
        return [text for part in found or () for text in texts_in(part)]
    texts = [found]
    for unpack in (zlib.decompress, lambda packed: zlib.decompress(base64.b64decode(packed))):
        with contextlib.suppress(ValueError, zlib.error):
            texts.append(unpack(found))
    return [text.decode(errors="replace") for text in texts]


@pytest.mark.parametrize("name", NAMES)
def test_a_job_runs_in_the_apps_context(work, tmp_path, name):
    work(name)
    assert enqueue(night.note, str(tmp_path / "notes"), queue=name)
    assert eventually(lambda: lines(tmp_path / "notes") == ["storefront"], 20)


def test_a_worker_leaves_the_other_queue_alone(work, tmp_path):
    work(CATALOG)
    enqueue(night.note, str(tmp_path / "orders"), queue=ORDERS)
    enqueue(night.note, str(tmp_path / "catalog"), queue=CATALOG)
    assert eventually(lambda: lines(tmp_path / "catalog"), 20)
    assert not lines(tmp_path / "orders")
    assert waiting(ORDERS) == 1


def test_what_waits_is_json_and_rung_for_once(app, valkey):
    enqueue(night.note, "notes")
    job = app.extensions["queue"][ORDERS].jobs[0]
    with Redis.from_url(valkey) as redis:
        waits = redis.hget(job.key, "data")
    assert json.loads(zlib.decompress(waits))[2] == ["notes"]
    assert job.retries_left is None


def test_what_stood_in_line_before_comes_first(app, valkey):
    enqueue(night.note, "later")
    enqueue(night.note, "before", first=True)
    assert [job.args for job in app.extensions["queue"][ORDERS].jobs] == [["before"], ["later"]]


def test_it_is_known_whether_several_work(app, work):
    assert not several_work()
    work()
    assert eventually(lambda: app.extensions["queue"][ORDERS].workers == 1)
    assert not several_work()
    work()
    assert eventually(several_work)


@pytest.fixture
def log_of_a_worker(app, valkey, tmp_path):
    """What `flask worker` writes, in a process that has nothing of the tests about it."""
    log = tmp_path / "alone.log"
    places = {
        "REDIS_URL": valkey,
        "INSTANCE_PATH": app.instance_path,
        "DATABASE_URL": app.extensions["config"].database_url,
        "ENV_FILE": os.devnull,
    }
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker", ORDERS],
            cwd=ROOT,
            env={**os.environ, **places},
            stdout=output,
            stderr=output,
        )
        yield log
        worker.terminate()
        worker.wait(20)


def test_a_failed_job_leaves_no_word_of_its_exception_anywhere(log_of_a_worker, valkey, tmp_path):
    enqueue(night.fail, str(tmp_path / "notes"))
    assert eventually(lambda: "See the log." in everything_in(valkey), 40)
    assert "open-sesame" not in everything_in(valkey)
    log = log_of_a_worker.read_text()
    assert "tests.runtime.night.fail failed: ConnectionError" in log
    assert "open-sesame" not in log


def test_an_ordinary_worker_would_keep_the_exception_in_redis(app, valkey, tmp_path):
    """The control."""
    enqueue(night.fail, str(tmp_path / "notes"))
    orders = app.extensions["queue"][ORDERS]
    with Redis.from_url(valkey) as connection:
        SimpleWorker([orders], connection=connection, serializer=orders.serializer).work(
            burst=True, logging_level="CRITICAL"
        )
    assert "open-sesame" in everything_in(valkey)


def test_after_kill_9_of_a_worker_the_next_one_does_what_is_rung_for_again(work, tmp_path):
    killed = work()
    enqueue(night.linger, str(tmp_path / "first"))
    assert eventually(lambda: lines(tmp_path / "first"), 20)
    os.kill(killed.process.pid, signal.SIGKILL)

    work()
    enqueue(night.note, str(tmp_path / "second"))  # as the sweep does: it asks the database alone
    assert eventually(lambda: lines(tmp_path / "second"), 20)


def test_stopping_a_worker_takes_its_job_with_it_when_time_is_up(work, tmp_path):
    worker = work()
    worker.grace = 0.5
    enqueue(night.linger, str(tmp_path / "notes"))
    assert eventually(lambda: lines(tmp_path / "notes"), 20)
    pid = worker.process.pid
    horses = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    assert horses
    worker.ask_to_stop()
    assert not worker.wait(1.5)
    worker.kill()
    assert eventually(lambda: not any(is_there(pid) for pid in horses), 5)


class TestWithoutRedis:
    @pytest.fixture
    def settings(self, tmp_path):
        return {"redis_url": f"unix://{tmp_path}/nobody.sock"}

    def test_nothing_is_enqueued_and_that_is_said_quickly(self, app):
        assert not enqueue(night.note, "anywhere")
        assert waiting() is None
