"""What broke off in the background, in words for the first page of the staff."""

from collections.abc import Iterator

from flask import url_for

from storefront import failures
from storefront.admin.alert import Alert, page_of
from storefront.database import db
from storefront.failures import JobFailure
from storefront.orders.models import OrderItem
from storefront.payments.missing import DISPUTED
from storefront.times import moment

OF_ITEMS = {
    "push_order_item": "sending an order item to 4Over",
    "attach_artwork": "attaching the files of an order item at 4Over",
    "send_new_files": "sending a customer's new files to 4Over",
    "settle_cancellation": "asking 4Over to cancel an order item",
    "track_order_item": "asking 4Over for the status of an order item",
}
OF_ORDERS = {"open_payment": "opening the page that a customer pays on"}
JOBS = (
    OF_ITEMS
    | OF_ORDERS
    | {
        "send_notice": "sending an email",
        "check_payment": "asking a bank what became of a payment",
        "ask_providers": "asking banks what became of payments and refunds",
        "remind": "reminding customers of what is not paid",
        "ask_about_payment": "asking a bank what became of a payment",
        "hear_provider": "trusting what a bank sends: is the secret of its webhook right, and the "
        "clock of this machine?",
        "compare_payments": "asking banks for payments that are not here",
        "find_payment": "finding the order of money that moved at a bank",
        "sync_catalog": "syncing the catalog",
        "see_to_syncs": "starting the weekly sync",
        "tend_catalog": "keeping the search up to date",
        "check_statuses": "asking 4Over for the status of many items",
        "check_cards": "finding the cards to check at 4Over",
        "check_cards_of": "checking the cards of an account at 4Over",
        "tell_of_card": "sending an email about a card",
        "_settle_preparing": "putting an interrupted order item back in line",
        "_open_refunds_of": "noting what is owed for a canceled item",
        "_clear_if_paid": "clearing an order of which nothing more need be paid",
        "_let_extras_go": "sending an item on whose higher price is paid, or may be owed",
        "_settle_sending": "settling an order item whose sending was interrupted",
        "tidy_records": "removing old records",
        "tidy_artwork": "removing old files",
        "sweep": "checking every minute for unfinished work",
        "track": "asking 4Over for the status of orders",
    }
)


def failure_alerts() -> Iterator[Alert]:
    """What broke off in the background and has not worked since."""
    for failure in failures.lately():
        if failure.job == DISPUTED:
            yield _dispute(failure)
            continue
        times = "once" if failure.times == 1 else f"{failure.times} times"
        text = (
            f"It failed {times}, last {moment(failure.last_at)}, and has not worked since. "
            f"The log says why: look for {failure.error}."
        )
        title = f"Failed for good: {JOBS.get(failure.job, failure.job.replace('_', ' '))}"
        yield Alert("bad", title, text, _where(failure))


def _dispute(failure: JobFailure) -> Alert:
    """Nothing failed here, but somebody has to answer it."""
    title = f"Dispute {failure.about} is about a payment that is in no order here"
    text = f"{failure.error} An older database was restored, or another shop has the same account."
    return Alert("bad", title, text, _where(failure))


def _where(failure: JobFailure) -> str:
    """The order, where it is about one or an item of it."""
    if failure.job in OF_ORDERS:
        return url_for("admin.order", number=failure.about)
    if failure.job in OF_ITEMS and failure.about.isdecimal():
        item = db.session.get(OrderItem, int(failure.about))
        if item is not None:
            return url_for("admin.order", number=item.order.number)
    return page_of("admin.sync" if "sync" in failure.job else "admin.index")
