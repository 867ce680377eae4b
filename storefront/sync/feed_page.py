"""Products of the feed with their base prices, kept as a file once the whole page is there."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storefront.fourover.client import LARGEST_FEED_PAGE, FourOver
from storefront.fourover.errors import Malformed, Refused, Unclear
from storefront.fourover.replies import FeedProduct
from storefront.sync.fetching import Fetching
from storefront.sync.reading import Quarantined, spec_from, why_not_sold
from storefront.sync.snapshot import line_of, unreadable_line

PAGE = LARGEST_FEED_PAGE


@dataclass(frozen=True)
class FeedPages:
    """The pages in a working folder. Fetching happens in threads, each page in one."""

    client: FourOver
    folder: Path
    fetching: Fetching
    since: date | None = None  # only what changed from that day on

    def file(self, offset: int) -> Path:
        return self.folder / f"{offset:06}.ndjson.gz"

    def fetch(self, offset: int, total: int) -> int:
        """Fetch the products from `offset` up to the next page, and return how many there are.

        Raises Unclear if the feed ends before its total, or whatever the client raises; then there
        is no file.
        """
        products: list[FeedProduct | Malformed] = []
        due = min(PAGE, total - offset)
        while len(products) < due:  # a page may be shorter than asked for
            self.fetching.wait_for_my_turn()
            page = self.client.feed(offset + len(products), self.since)
            if not page.entities:
                raise Unclear(f"the feed ended at {offset + len(products)} of {total}")
            products += page.entities
        lines = [
            self._line(product, f"unnamed-{offset + place}")
            for place, product in enumerate(products[:due])
        ]
        self._keep(offset, lines)
        return len(lines)

    def fetch_one(self, uuid: str, place: int) -> int:
        """Fetch a product that the feed's pages do not show; its file stands at `place`."""
        product: FeedProduct | Malformed
        self.fetching.wait_for_my_turn()
        try:
            product = self.client.product_feed(uuid)
        except Malformed as trouble:
            product = trouble
        self._keep(place, [self._line(product, uuid)])
        return 1

    def lines(self) -> Iterator[bytes]:
        """Of every page that is there, in the feed's order."""
        for page in sorted(self.folder.glob("*.ndjson.gz")):
            with gzip.open(page) as file:
                for line in file:
                    yield line.rstrip(b"\n")

    def _line(self, product: FeedProduct | Malformed, otherwise: str) -> bytes:
        """The product as a line of the snapshot, or in its place why it cannot be sold."""
        self.fetching.wait_for_my_turn()
        if isinstance(product, Malformed):
            return unreadable_line(product.product_uuid or otherwise, str(product))
        self.fetching.progress.prices += 1
        try:
            spec = spec_from(product, self.client.base_prices(product.uuid))
        except (Malformed, Quarantined) as reason:
            return unreadable_line(product.uuid, f"{product.code}: {reason}")
        except Refused as refusal:
            if refusal.status != 404:
                raise
            return unreadable_line(product.uuid, f"{product.code}, its base prices: {refusal}")
        return line_of(spec, why_not_sold(spec))

    def _keep(self, place: int, lines: Iterable[bytes]) -> None:
        path = self.file(place)
        beside = path.with_suffix(".writing")
        beside.write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines), 1, mtime=0))
        beside.rename(path)
