"""What states are called on the staff's pages: one word for one thing, and no codes."""

from enum import StrEnum

from storefront.admin.blueprint import bp
from storefront.catalog.models import SyncStatus
from storefront.catalog.stages import Gate
from storefront.fourover.statuses import JobPhase
from storefront.orders.models import (
    CancellationState,
    Cleared,
    Hold,
    ItemStatus,
    NewFilesState,
    Phase,
)
from storefront.payments.models import Payment, PaymentStatus, RefundStatus
from storefront.times import day

LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    ItemStatus: {
        ItemStatus.WAITING: "Waiting",
        ItemStatus.READY: "Ready to send",
        ItemStatus.PUSHING: "Being sent",
        ItemStatus.HELD: "On hold",
        ItemStatus.IN_PRODUCTION: "In production",
        ItemStatus.SHIPPED: "Shipped",
        ItemStatus.DELIVERED: "Delivered",
        ItemStatus.CANCELLING: "Being canceled",
        ItemStatus.CANCELLED: "Canceled",
    },
    Hold: {
        Hold.REFUSED: "Rejected",
        Hold.ABSENT: "Not at 4Over",
        Hold.UNKNOWN: "Order status unknown",
        Hold.UNMAPPED: "Job number missing",
        Hold.PARTLY: "Partly accepted",
        Hold.DEARER: "Cost went up",
        Hold.ASKED: "Customer asked to pay more",
        Hold.UNDER_COST: "Sold under cost",
        Hold.CARD: "Card cannot be charged",
        Hold.CREDENTIALS: "Keys not accepted",
        Hold.ARTWORK: "File problem",
        Hold.ADDRESS: "Address problem",
        Hold.ENVIRONMENT: "Ordered for the other server",
        Hold.MIXED: "Mixed with own products",
        Hold.UNREACHABLE: "4Over out of reach",
        Hold.DISPUTED: "Payment disputed",
        Hold.DAILY_LIMIT: "Daily limit reached",
    },
    Cleared: {
        Cleared.PAID: "paid",
        Cleared.ON_ACCOUNT: "on account",
        Cleared.RELEASED: "not paid",
    },
    Gate: {
        Gate.PAYMENT: "Payment",
        Gate.FILES: "Files",
        Gate.CUSTOMER: "Approval by the customer",
        Gate.STAFF: "Approval by staff",
        Gate.RELEASE: "Release by hand",
    },
    Phase: {
        Phase.PREPARING: "not sent yet",
        Phase.SENDING: "being sent",
        Phase.ACCEPTED: "accepted",
        Phase.PARTLY: "partly accepted",
        Phase.REFUSED: "rejected",
        Phase.NOT_SENT: "not sent",
        Phase.UNKNOWN: "no clear answer",
    },
    CancellationState: {
        CancellationState.ASKED: "Cancellation requested",
        CancellationState.ASKING: "4Over is being asked to cancel it",
        CancellationState.AGREED: "4Over agreed to cancel it",
        CancellationState.SEEN: "Canceled",
        CancellationState.REFUSED: "It could not be canceled",
        CancellationState.UNCONFIRMED: "Cancellation not confirmed yet",
    },
    JobPhase: {
        JobPhase.RECEIVED: "Received, being checked",
        JobPhase.FILES: "Stopped: waits for files",
        JobPhase.PREVIEW: "Stopped: its preview is to be approved",
        JobPhase.ANSWER: "Stopped: 4Over has a question",
        JobPhase.ON_HOLD: "Stopped: on hold",
        JobPhase.REJECTED: "Stopped: delivery rejected",
        JobPhase.REPRINT: "Printed again",
        JobPhase.TROUBLE: "Stopped: something went wrong",
        JobPhase.PREPARING: "In production: being prepared",
        JobPhase.PRINTING: "In production: being printed",
        JobPhase.PACKING: "Being packed",
        JobPhase.ON_THE_WAY: "Shipped",
        JobPhase.DONE: "Delivered",
        JobPhase.CANCELLED: "Canceled",
        JobPhase.DISCARDED: "Canceled: discarded",
        JobPhase.IN_PROGRESS: "New to the shop: being worked on",
    },
    NewFilesState: {
        NewFilesState.WAITING: "New files wait to be sent",
        NewFilesState.SENDING: "New files are being sent",
        NewFilesState.TAKEN: "New files accepted",
        NewFilesState.REFUSED: "New files not accepted",
        NewFilesState.UNKNOWN: "New files: no clear answer",
        NewFilesState.DROPPED: "New files not sent, canceled",
    },
    SyncStatus: {
        SyncStatus.WAITING: "Waiting to start",
        SyncStatus.FETCHING: "Fetching",
        SyncStatus.APPLYING: "Updating the catalog",
        SyncStatus.BRAKED: "Needs your approval",
        SyncStatus.DONE: "Done",
        SyncStatus.FAILED: "Failed",
        SyncStatus.CANCELLED: "Canceled",
    },
    RefundStatus: {
        RefundStatus.OPEN: "Open",
        RefundStatus.SETTLED: "Refunded",
        RefundStatus.WAIVED: "Closed without refund",
        RefundStatus.CORRECTION: "Correction",
    },
}


@bp.app_template_filter("payment_state")
def payment_state(payment: Payment) -> str:
    """What became of it, after its amount."""
    if payment.status == PaymentStatus.BEGUN:
        return "is being paid; nothing has come yet"
    if payment.status == PaymentStatus.FAILED:
        return "was not paid"
    moved = "taken back" if payment.corrects_id else "paid" if payment.amount > 0 else "given back"
    by = f", recorded by {payment.recorded_by}" if payment.recorded_by else ""
    return f"{moved} {day(payment.paid_at or payment.made_at)}{by}"


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """For a filter: the word in the URL, and what it is called."""
    return [(member.value, label(member)) for member in kind]


@bp.app_template_filter("label")
def label(value: StrEnum) -> str:
    return LABELS.get(type(value), {}).get(value) or value.capitalize()
