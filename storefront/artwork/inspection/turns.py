"""At most two files are looked at at once on a machine, whoever uploads; the others wait."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AT_ONCE = 2
PATIENCE = 45.0  # seconds that one waits for its turn
_LOOK_AGAIN = 0.05  # seconds


class NoTurn(Exception):
    """Others were looked at all the while."""


@contextmanager
def a_turn(patience: float = PATIENCE) -> Iterator[None]:
    """Raises NoTurn after so many seconds. A lock goes with the process that holds it."""
    until = time.monotonic() + patience
    while (lock := _a_free_one()) is None:
        if time.monotonic() > until:
            raise NoTurn
        time.sleep(_LOOK_AGAIN)
    try:
        yield
    finally:
        os.close(lock)


def _a_free_one() -> int | None:
    for number in range(AT_ONCE):
        path = Path(tempfile.gettempdir()) / f"storefront-{os.getuid()}-file-{number}.lock"
        lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return lock
    return None
