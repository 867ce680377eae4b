"""The client: one method for each call. Paths and spellings are known only here."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from storefront.fourover import payloads
from storefront.fourover.answers import RawAnswer, value_of
from storefront.fourover.calls import (
    Calls,
    attached,
    let_go,
    named,
    path_of,
    product_or_trouble,
    read,
)
from storefront.fourover.errors import NOT_FOUND, Refused
from storefront.fourover.paging import EntityPage
from storefront.fourover.payloads import Address, Choice
from storefront.fourover.replies import (
    AddressReply,
    FeedBasePrice,
    FeedPage,
    FeedProduct,
    FileRequirement,
    ListedCategory,
    ListedProduct,
    PaymentProfile,
    ProductQuote,
    QuantityDiscount,
    ShippingReply,
    StatusEntry,
    Unreadable,
)
from storefront.fourover.replies.catalog import malformed
from storefront.fourover.replies.jobs import tracking_numbers
from storefront.fourover.signature import Signature
from storefront.fourover.transport import Pace, Transport

LARGEST_FEED_PAGE = 20  # 4Over's own limit
_PAGE = 100
_FEED = "/printproducts/productsfeed"
_ABOUT_THE_ADDRESS = (400, 404, 409, 422)

_may_be_empty = partial(value_of, may_be_empty=True)


class FourOver:
    """An account at one of 4Over's servers.

    Every method raises Unreachable, Refused or Unclear. `throttle` is called before each read goes
    out, and may wait. Safe to use from several threads.
    """

    def __init__(
        self,
        base_url: str,
        public_key: str,
        private_key: str,
        *,
        throttle: Callable[[], None] | None = None,
        read_timeout: float = Pace.read_deadline,
        reads_within: float = Pace.reads_within,
        write_deadline: float = Pace.write_deadline,
        tries: int = Pace.tries,
        pause: float = Pace.pause,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Times in seconds: `read_timeout` for one try of a read, `reads_within` for all its
        `tries`, and `write_deadline` for all of a write. `sleep` waits between tries: `pause`
        before the second, doubling each time."""
        pace = Pace(read_timeout, reads_within, write_deadline, tries, pause=pause, sleep=sleep)
        self._transport = Transport(base_url, Signature(public_key, private_key), pace, throttle)
        self._calls = Calls(self._transport)

    # What 4Over prints (API 3, 4)

    def categories(self) -> tuple[ListedCategory, ...]:
        path = "/printproducts/categories"
        return self._calls.entities(
            path, ListedCategory.from_json, "category_uuid", "id", step=_PAGE
        )

    def category_products(self, category_uuid: str) -> tuple[ListedProduct, ...]:
        path = path_of("printproducts", "categories", category_uuid, "products")
        return self._calls.entities(path, ListedProduct.from_json, "product_uuid", step=_PAGE)

    def feed(self, offset: int = 0, lastupdate: date | None = None) -> FeedPage:
        """Up to 20 products from `offset` on; with `lastupdate`, of those changed since that day.

        A product that cannot be trusted stands in its page as the Malformed it would raise. Step
        on by the number of entities.
        """
        page = self._feed_page(offset, lastupdate)
        return FeedPage(tuple(map(product_or_trouble, page.entities)), page.total)

    def product_feed(self, product_uuid: str) -> FeedProduct:
        """One product with all its options and their prices. Raises Malformed."""
        page = read(EntityPage.from_json, self._calls.get(_FEED, product_uuid=product_uuid), _FEED)
        for entity in page.entities:
            if named(entity, ("product_uuid",)) == product_uuid:
                return FeedProduct.from_json(entity)
        raise Refused(f"{product_uuid} is not in the feed", status=404)

    def base_prices(self, product_uuid: str) -> tuple[FeedBasePrice, ...]:
        """What each runsize in each colorspec costs; may be none. Raises Malformed."""
        path = path_of("printproducts", "products", product_uuid, "baseprices")
        rows = self._calls.entities(path, lambda row: row, "base_price_uuid")
        try:
            return tuple(map(FeedBasePrice.from_json, rows))
        except Unreadable as error:
            reason = str(error)
        raise malformed({"product_uuid": product_uuid}, reason)

    def _feed_page(self, offset: int, lastupdate: date | None) -> EntityPage:
        query = {"max": str(LARGEST_FEED_PAGE), "offset": str(offset)}
        if lastupdate is not None:
            query |= {"lastupdate": lastupdate.isoformat(), "time": "00:00:00"}
        return read(
            EntityPage.from_json, self._calls.get(_FEED, _may_be_empty, **query), f"GET {_FEED}"
        )

    # What it costs (API 6, 7) and where it can go (API 8)

    def prints(self, product_uuid: str) -> bool:
        """Whether it is one of its products. A quote's 404 may as well mean its choices (API 6)."""
        try:
            self._calls.get(path_of("printproducts", "products", product_uuid))
        except Refused as refusal:
            if refusal.status == NOT_FOUND:
                return False
            raise
        return True

    def quote(self, choice: Choice) -> ProductQuote:
        """The cost of one set. Raises Refused where it is not printed, or has no price."""
        path = "/printproducts/productquote"
        query = [
            ("product_uuid", choice.product_uuid),
            ("runsize_uuid", choice.runsize_uuid),
            ("colorspec_uuid", choice.colorspec_uuid),
            ("turnaroundtime_uuid", choice.turnaround_uuid),
            *(("options[]", option_uuid) for option_uuid in choice.option_uuids),
        ]
        reply = read(ProductQuote.from_json, self._transport.get(path, query), f"GET {path}")
        if not reply.total:
            raise Refused("no price")
        return reply

    def quantity_discounts(self, choice: Choice) -> tuple[QuantityDiscount, ...]:
        """What is taken off several sets of it (API 16); none where 4Over lists none."""
        path = path_of("printproducts", "products", choice.product_uuid, "quantitydiscounts")
        runsize, colorspec = choice.runsize_uuid, choice.colorspec_uuid
        of_it = [("runsize_uuid", runsize), ("colorspec_uuid", colorspec)]
        page = read(EntityPage.from_json, self._transport.get(path, of_it), f"GET {path}")
        return QuantityDiscount.those_of(choice, page.entities)

    def shipping_quote(
        self,
        choice: Choice,
        address: Address,
        *,
        bypass_address_validation: bool = False,
    ) -> ShippingReply:
        """How one item can travel, all its sets in one parcel, and for how much; or the addresses
        that may be meant."""
        question = payloads.shipping_question(
            choice, address, bypass_address_validation=bypass_address_validation
        )
        return self._calls.ask("/shippingquote", question, ShippingReply.from_json)

    def validate_address(self, address: Address) -> AddressReply:
        """Whether 4Over can deliver there. An address it refuses, or has nothing to say of, is an
        answer and not an error (API 8)."""
        question = {"shipping_address": address.place()}
        try:
            return self._calls.ask(
                "/addressvalidation", question, AddressReply.from_json, _may_be_empty
            )
        except Refused as refusal:
            if refusal.credentials or refusal.status not in _ABOUT_THE_ADDRESS:
                raise
            return AddressReply(valid=False, words=refusal.words)

    # Files (API 9, 11)

    def requirements(
        self, product_uuid: str, option_uuids: Sequence[str]
    ) -> tuple[FileRequirement, ...]:
        """The files wanted for this combination. Send every chosen option, colorspec included."""
        question = payloads.requirements_question(product_uuid, option_uuids)
        read_all = partial(FileRequirement.all_from_json, product_uuid=product_uuid)
        return self._calls.ask("/requirements/products", question, read_all)

    def attach_files(self, job_id: str, files: Mapping[str, str]) -> None:
        """Give a job placed without files its own, {"fr": uuid or URL}. May be repeated."""
        path = path_of("jobs", job_id, "files")
        attached(self._calls.change("POST", path, {"files": [dict(files)]}), f"POST {path}")

    # Orders and jobs (API 10 to 15)

    def send_order(self, payload: Mapping[str, Any]) -> RawAnswer:
        """Place an order: sent once, never repeated here.

        What came back is read with `read_order_answer`, once it is stored. Raises Unreachable only
        if no byte left this machine, and Unclear for all else that gave no whole answer.
        """
        return self._transport.write("POST", "/orders", payloads.encoded(payload))

    def payment_profiles(self) -> tuple[PaymentProfile, ...]:
        """The cards kept at 4Over. Choose by token: the first may be a Dummy."""
        return self._calls.short_list("/paymentprofiles", PaymentProfile.from_json)

    def order_status(self, job_id: str) -> tuple[StatusEntry, ...]:
        """The whole history of a job, newest first."""
        return self._calls.short_list(path_of("orders", job_id, "status"), StatusEntry.from_json)

    def tracking(self, job_id: str) -> tuple[str, ...]:
        """The numbers of a job's parcels; none until it has left."""
        path = path_of("orders", job_id, "tracking")
        return read(tracking_numbers, self._calls.get(path, _may_be_empty), f"GET {path}")

    def cancel_job(self, job_id: str) -> None:
        """Take a job out of production. May be repeated. Raises Refused with 4Over's sentence."""
        path = path_of("orders", job_id)
        let_go(self._transport.write("DELETE", path), f"DELETE {path}")
