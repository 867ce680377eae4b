"""Fetching what changed since the snapshot in use: a short walk between two whole ones.

What the feed lists as changed takes its place in that snapshot, and a new one is published. Nothing
is withdrawn: how removals show is not said (API 2), so only a whole crawl notices them.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from storefront.clock import now
from storefront.fourover.client import FourOver
from storefront.partner.models import Environment
from storefront.storage.contract import Store
from storefront.sync.crawl import lines_of
from storefront.sync.feed_page import PAGE, FeedPages
from storefront.sync.fetching import Fetching, Incomplete
from storefront.sync.snapshot import BadSnapshot, Manifest, Snapshot, entry_of
from storefront.sync.snapshot_store import manifest_in, publish, snapshot_in

OVERLAP = timedelta(days=2)  # asked once more: a crawl takes hours, and 4Over's zone is another
OLDEST = timedelta(days=15)  # since the last whole crawl
MOST = 2  # more than one in so many changed: then a whole crawl is as quick


class NotEnough(Exception):
    """Only a whole crawl will do. The text says why."""


@dataclass
class Delta:
    """One walk through what changed."""

    client: FourOver
    store: Store
    environment: Environment
    fingerprint: str
    base: str  # the name of the snapshot that the catalog is made from, whoever fetched it
    base_sha256: str
    fetching: Fetching

    def run(self) -> Manifest:
        """Raises NotEnough, Incomplete, BadSnapshot, or what the report raises."""
        before = self._in_use()
        since = (before.made_at - OVERLAP).date()
        total = self.client.feed(0, since).total or 0
        if total * MOST > before.products:
            raise NotEnough(f"{total} of {before.products} products have changed.")
        progress = self.fetching.progress
        progress.total = total
        categories = self.client.categories()
        progress.categories = len(categories)
        pages = self._fetch(total, since)
        changed = {entry_of(line).uuid: line for line in pages.lines()}
        if len(changed) < total:
            raise Incomplete(f"4Over lists {total} changes, but sent only {len(changed)}.")
        with snapshot_in(self.store, before.name, self.environment) as snapshot:
            listed = {line.uuid: line for line in (*snapshot.categories, *lines_of(categories))}
            manifest = publish(
                self.store,
                list(listed.values()),
                _merged(snapshot, changed),
                environment=self.environment,
                fingerprint=self.fingerprint,
                full_at=before.full_at,
            )
        shutil.rmtree(pages.folder)
        return manifest

    def _in_use(self) -> Manifest:
        """The snapshot to go on from: the very one that the catalog is made from, our own
        account's, and not too long after a whole crawl. An older one would bring back what was
        withdrawn since."""
        try:
            manifest = manifest_in(self.store, self.base)
        except BadSnapshot:
            raise NotEnough("The snapshot of the catalog in use is not here.") from None
        if manifest.sha256 != self.base_sha256:
            raise NotEnough("The snapshot that is here is not the one of the catalog in use.")
        if manifest.fingerprint != self.fingerprint:
            raise NotEnough("There is no snapshot of our own account here.")
        if manifest.full_at is None or manifest.full_at < now() - OLDEST:
            raise NotEnough("The last full sync is too long ago.")
        return manifest

    def _fetch(self, total: int, since: date) -> FeedPages:
        folder = self.store.incoming / f"delta-{self.environment}"
        shutil.rmtree(folder, ignore_errors=True)  # of a walk that was cut off
        folder.mkdir(parents=True)
        pages = FeedPages(self.client, folder, self.fetching, since)
        self.fetching.tell()
        self.fetching.all({o: partial(pages.fetch, o, total) for o in range(0, total, PAGE)})
        return pages


def _merged(snapshot: Snapshot, changed: dict[str, bytes]) -> Iterator[bytes]:
    """Every product once: as it is now where it changed, else as it was; then what is new."""
    for entry, line in snapshot.products():
        yield changed.pop(entry.uuid, line)
    yield from changed.values()
