"""A crawl that is killed at any page goes on there; half a snapshot is never seen."""

import signal
import subprocess
import sys
import time

import pytest

from storefront.fourover.client import FourOver
from storefront.partner.models import Environment
from storefront.sandbox import create_sandbox
from storefront.sandbox.serve import Server
from storefront.storage.folder import Folder
from storefront.sync.crawl import Crawl
from storefront.sync.fetching import Fetching
from storefront.sync.snapshot_store import latest, snapshot_in

KEYS = "sandbox_public", "sandbox-private-key"
PAGES = 4
A_CRAWL = f"""
import sys
from pathlib import Path
from storefront.sync.crawl import Crawl
from storefront.sync.fetching import Fetching
from storefront.fourover.client import FourOver
from storefront.partner.models import Environment
from storefront.storage.folder import Folder

client = FourOver(sys.argv[1], *{KEYS!r})
fetching = Fetching(lambda progress: None, workers=1)
Crawl(client, Folder(Path(sys.argv[2])), Environment.STAGING, "account", fetching).run()
"""


@pytest.fixture
def sandbox_url():
    sandbox = create_sandbox(size=20 * PAGES, clock_seconds_per_step=0, latency=0.004)
    server = Server(sandbox).start()
    yield server.url
    server.stop()
    sandbox.extensions["sandbox"].close()


@pytest.mark.parametrize("page", range(PAGES))
def test_a_crawl_killed_at_any_page_goes_on_there(sandbox_url, tmp_path, page):
    killed = subprocess.Popen([sys.executable, "-c", A_CRAWL, sandbox_url, tmp_path])
    until = time.monotonic() + 60
    files = Folder(tmp_path)
    pages = files.incoming / "crawl-staging"
    while len(list(pages.glob("*.ndjson.gz"))) < page or not (pages / "began.json").exists():
        assert killed.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert latest(files, Environment.STAGING) is None
    here = len(list(pages.glob("*.ndjson.gz")))

    fetching = Fetching(lambda progress: None, workers=2)
    client = FourOver(sandbox_url, *KEYS)
    manifest = Crawl(client, files, Environment.STAGING, "account", fetching).run()

    with snapshot_in(files, manifest.name, Environment.STAGING) as snapshot:
        assert len({entry.uuid for entry in snapshot.entries()}) == 20 * PAGES
    assert fetching.progress.resumed == 20 * here
    assert fetching.progress.prices <= 20 * (PAGES - here)
    assert page <= here < PAGES
