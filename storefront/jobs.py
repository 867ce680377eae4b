"""Everything that runs in the background. A job takes ids, and running it twice is safe."""

from storefront.catalog import sync
from storefront.orders import cancellation, notices, push, sweeping, tracking


def push_order_item(item_id: int) -> None:
    push.push(item_id)


def attach_artwork(item_id: int) -> None:
    push.attach(item_id)


def settle_cancellation(item_id: int) -> None:
    cancellation.settle(item_id)


def track_order_item(item_id: int) -> None:
    tracking.track(item_id)


def send_notice(notice_id: int) -> None:
    notices.send(notice_id)


def sync_catalog(run_id: int) -> None:
    sync.run(run_id)
