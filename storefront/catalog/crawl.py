"""Fetching a whole catalog from 4Over: parallel, polite, resumable, complete or not at all.

The feed comes 20 products a page, and each product's base prices are one call more (API 3.4, 4.1).
A page that is done, prices included, is a file in a working folder; a killed crawl goes on there.
Nothing here touches the database.
"""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event

import msgspec

from storefront.catalog.feed_page import PAGE, Pages
from storefront.catalog.snapshot import CategoryLine, Manifest, entry_of, publish
from storefront.clock import now
from storefront.fourover.client import FourOver
from storefront.fourover.errors import FourOverError, Refused
from storefront.fourover.replies import Category
from storefront.partner.models import Environment
from storefront.text import clean

log = logging.getLogger(__name__)

WORKERS = 8
TRIES = 3  # of a page, each with the client's own retries inside
GIVE_UP_AFTER = 6  # failed pages in a row: then 4Over is away
STALE_AFTER = 24 * 3600  # seconds; pages older than this are fetched again
MOST_PRODUCTS = 100_000  # ten times what there is; more is nonsense


class Incomplete(Exception):
    """Not everything could be fetched, so there is no snapshot. What came is kept for next time."""


@dataclass
class Progress:
    """How far a crawl is, for people to look at."""

    total: int = 0  # products that 4Over says it has
    products: int = 0  # fetched so far, base prices included
    categories: int = 0
    failures: int = 0  # pages that had to be tried again
    resumed: int = 0  # products that were here from an earlier try


class Began(msgspec.Struct):
    """What the pages in a working folder belong to."""

    total: int
    fingerprint: str
    at: float


@dataclass
class Crawl:
    """One walk through the feed. `report` is called every second; what it raises ends the walk."""

    client: FourOver
    folder: Path  # of the snapshots
    environment: Environment
    fingerprint: str
    report: Callable[[Progress], None]
    workers: int = WORKERS
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        self._stop = Event()
        self._work = self.folder / f"crawl-{self.environment}"
        self._pages = Pages(self.client, self._work, self._stop)

    def run(self) -> Manifest:
        """Raises Incomplete, or what `report` raises."""
        total = self.client.feed(0).total
        if not total:
            raise Incomplete("4Over lists no products at all.")
        if total > MOST_PRODUCTS:
            raise Incomplete(f"4Over says it has {total} products, which cannot be.")
        self.progress.total = total
        self._use_or_renew_the_working_folder()
        categories = self.client.categories()
        self.progress.categories = len(categories)
        self._fetch_pages()
        self._fetch_what_the_pages_missed(categories)
        manifest = publish(
            self.folder,
            [CategoryLine(c.uuid, clean(c.name, 200) or c.uuid) for c in categories],
            self._complete(),
            environment=self.environment,
            fingerprint=self.fingerprint,
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
        mine = (self.progress.total, self.fingerprint)
        if began and (began.total, began.fingerprint) == mine and began.at > fresh:
            return
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        label.write_bytes(msgspec.json.encode(Began(*mine, at=now().timestamp())))

    def _fetch_pages(self) -> None:
        total = self.progress.total
        offsets = range(0, total, PAGE)
        missing = [offset for offset in offsets if not self._pages.file(offset).exists()]
        self.progress.resumed = min(PAGE * (len(offsets) - len(missing)), total)
        self.progress.products = self.progress.resumed
        self.report(self.progress)
        self._in_threads({o: partial(self._pages.fetch, o, total) for o in missing})

    def _fetch_what_the_pages_missed(self, categories: Iterable[Category]) -> None:
        """The feed moves while we walk: a product then comes twice, and another one not at all."""
        known = {entry_of(line).uuid for line in self._pages.lines()}
        if len(known) >= self.progress.total:
            return
        listed: dict[str, None] = {}
        for category in categories:
            listed |= dict.fromkeys(p.uuid for p in self.client.category_products(category.uuid))
            self.report(self.progress)
        places = enumerate((uuid for uuid in listed if uuid not in known), start=MOST_PRODUCTS)
        self._in_threads(
            {place: partial(self._pages.fetch_one, uuid, place) for place, uuid in places}
        )

    def _in_threads(self, work: dict[int, Callable[[], int]]) -> None:
        """Do it all, each piece tried again a few times. Raises Incomplete if one cannot be had."""
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="crawl")
        tries = dict.fromkeys(work, 1)
        doing: dict[Future[int], int] = {pool.submit(do): place for place, do in work.items()}
        in_a_row = 0
        try:
            while doing:
                done, _ = wait(doing, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    place = doing.pop(future)
                    try:
                        self.progress.products += future.result()
                        in_a_row = 0
                        continue
                    except FourOverError as error:
                        trouble = error
                    log.warning("Products from %s on: %s", place, trouble)
                    self.progress.failures += 1
                    in_a_row += 1
                    no_use = isinstance(trouble, Refused) and trouble.credentials
                    if no_use or in_a_row >= GIVE_UP_AFTER or tries[place] >= TRIES:
                        raise Incomplete(f"Products from {place} on: {trouble}")
                    tries[place] += 1
                    doing[pool.submit(work[place])] = place
                self.report(self.progress)
        finally:
            self._stop.set()
            pool.shutdown(cancel_futures=True)
            self._stop.clear()

    def _complete(self) -> Iterator[bytes]:
        """Every product once. Raises Incomplete at the end if some are missing."""
        seen: set[str] = set()
        for line in self._pages.lines():
            uuid = entry_of(line).uuid
            if uuid not in seen:
                seen.add(uuid)
                yield line
        if len(seen) < self.progress.total:
            shutil.rmtree(self._work)  # its pages overlap: another try needs new ones
            raise Incomplete(
                f"4Over says it has {self.progress.total} products, "
                f"but shows only {len(seen)} different ones."
            )
