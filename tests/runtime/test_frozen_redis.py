"""A Redis that takes connections and answers nothing: it is waited for once."""

import os
import signal
import socket
import time
from contextlib import contextmanager, nullcontext

import pytest

from storefront.queue import Breaker, enqueue, several_work, waiting
from storefront.supervise.supervisor import Supervisor
from storefront.supervise.valkey import embedded
from tests.runtime import night
from tests.runtime.processes import eventually

# pytest has threads, the supervisor has none
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

TIMEOUT = 0.5  # seconds, of one question


@contextmanager
def lasts():
    begun = time.monotonic()
    took = []
    yield took
    took.append(time.monotonic() - begun)


class TestFrozen:
    @pytest.fixture
    def settings(self):
        with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
            yield {"redis_url": f"redis://127.0.0.1:{server.getsockname()[1]}/0"}

    def ask_it_often(self):
        assert [enqueue(night.note, "anywhere") for _ in range(3)] == [False] * 3
        assert waiting() is None
        assert not several_work()

    def test_several_jobs_of_a_request_wait_for_it_once(self, app):
        with lasts() as took:
            self.ask_it_often()
        assert TIMEOUT <= took[0] < 3 * TIMEOUT

    def test_the_control_each_would_wait(self, app):
        breaker = app.extensions["redis_breaker"] = Breaker()
        breaker.asking = nullcontext
        with lasts() as took:
            self.ask_it_often()
        assert took[0] >= 5 * TIMEOUT

    def test_it_is_tried_again_after_a_while(self, app):
        app.extensions["redis_breaker"] = Breaker(0.1)
        for _ in range(2):
            with lasts() as took:
                assert not enqueue(night.note, "anywhere")
            assert took[0] >= TIMEOUT
            time.sleep(0.1)

    def test_a_form_that_is_limited_is_answered(self, browser):
        """The limits count in Redis, too; in the process while it is away."""
        with lasts() as took:
            for _ in range(3):
                form = {"email": "pat@shop.example", "password": "wrong"}
                assert browser.post("/login", data=form).status_code == 422
        assert took[0] < 8 * TIMEOUT

    def test_it_is_said_that_it_is_away(self, browser):
        with lasts() as took:
            assert browser.get("/readyz").json == {"status": "ok", "queue": "away"}
        assert took[0] < 4 * TIMEOUT


class TestThawed:
    @pytest.fixture
    def child(self, tmp_path):
        with Supervisor(tmp_path) as supervisor:
            child, self.url = embedded(tmp_path)
            supervisor.start(child)
            yield child
            os.kill(child.process.pid, signal.SIGCONT)  # or it cannot be stopped

    @pytest.fixture
    def settings(self, child):
        return {"redis_url": self.url}

    def test_jobs_are_enqueued_again(self, app, child):
        app.extensions["redis_breaker"] = Breaker(0.2)
        assert enqueue(night.note, "anywhere")
        os.kill(child.process.pid, signal.SIGSTOP)
        assert not enqueue(night.note, "anywhere")
        os.kill(child.process.pid, signal.SIGCONT)
        assert eventually(lambda: enqueue(night.note, "anywhere"), 5)
