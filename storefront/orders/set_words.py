"""Where each of several sets stands, in words a customer understands."""

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.fourover.statuses import delivered, shipped
from storefront.orders.models import ItemStatus, Notice, NoticeKind, OrderItem
from storefront.orders.words import Stage, customer_words, stage_of

GONE = Stage("Canceled", "", "It will not be printed.")
ASKED_BACK = Stage("Being canceled", "warn", "We are asking whether it can still be canceled.")
_AT_4OVER = (ItemStatus.IN_PRODUCTION, ItemStatus.SHIPPED, ItemStatus.DELIVERED)


@dataclass(frozen=True)
class SetStage:
    number: int
    called: str
    stage: Stage
    tracking: tuple[str, ...]


def sets_of(item: OrderItem) -> list[SetStage]:
    """Each by itself; none where there is but one."""
    if item.sets == 1:
        return []
    return [
        SetStage(number, item.called(number), _stage(item, number), _tracking(item, number))
        for number in range(1, item.sets + 1)
    ]


def told_of(item: OrderItem, notices: Sequence[Notice]) -> list[str]:
    """The sets that a mail about a cancellation is of; none where it is of all of the item."""
    if item.status == ItemStatus.CANCELLED:
        return []
    its = [one for one in notices if one.position == item.position]
    numbers = [one.which.removeprefix("set ") for one in its if one.kind == NoticeKind.CANCELLED]
    return [item.called(int(number)) for number in numbers if number.isdecimal()]


def _stage(item: OrderItem, number: int) -> Stage:
    if number in item.sets_gone:
        return GONE
    if any(one.open and one.set_number == number for one in item.set_cancellations):
        return ASKED_BACK
    said = [job.status for job in item.jobs_of(number) if job.status]
    if item.status not in _AT_4OVER or not said:
        return customer_words(item)
    if all(map(delivered, said)):
        return stage_of(ItemStatus.DELIVERED)
    if all(map(shipped, said)):
        return stage_of(ItemStatus.SHIPPED)
    return customer_words(item, number)


def _tracking(item: OrderItem, number: int) -> tuple[str, ...]:
    return tuple(one for job in item.jobs_of(number) for one in job.tracking_numbers)
