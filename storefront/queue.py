"""The RQ queues and their worker.

What there is to do is in the database; Redis only tells a worker sooner. So enqueue after commit,
and leave retrying to `jobs.sweep`, which looks in the database.
"""

import importlib
import logging
import secrets
import traceback
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from storefront.database import db
from storefront.orders.pushing import restored

log = logging.getLogger(__name__)

# One worker process each: a worker on two queues loses a job when it is killed, and a sync of
# minutes must not keep an order waiting.
NAMES = ORDERS, CATALOG = "orders", "catalog"


class WatchedQueue(Queue):
    """A queue that knows how many work on it."""

    @property
    def workers(self) -> int:
        return int(Worker.count(queue=self))


def init_app(app: Flask) -> None:
    url = app.extensions["config"].redis_url
    # redis-py retries by itself, for up to 15 s; a page cannot wait for that
    connection = Redis.from_url(
        url or "redis://127.0.0.1:1/0",
        socket_connect_timeout=0.3,
        socket_timeout=0.5,
        retry=Retry(NoBackoff(), 0),
    )
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
        current_app.extensions["queue"][queue].enqueue(
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
        return int(current_app.extensions["queue"][queue].count)
    except RedisError:
        return None


def several_work(queue: str = ORDERS) -> bool:
    """Whether more than one worker is on it."""
    try:
        return int(current_app.extensions["queue"][queue].workers) > 1
    except RedisError:
        return False


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
