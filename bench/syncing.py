"""`python -m bench.syncing`: one step of a sync in a process of its own, and what it took.

`crawl` walks the whole feed; `apply NAME` writes the snapshot of that manifest. Prints JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable

from storefront import create_app
from storefront.catalog.models import SyncRun, SyncStatus
from storefront.config import Config
from storefront.database import db
from storefront.partner.account import client_for, shop_account
from storefront.storage.opening import store
from storefront.sync import start
from storefront.sync.crawl import Crawl
from storefront.sync.fetching import Fetching


def crawl() -> Callable[[], str]:
    account = shop_account()
    about = (store(), account.environment, account.fingerprint)
    walk = Crawl(client_for(account), *about, Fetching(lambda _: None))
    db.session.rollback()
    return lambda: walk.run().name


def apply(name: str) -> Callable[[], str]:
    run_id = start.request_sync(by="bench", source="file", snapshot=name).id
    db.session.commit()

    def do() -> str:
        start.run(run_id)
        run = db.session.get_one(SyncRun, run_id)
        if run.status != SyncStatus.DONE:
            raise SystemExit(f"The sync {run.status}: {run.error}")
        return ", ".join(f"{count} {what}" for what, count in run.report.items() if count)

    return do


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    with create_app(Config(log_level="WARNING")).app_context():
        step, *rest = sys.argv[1:]
        do = apply(*rest) if step == "apply" else crawl()
        before = peak_mb()
        began, used = time.perf_counter(), time.process_time()
        result = do()
        took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}
        print(json.dumps(took | {"peak": peak_mb(), "before": before, "result": result}))


if __name__ == "__main__":
    main()
