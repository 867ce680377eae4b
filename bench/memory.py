"""What the shop needs in memory."""

import sys
from pathlib import Path

from bench.process import free_port, memory_mb, running, tree
from bench.visitor import Visitor

VISITS = 200  # so that each worker has made its caches


def memory_of(module: str, log: Path, paths: list[str]) -> float:
    """MB of all processes of `python -m module`, with two web workers that had visitors."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/healthz"
    command = [sys.executable, "-m", module]
    with running(command, url, log, PORT=str(port), WEB_WORKERS="2") as pid:
        for number in range(VISITS):
            Visitor(port).get(paths[number % len(paths)])  # each connection may meet either worker
        return memory_mb(tree(pid))
