"""Where a waiting item stands in its workflow: the first stage that is not passed."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from storefront.audit import record
from storefront.cart.models import CartItem
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.orders.checked_files import stopped_by_later_files
from storefront.orders.models import ItemStage, ItemStatus, OrderItem
from storefront.times import for_machines

OF_FILES = (Gate.CUSTOMER, Gate.STAFF)  # who looks at the files and approves them
OF_STAFF = (Gate.STAFF, Gate.RELEASE)
BY_PERSONS = (Gate.CUSTOMER, *OF_STAFF)

AnyStage = ItemStage | WorkflowStage


class NotThisStage(Exception):
    """The item does not wait there, or not any more. The text says so."""


class FilesChanged(Exception):
    """The files are not those that were shown."""


def frozen(stages: Iterable[WorkflowStage]) -> list[ItemStage]:
    """For an item that is placed now: what becomes of the workflow later does not touch it."""
    return [
        ItemStage(position=position, gate=one.gate, internal=one.internal, customer=one.customer)
        for position, one in enumerate(stages, start=1)
    ]


def open_stages(item: OrderItem) -> list[AnyStage]:
    """What the item still has to pass, in this order. Empty: it may be printed."""
    return [stage for stage in _whole_way(item) if not passed(item, stage)]


def _whole_way(item: OrderItem) -> list[AnyStage]:
    """Its stages, and what is always waited for where they do not say it: the files before they
    are looked at, else at the end."""
    way: list[AnyStage] = list(item.stages)
    gates = [stage.gate for stage in way]
    if Gate.FILES not in gates:
        looked_at = (at for at, gate in enumerate(gates) if gate in OF_FILES)
        way.insert(next(looked_at, len(way)), WorkflowStage(Gate.FILES))
    if Gate.PAYMENT not in gates:
        way.append(WorkflowStage(Gate.PAYMENT))
    return way


def stage_now(item: OrderItem) -> AnyStage | None:
    """Where it stands while it waits."""
    if item.status != ItemStatus.WAITING or not item.is_partners:
        return None
    return next(iter(open_stages(item)), None)


def awaited_approval(item: OrderItem) -> AnyStage | None:
    """The stage at which the customer is waited for, if it stands there."""
    stage = stage_now(item)
    return stage if stage is not None and stage.gate == Gate.CUSTOMER else None


def stage_at(item: OrderItem, position: str) -> ItemStage | None:
    """The one that a form names."""
    return next((stage for stage in item.stages if str(stage.position) == position), None)


def passed(item: OrderItem, stage: AnyStage) -> bool:
    """An approval counts for the files that were looked at, and for no others."""
    if stage.gate == Gate.PAYMENT:
        return item.order.cleared_at is not None and not item.extra_due
    if stage.gate == Gate.FILES:
        there = all(slot.file_id is not None for slot in item.slots)
        return there and not stopped_by_later_files(item)
    assert isinstance(stage, ItemStage)
    return bool(stage.passed_by) and stage.files in ("", seal_of(item))


def seal_of(item: OrderItem | CartItem) -> str:
    """Another one for other files."""
    files = [(slot.set_number, slot.code, slot.file and slot.file.sha256) for slot in item.slots]
    return hashlib.sha256(repr(files).encode()).hexdigest()[:40]


def approval_of(item: OrderItem) -> ItemStage | None:
    """The customer's yes to the files that are there now."""
    theirs = (stage for stage in item.stages if stage.gate == Gate.CUSTOMER)
    return next((stage for stage in theirs if stage.passed_by and passed(item, stage)), None)


def approved_others(item: OrderItem) -> bool:
    """Whether somebody approved other files than are there now."""
    return any(stage.passed_by and not passed(item, stage) for stage in item.stages)


def waiting_for(*gates: Gate) -> list[int]:
    """Orders with an item that stands at one of these stages of its workflow."""
    waiting = (
        select(OrderItem)
        .where(OrderItem.status == ItemStatus.WAITING)
        .where(OrderItem.stages.any(ItemStage.gate.in_(gates)))
        .options(joinedload(OrderItem.order), selectinload(OrderItem.stages))
        .options(selectinload(OrderItem.slots))
    )
    stand = ((item, stage_now(item)) for item in db.session.scalars(waiting))
    return sorted({item.order_id for item, stage in stand if stage and stage.gate in gates})


def may_be_passed(item: OrderItem, stage: AnyStage) -> bool:
    """The item stands there, and a person lets it on."""
    return stage.gate in BY_PERSONS and stage is stage_now(item)


def approve_new_files(item: OrderItem, *, by: str) -> None:
    """The customer's yes to files that replace those of an item at the printer: it is the approval
    now, and the one to those before is kept on record. The caller commits."""
    for stage in item.stages:
        if stage.gate != Gate.CUSTOMER:
            continue
        if stage.passed_by and stage.passed_at:
            before = f"Before: {stage.passed_by}, {for_machines(stage.passed_at)}, {stage.files}"
            record(by, "new files approved", item.reference, before)
        stage.passed_by, stage.passed_at, stage.files = by, now(), seal_of(item)


def pass_stage(item: OrderItem, stage: ItemStage, *, by: str, shown: str) -> None:
    """Note that a person let the item pass the stage where it stands. `shown` is the seal of the
    files that the person was shown.

    Raises NotThisStage, also to the second of two at once, or FilesChanged. The caller releases
    the order, then commits.
    """
    seal = seal_of(item)
    if not may_be_passed(item, stage):
        raise NotThisStage(f"{item.reference} does not wait for that, or not any more.")
    if shown != seal:
        raise FilesChanged("The files are others than those that were shown. Look at them again.")
    still_open = update(ItemStage).where(
        ItemStage.id == stage.id,
        or_(ItemStage.passed_by == "", ItemStage.files.not_in(("", seal))),
    )
    files = seal if stage.gate in OF_FILES else ""
    if not rows_changed(still_open.values(passed_by=by, passed_at=now(), files=files)):
        raise NotThisStage(f"{item.reference} was let on already.")
    db.session.refresh(stage)
