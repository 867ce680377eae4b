"""What may be wanted of staff for an order: the filters of the list of orders, and what
the first page tells."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, select

from storefront.artwork.models import ArtworkSlot
from storefront.catalog.stages import Gate
from storefront.orders.models import (
    ON_ACCOUNT,
    Cancellation,
    CancellationState,
    Cleared,
    ItemStatus,
    NewFiles,
    NewFilesState,
    Notice,
    Order,
    OrderItem,
    PrintJob,
)
from storefront.orders.notices import failing
from storefront.orders.stages import OF_STAFF, waiting_for
from storefront.payments.closing import with_an_open_refund
from storefront.payments.conditions import is_overpaid, is_unpaid
from storefront.payments.models import Payment, Repayment

# What may be wanted of staff, by the word in the URL.
NEEDS: dict[str, tuple[str, Callable[[], ColumnElement[bool]]]] = {
    "payment": (
        "not paid yet",
        lambda: is_unpaid() & Order.items.any(OrderItem.status != ItemStatus.CANCELLED),
    ),
    "account": (
        "on account, waiting for approval",
        lambda: (
            (
                Order.cleared_at.is_(None)
                & (Order.payment_method == ON_ACCOUNT)
                & Order.items.any(OrderItem.status == ItemStatus.WAITING)
            )
            | (
                (Order.cleared_how == Cleared.ON_ACCOUNT)
                & Order.items.any(OrderItem.extra_due & (OrderItem.status == ItemStatus.WAITING))
            )
        ),
    ),
    "look": (
        "with a payment that needs a look",
        lambda: Order.id.in_(select(Payment.order_id).where(Payment.trouble != "")),
    ),
    "repayment": (
        "with a refund that may or may not have been made",
        lambda: Order.id.in_(
            select(Payment.order_id)
            .join(Repayment, Repayment.payment_id == Payment.id)
            .where(Repayment.reference.is_(None))
        ),
    ),
    "overpaid": ("paid too much", is_overpaid),
    "approval": (
        "waiting for approval or release by staff",
        lambda: Order.id.in_(waiting_for(*OF_STAFF)),
    ),
    "customer": (
        "waiting for approval by the customer",
        lambda: Order.id.in_(waiting_for(Gate.CUSTOMER)),
    ),
    "files": (
        "waiting for the customer's files",
        lambda: Order.items.any(
            OrderItem.status.in_((ItemStatus.WAITING, ItemStatus.HELD))
            & OrderItem.slots.any(ArtworkSlot.file_id.is_(None))
        ),
    ),
    "new files": (
        "with new files that 4Over may or may not have",
        lambda: Order.items.any(
            OrderItem.print_jobs.any(
                PrintJob.new_files.any(NewFiles.state == NewFilesState.UNKNOWN)
            )
        ),
    ),
    "refund": ("with an open refund", with_an_open_refund),
    "email": (
        "with an email that could not be sent",
        lambda: Order.id.in_(select(Notice.order_id).where(failing())),
    ),
    "stopped": (
        "stopped at 4Over",
        lambda: Order.items.any(
            OrderItem.status.in_((ItemStatus.IN_PRODUCTION, ItemStatus.HELD))
            & OrderItem.print_jobs.any(PrintJob.stopped_at.is_not(None))
        ),
    ),
    "cancellation": (
        "where a cancellation is not certain",
        lambda: Order.items.any(
            OrderItem.cancellations.any(Cancellation.state == CancellationState.UNCONFIRMED)
            | OrderItem.set_cancellations.any(Cancellation.state == CancellationState.UNCONFIRMED)
        ),
    ),
}

URGENT = {  # of what may be needed; and what to do, if the words do not say it
    "account": "",
    "look": "What the bank says does not fit. The order says what.",
    "repayment": "The provider did not answer. The shop asks again every ten minutes.",
    "overpaid": "The rest is to be given back.",
    "cancellation": "",
    "new files": "They are not sent again automatically. Each order says what to do.",
    "email": "",
    "stopped": "They wait for somebody. Each order says what to do.",
}
