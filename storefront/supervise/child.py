"""A process that the supervisor keeps running."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 10 * 1024 * 1024  # bytes, after which a log makes room when its process starts
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a process that ended is started again
STEADY = 60.0  # seconds after which a process has proven itself, and its pauses begin anew

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


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
    command: list[str]
    ready: Callable[[], bool] = _always
    patience: float = 30.0  # seconds until it must be ready
    grace: float = 10.0  # seconds to finish what it does when asked to stop

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    start_again_at: float = field(default=0.0, init=False)
    pause: float = field(default=FIRST_PAUSE, init=False)

    def start(self, log: Path | None) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor alone, which stops in order."""
        parent = os.getpid()

        def in_child() -> None:
            die_with_parent()
            if os.getppid() != parent:
                os._exit(1)  # the parent was gone before we asked to be told

        with open_log(log) as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=in_child,  # noqa: PLW1509 - the supervisor has one thread
            )
        self.started_at = time.monotonic()

    @property
    def ended(self) -> int | None:
        """Its exit code, once it has ended."""
        return self.process.poll() if self.process else None

    def plan_another_start(self) -> float:
        """How many seconds to wait before the next start: longer each time, till it is steady."""
        if time.monotonic() - self.started_at > STEADY:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.process = None
        self.start_again_at = time.monotonic() + pause
        return pause

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> bool:
        """True once it has ended."""
        if self.process is None:
            return True
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Stop it now. A second SIGTERM makes an RQ worker take its running job with it."""
        self.ask_to_stop()
        if not self.wait(2) and self.process:
            self.process.kill()
            self.process.wait()


def open_log(path: Path | None) -> contextlib.AbstractContextManager[IO[bytes] | None]:
    """For appending; one that grew too long is put aside. None: the child writes where we do."""
    if path is None:
        return contextlib.nullcontext()
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")
