"""Orders, their items, and everything that is known of each at 4Over."""

from storefront.orders.models.asking import PriceQuestion
from storefront.orders.models.cancelling import (
    CANCELLATION_OVER,
    Cancellation,
    CancellationState,
)
from storefront.orders.models.checking import StatusCheck
from storefront.orders.models.daily_limit import DailyLimitRaise
from storefront.orders.models.event import ItemEvent
from storefront.orders.models.found_by import OrderSearch, found_by, number_in
from storefront.orders.models.item import OrderItem
from storefront.orders.models.lost import LostOrder
from storefront.orders.models.meaning import StatusMeaning
from storefront.orders.models.new_files import NewFiles, NewFilesState
from storefront.orders.models.notice import FOR_THE_SHOP, MOST_TRIES, Notice, NoticeKind
from storefront.orders.models.order import ON_ACCOUNT, Order
from storefront.orders.models.pushing import TAKEN, JobStatus, Phase, PrintJob, PushAttempt
from storefront.orders.models.series import NumberSeries
from storefront.orders.models.stages import ItemStage
from storefront.orders.models.statuses import (
    MOVES,
    ORDER_IS,
    OWN_MOVES,
    TO_BE_SENT,
    Cleared,
    ForbiddenMove,
    Hold,
    ItemStatus,
)

__all__ = [
    "CANCELLATION_OVER",
    "FOR_THE_SHOP",
    "MOST_TRIES",
    "MOVES",
    "ON_ACCOUNT",
    "ORDER_IS",
    "OWN_MOVES",
    "TAKEN",
    "TO_BE_SENT",
    "Cancellation",
    "CancellationState",
    "Cleared",
    "DailyLimitRaise",
    "ForbiddenMove",
    "Hold",
    "ItemEvent",
    "ItemStage",
    "ItemStatus",
    "JobStatus",
    "LostOrder",
    "NewFiles",
    "NewFilesState",
    "Notice",
    "NoticeKind",
    "NumberSeries",
    "Order",
    "OrderItem",
    "OrderSearch",
    "Phase",
    "PriceQuestion",
    "PrintJob",
    "PushAttempt",
    "StatusCheck",
    "StatusMeaning",
    "found_by",
    "number_in",
]
