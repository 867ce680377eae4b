"""The stages of a workflow: what an item waits for, one after the other, before it is printed."""

import enum
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import JSON
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Gate(enum.StrEnum):
    """What lets an item pass a stage."""

    PAYMENT = "payment"  # it is paid, or approved on account
    FILES = "files"  # all its files are there
    CUSTOMER = "customer"  # the customer approves the files
    STAFF = "staff"  # somebody of staff approves the files
    RELEASE = "release"  # somebody of staff lets it go on, whatever it waited for


class WorkflowStage(msgspec.Struct, frozen=True):
    gate: Gate
    internal: str = ""  # in words for staff; empty: those that every item has
    customer: str = ""  # in words for the customer, likewise

    def __str__(self) -> str:
        return f"{self.gate}: {self.internal} / {self.customer}"


class Stages(TypeDecorator[tuple[WorkflowStage, ...]]):
    """A column for the stages of a workflow, in their order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return msgspec.to_builtins(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[WorkflowStage, ...]:
        return msgspec.convert(value or (), tuple[WorkflowStage, ...])


def with_approvals(
    stages: Iterable[WorkflowStage], *, customer: bool, staff: str | None
) -> list[WorkflowStage]:
    """With the approvals that are wanted and are no stage yet: the customer's first, then that by
    staff. `staff` says, in words for staff, who wants theirs; None: nobody does."""
    way = list(stages)
    gates = [stage.gate for stage in way]
    if customer and Gate.CUSTOMER not in gates:
        way.insert(0, WorkflowStage(Gate.CUSTOMER))
        gates.insert(0, Gate.CUSTOMER)
    if staff is not None and Gate.STAFF not in gates:
        at = gates.index(Gate.CUSTOMER) + 1 if Gate.CUSTOMER in gates else 0
        way.insert(at, WorkflowStage(Gate.STAFF, staff))
    return way
