"""How long visitors wait for product pages while a sync runs on the same machine."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from bench.pages import choose
from bench.process import free_port, running
from bench.visitor import Visitor
from bench.waiting import percentile, waits
from storefront import create_app
from storefront.config import Config

ASKED = 1000  # times, for a percentile
WELL_UNDER_WAY = 4.0  # seconds after which a crawl is at work
MUST, WANT = 2.0, 1.2  # times the wait while nothing else runs


def p95_beside(folder: Path, before: str, after: str) -> list[list[str]]:
    """Rows of what was measured: idle, beside a crawl, and beside the two snapshots being applied
    in turn. The catalog is that of `before`, and is so again afterwards."""
    with create_app(Config(log_level="WARNING")).app_context():
        slugs = choose().products
    port = free_port()
    server = [sys.executable, "-m", "storefront.serve"]
    url, log = f"http://127.0.0.1:{port}/healthz", folder / "web.log"
    with running(server, url, log, PORT=str(port), WEB_WORKERS="1"):
        visitor = Visitor(port)
        pages = cycle([("GET", f"/products/{slug}/", None) for slug in slugs[:200]])
        waits(visitor, islice(pages, ASKED))  # what is kept is there
        idle = percentile(waits(visitor, islice(pages, ASKED)), 95)
        with _at_work("crawl"):
            time.sleep(WELL_UNDER_WAY)
            crawling = percentile(waits(visitor, islice(pages, ASKED)), 95)
        applying = []
        for name in (after, before):
            with _at_work("apply", name) as process:
                while process.poll() is None:
                    applying += waits(visitor, islice(pages, 10))
    rows = [["product page, idle", f"{idle:.1f}", "", "", ""]]
    for what, wait in (("a crawl", crawling), ("an apply", percentile(sorted(applying), 95))):
        rows.append([f"beside {what}", f"{wait:.1f}", f"{wait / idle:.2f}", f"{MUST}", f"{WANT}"])
    return rows


@contextmanager
def _at_work(*step: str) -> Iterator[subprocess.Popen[bytes]]:
    """A step of a sync in a process of its own, stopped if it is not at its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.syncing", *step], stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)
