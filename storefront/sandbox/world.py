"""One running sandbox: its catalog, its memory, its clock, and the troubles it makes."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from random import uniform
from typing import cast

from flask import current_app, g, request

from storefront.sandbox.catalog import Catalog
from storefront.sandbox.catalog.listing import Listing
from storefront.sandbox.catalog.pricing import Cost, cost_of, discount_on
from storefront.sandbox.catalog.sheet import Sheet
from storefront.sandbox.clock import Clock
from storefront.sandbox.faults import Faults
from storefront.sandbox.jobs import Jobs
from storefront.sandbox.profiles import Account
from storefront.sandbox.store import Store

FOREIGN = "http://api.4over.com/app.php"


@dataclass
class Sandbox:
    catalog: Catalog
    store: Store
    faults: Faults
    clock: Clock
    jobs: Jobs
    accounts: dict[str, Account]  # by the public key
    latency: float
    as_slow_as_real: bool
    base_url: str | None

    @property
    def account(self) -> Account:
        """Whose keys signed this call."""
        return cast("Account", g.account)

    @property
    def link_base(self) -> str:
        """What the links in answers begin with."""
        if self.faults.see("foreign_links"):
            return FOREIGN
        return self.base_url or request.host_url.rstrip("/")

    def pause(self, call: str) -> float:
        """Seconds before this call is answered. The real service takes 0.4 to 0.9 for a read and
        30 to 50 for an order (API 20)."""
        if not self.as_slow_as_real:
            return self.latency
        return uniform(30, 50) if call == "POST /orders" else uniform(0.4, 0.9)  # noqa: S311

    def visible(self, listings: list[Listing]) -> list[Listing]:
        """What is left of them after those that a fault has withdrawn."""
        if self.faults.see("empty_lists"):
            return []
        return [listing for listing in listings if listing.code not in self._named("withdraw")]

    def changed(self, listings: list[Listing], since: datetime) -> list[Listing]:
        """Those that changed since then. Prices that a fault moved have moved just now."""
        moved = [one for one in self.visible(listings) if self._is_dearer(one)]
        if self.faults.see("list_withdrawn"):
            moved += [one for one in listings if one.code in self._named("withdraw")]
        return [one for one in listings if one in moved or self._since(one, since)]

    def _since(self, listing: Listing, since: datetime) -> bool:
        return listing.updated_at >= since and bool(self.visible([listing]))

    def _is_dearer(self, listing: Listing) -> bool:
        named = self._named("raise_base")
        return self.faults.see("raise_base") is not None and (not named or listing.code in named)

    def _named(self, fault: str) -> set[str]:
        """The product codes that a fault is about, separated by commas; after a percentage."""
        on = self.faults.see(fault)
        words = on.value.replace(",", " ").split() if on else []
        return set(words[fault == "raise_base" :])

    def sheet(self, uuid: object) -> Sheet | None:
        listing = self.catalog.by_uuid.get(str(uuid))
        if listing is None or not self.visible([listing]):
            return None
        sheet = self.catalog.sheet(listing)
        if self._is_dearer(listing):
            factor = 1 + self.percent("raise_base") / 100
            return replace(sheet, base={key: p * factor for key, p in sheet.base.items()})
        return sheet

    def cost(
        self,
        sheet: Sheet,
        runsize: str,
        colorspec: str,
        turnaround: str | None,
        options: list[str],
        sets: int = 1,
    ) -> Cost:
        """What one of so many sets costs this account now: the one rule for quotes, shipping tax
        and orders. A quote is always of one alone."""
        cost = cost_of(sheet, runsize, colorspec, turnaround, options)
        if not self.faults.see("no_discount"):
            cost = cost.less(discount_on(sets))
        return cost.moved(self.percent("move_price")).moved(Decimal(self.account.dearer_by))

    def remember_quote(self, product_uuid: str, zipcode: str) -> None:
        """Shipping was quoted for this product to there; an order may name its services."""
        self.store.run(
            "INSERT OR IGNORE INTO shipping_quotes VALUES (?, ?)", product_uuid, zipcode[:5]
        )

    def was_quoted(self, product_uuid: str, zipcode: str) -> bool:
        asked = "SELECT 1 FROM shipping_quotes WHERE product_uuid = ? AND zipcode = ?"
        return self.store.row(asked, product_uuid, zipcode[:5]) is not None

    def percent(self, fault: str) -> Decimal:
        on = self.faults.see(fault)
        try:
            return Decimal(on.value.split()[0]) if on else Decimal(0)
        except (InvalidOperation, IndexError):
            return Decimal(0)

    def reset(self) -> None:
        """Forget every order, file, request and trouble."""
        self.store.empty()
        self.faults.load()
        self.clock.load()

    def close(self) -> None:
        """Remember how late it is, and let go of the file."""
        self.clock.save()
        self.store.close()


def here() -> Sandbox:
    return cast("Sandbox", current_app.extensions["sandbox"])
