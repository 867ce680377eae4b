"""The RQ queues and their worker.

What there is to do is in the database; Redis only tells a worker sooner. So enqueue after commit,
and leave retrying to `jobs.sweep`, which looks in the database.
"""

import importlib
import logging
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from storefront.database import db
from storefront.extensions import REDIS_PATIENCE
from storefront.orders.pushing import restored

log = logging.getLogger(__name__)

# One worker process each: a worker on two queues loses a job when it is killed, and a sync of
# minutes must not keep an order waiting.
NAMES = ORDERS, CATALOG = "orders", "catalog"

LEFT_ALONE = 5.0  # seconds, after Redis did not answer in time


class Breaker:
    """A Redis that takes connections and answers nothing costs whoever asks its whole timeout. So
    a process that met one does not ask again for a while."""

    def __init__(self, seconds: float = LEFT_ALONE) -> None:
        self.seconds = seconds
        self._again_at = 0.0  # monotonic

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Raises NoAnswer at once while Redis is left alone."""
        if time.monotonic() < self._again_at:
            raise NoAnswer("It did not answer a moment ago.")
        try:
            yield
        except NoAnswer:
            self._again_at = time.monotonic() + self.seconds
            raise


class WatchedQueue(Queue):
    """A queue that knows how many work on it."""

    @property
    def workers(self) -> int:
        return int(Worker.count(queue=self))


def init_app(app: Flask) -> None:
    url = app.extensions["config"].redis_url
    connection = Redis.from_url(url or "redis://127.0.0.1:1/0", **REDIS_PATIENCE)
    app.extensions["redis_breaker"] = Breaker()
    app.extensions["queue"] = {
        name: WatchedQueue(name, connection=connection, serializer=JSONSerializer) for name in NAMES
    }


def enqueue(
    job: Callable[..., None], *ids: int | str, queue: str = ORDERS, first: bool = False
) -> bool:
    """Hand a job to a worker, after the commit. False if Redis cannot be reached: the sweep will
    find the work.

    `first` is for what stood in line before: it goes before all that waits.
    """
    timeout = int(current_app.extensions["config"].job_timeout_seconds)
    try:
        with _asked(queue) as line:
            line.enqueue(
                job,
                *ids,
                job_timeout=timeout if queue == ORDERS else -1,
                result_ttl=0,
                failure_ttl=86400,  # a failed job keeps its exception: not for a year
                at_front=first,
            )
    except RedisError as trouble:
        log.warning("No queue for %s%s: %s", job.__name__, ids, type(trouble).__name__)
        return False
    return True


def waiting(queue: str = ORDERS) -> int | None:
    """How many jobs wait, or None when Redis cannot be asked."""
    try:
        with _asked(queue) as line:
            return int(line.count)
    except RedisError:
        return None


def several_work(queue: str = ORDERS) -> bool:
    """Whether more than one worker is on it."""
    try:
        with _asked(queue) as line:
            return int(line.workers) > 1
    except RedisError:
        return False


@contextmanager
def _asked(queue: str) -> Iterator[WatchedQueue]:
    """The queue, to ask Redis of it once. Raises RedisError."""
    with current_app.extensions["redis_breaker"].asking():
        yield current_app.extensions["queue"][queue]


def work(app: Flask, name: str) -> None:
    """Run one queue's jobs until stopped, each in an app context of its own."""

    class AppWorker(Worker):
        def perform_job(self, *args: Any, **kwargs: Any) -> bool:
            with app.app_context():
                # connections made before the fork belong to the parent
                db.engine.dispose(close=False)
                return bool(super().perform_job(*args, **kwargs))

        def handle_exception(self, job: Job, *exc_info: Any) -> None:
            """Where and what, but not its text, for the same reason as below."""
            kind, _, frames = exc_info
            where = "".join(traceback.format_tb(frames))
            log.error("%s failed: %s\n%s", job.func_name, kind.__name__, where)

        def handle_job_failure(self, *args: Any, **kwargs: Any) -> None:
            """Redis would keep the exception's text, and that could quote a URL."""
            super().handle_job_failure(*args, **{**kwargs, "exc_string": "See the log."})

    if name == ORDERS:
        with app.app_context():
            restored.pause_if_restored()  # before the first job
        importlib.import_module("fpdf")  # once, not in the fork of each job that makes a PDF
    connection = Redis.from_url(app.extensions["config"].redis_url)
    queue = Queue(name, connection=connection, serializer=JSONSerializer)
    # a name of its own: process ids come again, and Redis remembers who worked before
    worker = AppWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        name=f"{name}-{secrets.token_hex(4)}",
    )
    worker.work(logging_level="WARNING")
