"""A process that the supervisor keeps running."""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
LONGEST_LOG = 10 * 1024 * 1024  # bytes, after which a log makes room when its process starts
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a process that ended is started again
STEADY = 60.0  # seconds after which a process has proven itself, and its pauses begin anew
TICK = 0.05  # seconds between two looks

_FORK = multiprocessing.get_context("fork")  # so that all share the memory of what is imported
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def program(*command: str) -> Callable[[], None]:
    """For a child that is not of our own code: it becomes that program."""
    return partial(os.execv, command[0], command)


def die_with_parent() -> None:
    """Be told to stop when the parent is gone, even if nothing but kill -9 ended it."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _always() -> bool:
    return True


@dataclass
class Child:
    """What to run, when it counts as started, and how long it may take to stop."""

    name: str
    run: Callable[[], object]
    ready: Callable[[], bool] = _always
    patience: float = 30.0  # seconds until it must be ready
    grace: float = 10.0  # seconds to finish what it does when asked to stop

    process: BaseProcess | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    start_again_at: float = field(default=0.0, init=False)
    pause: float = field(default=FIRST_PAUSE, init=False)

    def start(self, log: Path | None) -> None:
        """Without a log it writes where we do."""
        self.process = _FORK.Process(target=self._live, args=(log, os.getpid()))
        self.process.start()
        self.started_at = time.monotonic()

    def _live(self, log: Path | None, parent: int) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor alone, which stops in order."""
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent()
        if os.getppid() != parent:
            return  # it was gone before we asked to be told
        if _libc is not None:
            _libc.prctl(PR_SET_NAME, f"shop-{self.name}".encode()[:15])
        if log:
            _write_to(log)
        self.run()

    @property
    def ended(self) -> int | None:
        """Its exit code, once it has ended; below zero: the signal that ended it."""
        return self.process.exitcode if self.process else None

    def plan_another_start(self) -> float:
        """How many seconds to wait before the next start: longer each time, till it is steady."""
        if time.monotonic() - self.started_at > STEADY:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.process = None
        self.start_again_at = time.monotonic() + pause
        return pause

    def ask_to_stop(self) -> None:
        if self.process and self.ended is None:
            self.process.terminate()

    def wait(self, seconds: float) -> bool:
        """True once it has ended."""
        until = time.monotonic() + seconds
        while self.process and self.ended is None:
            if time.monotonic() > until:
                return False
            time.sleep(TICK)
        return True

    def kill(self) -> None:
        """Stop it now. A second SIGTERM makes an RQ worker take its running job with it."""
        self.ask_to_stop()
        if not self.wait(2) and self.process:
            self.process.kill()
            self.wait(10)


def _write_to(log: Path) -> None:
    """Append all that we say; a log that grew too long is put aside first."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
