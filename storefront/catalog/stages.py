"""The stages of a workflow: what an item waits for, one after the other, before it is printed."""

import enum
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
