"""Fetching a whole catalog from 4Over: parallel, polite, resumable, complete or not at all.

The feed comes 20 products a page, and each product's base prices are one call more (API 3.4, 4.1).
A page that is done, prices included, is a file in a working folder; a killed crawl goes on there.
Nothing here touches the database.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from storefront.clock import now
from storefront.fourover.client import FourOver
from storefront.fourover.replies import ListedCategory
from storefront.partner.models import Environment
from storefront.storage.contract import Store
from storefront.sync.feed_page import PAGE, FeedPages
from storefront.sync.fetching import Fetching, Incomplete
from storefront.sync.snapshot import CategoryLine, Manifest, entry_of
from storefront.sync.snapshot_store import publish
from storefront.text import clean

STALE_AFTER = 24 * 3600  # seconds; pages older than this are fetched again
MOST_PRODUCTS = 100_000  # ten times what there is; more is nonsense


class Began(msgspec.Struct):
    """What the pages in a working folder belong to."""

    total: int
    fingerprint: str
    at: float


@dataclass
class Crawl:
    """One walk through the whole feed."""

    client: FourOver
    store: Store
    environment: Environment
    fingerprint: str
    fetching: Fetching

    def __post_init__(self) -> None:
        self._work = self.store.incoming / f"crawl-{self.environment}"
        self._pages = FeedPages(self.client, self._work, self.fetching)
        self._progress = self.fetching.progress

    def run(self) -> Manifest:
        """Raises Incomplete, or what the report raises."""
        total = self.client.feed(0).total
        if not total:
            raise Incomplete("4Over lists no products at all.")
        if total > MOST_PRODUCTS:
            raise Incomplete(f"4Over says it has {total} products, which cannot be right.")
        self._progress.total = total
        self._use_or_renew_the_working_folder()
        categories = self.client.categories()
        self._progress.categories = len(categories)
        self._fetch_pages()
        self._fetch_what_the_pages_missed(categories)
        manifest = publish(
            self.store,
            lines_of(categories),
            self._complete(),
            environment=self.environment,
            fingerprint=self.fingerprint,
            full_at=now(),
        )
        shutil.rmtree(self._work)
        return manifest

    def _use_or_renew_the_working_folder(self) -> None:
        label = self._work / "began.json"
        try:
            began = msgspec.json.decode(label.read_bytes(), type=Began)
        except (OSError, msgspec.MsgspecError):
            began = None
        fresh = now().timestamp() - STALE_AFTER
        mine = (self._progress.total, self.fingerprint)
        if began and (began.total, began.fingerprint) == mine and began.at > fresh:
            return
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        label.write_bytes(msgspec.json.encode(Began(*mine, at=now().timestamp())))

    def _fetch_pages(self) -> None:
        total = self._progress.total
        offsets = range(0, total, PAGE)
        missing = [offset for offset in offsets if not self._pages.file(offset).exists()]
        self._progress.resumed = min(PAGE * (len(offsets) - len(missing)), total)
        self._progress.products = self._progress.resumed
        self.fetching.tell()
        self.fetching.all({o: partial(self._pages.fetch, o, total) for o in missing})

    def _fetch_what_the_pages_missed(self, categories: Iterable[ListedCategory]) -> None:
        """The feed moves while we walk: a product then comes twice, and another one not at all."""
        known = {entry_of(line).uuid for line in self._pages.lines()}
        if len(known) >= self._progress.total:
            return
        listed: dict[str, None] = {}
        for category in categories:
            listed |= dict.fromkeys(p.uuid for p in self.client.category_products(category.uuid))
            self.fetching.tell()
        places = enumerate((uuid for uuid in listed if uuid not in known), start=MOST_PRODUCTS)
        self.fetching.all(
            {place: partial(self._pages.fetch_one, uuid, place) for place, uuid in places}
        )

    def _complete(self) -> Iterator[bytes]:
        """Every product once. Raises Incomplete at the end if some are missing."""
        seen: set[str] = set()
        for line in self._pages.lines():
            uuid = entry_of(line).uuid
            if uuid not in seen:
                seen.add(uuid)
                yield line
        if len(seen) < self._progress.total:
            shutil.rmtree(self._work)  # its pages overlap: another try needs new ones
            raise Incomplete(
                f"4Over says it has {self._progress.total} products, "
                f"but sent only {len(seen)} different ones."
            )


def lines_of(categories: Sequence[ListedCategory]) -> list[CategoryLine]:
    return [CategoryLine(c.uuid, clean(c.name, 200) or c.uuid) for c in categories]
