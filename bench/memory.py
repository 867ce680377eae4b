"""What the shop needs in memory, run as `make run` runs it."""

import os
import sys
from pathlib import Path

from bench.process import command_of, free_port, memory_mb, running, tree
from bench.visitor import Visitor

VISITS = 200  # so that each worker has made its caches


def memory(log: Path, paths: list[str]) -> tuple[float, float]:
    """MB of the web server with its two workers, and of everything: queue, workers, schedule."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "storefront.supervise"]
    with running(command, f"{url}/healthz", log, PORT=str(port), WEB_WORKERS="2") as pid:
        for number in range(VISITS):
            Visitor(port).get(paths[number % len(paths)])  # each connection may meet either worker
        everything = [one for one in tree(pid) if one != os.getpid()]
        web = next(one for one in everything if "storefront.serve" in command_of(one))
        return memory_mb(tree(web)), memory_mb(everything)
