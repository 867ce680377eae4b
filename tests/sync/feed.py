"""4Over's catalog over HTTP, a few products of it, with whatever may go wrong; and walks of it."""

import json
import re

from storefront.fourover.client import FourOver
from storefront.partner.models import Environment
from storefront.storage.opening import store
from storefront.sync.crawl import Crawl
from storefront.sync.delta import Delta
from storefront.sync.fetching import Fetching
from storefront.sync.snapshot_store import latest, snapshot_in

FAKE = "https://fake.fourover.test"


class Catalog:
    """4Over's catalog over HTTP, a few products of it, with whatever may go wrong."""

    def __init__(self, http, many=45):
        self.uuids = [f"p-{number:03}" for number in range(many)]
        self.total = many
        self.troubles = {}  # offset or product: what to answer, as often as it is listed
        self.asked = []
        self.shown = lambda offset: self.uuids[offset : offset + 20]
        self.base_price = "6.50"
        self.changed = []  # what the feed lists when asked since some day
        self.since = []
        self.described = {}
        for path, answer in (
            ("categories", self.categories),
            ("categories/cat/products", self.category_products),
            ("productsfeed", self.feed),
            (r"products/[^/]+/baseprices", self.base_prices),
        ):
            http.add_callback(
                "GET", re.compile(f"{FAKE}/printproducts/{path}([?].*)?$"), callback=answer
            )

    def categories(self, request):
        return self._answer({"entities": [self._category()], "totalResults": 1})

    def category_products(self, request):
        listed = self.uuids[int(request.params["offset"]) :][:100]
        entities = [{"product_uuid": uuid, "product_code": uuid} for uuid in listed]
        return self._answer({"entities": entities, "totalResults": len(self.uuids)})

    def feed(self, request):
        if uuid := request.params.get("product_uuid"):
            self.asked.append(uuid)
            return self._answer({"entities": [self._product(uuid)], "totalResults": 1})
        offset = int(request.params["offset"])
        self.asked.append(offset)
        if day := request.params.get("lastupdate"):
            self.since.append(day)
            entities = [self._product(uuid) for uuid in self.changed[offset : offset + 20]]
            return self._answer({"entities": entities, "totalResults": len(self.changed)})
        if self.troubles.get(offset):
            return self.troubles[offset].pop(0)
        entities = [self._product(uuid) for uuid in self.shown(offset)]
        return self._answer({"entities": entities, "totalResults": self.total})

    def base_prices(self, request):
        uuid = request.path_url.split("/")[3]
        self.asked.append(uuid)
        if self.troubles.get(uuid):
            return self.troubles[uuid].pop(0)
        row = {
            "base_price_uuid": "b", "product_baseprice": self.base_price, "runsize": "500",
            "runsize_uuid": "r", "colorspec_uuid": "c", "colorspec": "4/4",
        }  # fmt: skip
        return self._answer({"entities": [row], "totalResults": 1})

    def _product(self, uuid):
        row = {
            "option_uuid": "t", "option_name": "224", "runsize_uuid": "r", "colorspec_uuid": "c",
            "option_prices_list": [],
        }  # fmt: skip
        turnaround = {
            "product_option_group_uuid": "f80e8179-b264-42ce-9f80-bb258a09a1fe",
            "product_option_group_name": "Turn-Around",
            "minoccurs": 1,
            "maxoccurs": 1,
            "options": [row],
        }
        return {
            "product_uuid": uuid,
            "product_code": uuid,
            "product_description": self.described.get(uuid, "Cards"),
            "categories": [self._category()],
            "product_option_groups": [turnaround],
        }

    def _category(self):
        return {"category_uuid": "cat", "category_name": "Cards"}

    def _answer(self, data):
        return 200, {}, json.dumps(data)


def client(tries=1):
    return FourOver(FAKE, "public", "private", tries=tries, sleep=lambda seconds: None)


def crawl(report=lambda progress: None, workers=2, fingerprint="account"):
    """Walk the whole feed, without resting."""
    fetching = Fetching(report, workers, first_pause=0)
    return Crawl(client(), store(), Environment.STAGING, fingerprint, fetching).run()


def delta(fingerprint="account", base=None):
    """Walk what changed since that snapshot: the newest, unless told otherwise."""
    base = base or latest(store(), Environment.STAGING)
    named = (base.name, base.sha256) if base else ("", "")
    fetching = Fetching(lambda progress: None, 2, first_pause=0)
    return Delta(client(), store(), Environment.STAGING, fingerprint, *named, fetching).run()


def entries(manifest):
    with snapshot_in(store(), manifest.name, Environment.STAGING) as snapshot:
        return list(snapshot.entries())


def nothing_is_published():
    return latest(store(), Environment.STAGING) is None
