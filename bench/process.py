"""A server of the bench: started, watched from outside through /proc, and stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storefront.supervise.web import is_up

PATIENCE = 60.0  # seconds until a server must answer


class DidNotStart(Exception):
    """A server ended, or took too long. The text is the end of its log."""


@contextmanager
def running(command: list[str], url: str, log: Path, **environment: str) -> Iterator[int]:
    """Start it and wait until `url` answers; gives its process id, and stops it at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + PATIENCE
        while not is_up(url):
            if process.poll() is not None or time.monotonic() > until:
                raise DidNotStart(f"{command}:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(root: int) -> list[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            children.setdefault(_parent(entry), []).append(int(entry.name))
    found = [root]
    for pid in found:  # grows while it is walked
        found += children.get(pid, [])
    return found


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):  # it ended meanwhile
        return 0


def cpu_seconds(pids: list[int]) -> float:
    """User and system time that these processes have used.

    Read from the kernel's CPU clock of each process: the same sum as utime and stime in
    /proc/PID/stat, in nanoseconds instead of hundredths of a second.
    """
    return sum(time.clock_gettime_ns((~pid << 3) | 2) for pid in pids) / 1e9


def memory_mb(pids: list[int]) -> float:
    """What these processes need together; pages they share are counted once (PSS)."""
    return sum(_pss(pid) for pid in pids) / 1024


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
