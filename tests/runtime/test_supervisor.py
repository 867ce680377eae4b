"""Children start in order, are started again, stop in the opposite order, and leave nobody."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from storefront.config import ROOT
from storefront.supervise.checks import CannotStart
from storefront.supervise.child import LONGEST_PAUSE, Child, program
from storefront.supervise.supervisor import StopAsked, Supervisor
from tests.runtime.processes import eventually, is_there, said, talker

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="asks Linux about processes"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),  # pytest has threads, we none
]


@pytest.fixture
def diary(tmp_path):
    return tmp_path / "diary"


def later(seconds, act, *arguments):
    threading.Timer(seconds, act, arguments).start()


def test_they_start_in_order_and_stop_in_the_opposite_one(tmp_path, diary):
    with Supervisor(tmp_path) as supervisor:
        for name in ("queue", "worker", "web"):
            supervisor.start(talker(name, diary))
    assert said(diary) == [
        "start queue",
        "start worker",
        "start web",
        "stop web",
        "stop worker",
        "stop queue",
    ]


def test_the_next_one_waits_until_the_one_before_is_ready(tmp_path, diary):
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(talker("slow", diary, ready_after=0.5))
        supervisor.start(talker("quick", diary))
    assert said(diary)[:2] == ["start slow", "start quick"]


def test_nobody_waits_for_a_child_that_needs_no_time(tmp_path, diary):
    """The control: without being ready as a condition, the quick one would be first."""
    slow = talker("slow", diary, ready_after=0.5)
    slow.ready = lambda: True
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(slow)
        supervisor.start(talker("quick", diary))
        assert eventually(lambda: len(said(diary)) == 2)
    assert said(diary)[:2] == ["start quick", "start slow"]


def test_what_ends_is_started_again(tmp_path, diary, capsys):
    child = talker("web", diary)
    child.pause = 0.1
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(child)
        child.process.kill()
        later(1.0, os.kill, os.getpid(), signal.SIGTERM)
        supervisor.watch()
    assert said(diary) == ["start web", "start web", "stop web"]
    assert "web ended (-9); it starts again in 0.1 s" in capsys.readouterr().err


def test_the_pauses_grow_and_are_forgotten_once_it_is_steady():
    child = Child("web", print)
    child.started_at = time.monotonic()
    pauses = [child.plan_another_start() for _ in range(8)]
    assert pauses[:4] == [1, 2, 4, 8]
    assert pauses[-1] == LONGEST_PAUSE
    child.started_at = time.monotonic() - 3600
    assert child.plan_another_start() == 1


def test_one_that_cannot_start_is_told_of_with_the_end_of_its_log(tmp_path):
    fails = program(sys.executable, "-c", "raise SystemExit('the disk is on fire')")
    never = Child("web", fails, ready=lambda: False)
    with Supervisor(tmp_path) as supervisor, pytest.raises(CannotStart) as reason:
        supervisor.start(never)
    assert "web ended (1)" in str(reason.value)
    assert "the disk is on fire" in str(reason.value)


def test_one_that_takes_too_long_to_start_is_not_waited_for(tmp_path, diary):
    with Supervisor(tmp_path) as supervisor, pytest.raises(CannotStart, match="took too long"):
        supervisor.start(talker("web", diary, ready_after=60, patience=0.3))


def test_asked_to_stop_while_starting_it_stops_what_has_started(tmp_path, diary):
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(talker("queue", diary))
        later(0.3, os.kill, os.getpid(), signal.SIGINT)
        with pytest.raises(StopAsked):
            supervisor.start(talker("web", diary, ready_after=60))
    assert said(diary)[0] == "start queue"
    assert said(diary)[-1] == "stop queue"


def test_asked_once_it_lets_them_finish_their_work(tmp_path, diary):
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(talker("worker", diary, work=1.0, grace=30))
    assert said(diary) == ["start worker", "stop worker"]


def test_asked_twice_it_waits_no_longer(tmp_path, diary):
    began = time.monotonic()
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(talker("worker", diary, work=60, grace=60))
        supervisor.asked = 1
        later(0.2, os.kill, os.getpid(), signal.SIGINT)
    assert time.monotonic() - began < 20
    assert said(diary) == ["start worker"]


ALONE = """
import subprocess, sys, time
from storefront.supervise.child import Child, program
if sys.argv[1] == "ours":
    child = Child("sleeper", program("/bin/sleep", "600"))
    child.start(None)
    pid = child.process.pid
else:
    pid = subprocess.Popen(["/bin/sleep", "600"], start_new_session=True).pid
print(pid, flush=True)
time.sleep(600)
"""


def killed_at_once(kind):
    """The process id of a child whose parent was ended by kill -9."""
    parent = subprocess.Popen(
        [sys.executable, "-c", ALONE, kind], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    assert is_there(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    return child


def test_kill_9_of_the_supervisor_leaves_nobody_behind():
    child = killed_at_once("ours")
    assert eventually(lambda: not is_there(child))


def test_an_ordinary_child_would_be_left_behind():
    """The control."""
    child = killed_at_once("ordinary")
    try:
        assert not eventually(lambda: not is_there(child), seconds=1)
    finally:
        os.kill(child, signal.SIGKILL)


def test_a_log_that_grew_too_long_is_put_aside(tmp_path, diary):
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(talker("web", diary))
    assert log.stat().st_size == 0
    assert (tmp_path / "web.old.log").exists()
