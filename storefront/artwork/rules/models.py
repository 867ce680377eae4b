"""What is kept of rules: their editions, and what people said of findings."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import JSON, Dialect, Index, String, Text, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column

from storefront.artwork.rules.findings import Level
from storefront.clock import now
from storefront.database import Model
from storefront.page_cache import SeenByVisitors


class RuleOverride(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a shop wants of a rule for a category or a product; of neither: for everything."""

    rule: str
    category_id: int | None = None
    product_id: int | None = None
    level: Level
    target: float | None = None  # None: the table's

    @property
    def narrowness(self) -> int:
        return 2 if self.product_id else 1 if self.category_id else 0


class Overrides(TypeDecorator[tuple[RuleOverride, ...]]):
    """A column type for all of an edition's."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, _: Dialect) -> Any:
        return msgspec.to_builtins(value or ())

    def process_result_value(self, value: Any, _: Dialect) -> tuple[RuleOverride, ...]:
        return msgspec.convert(value or (), tuple[RuleOverride, ...])


class RulesEdition(SeenByVisitors, Model):
    """The shop's rules from then on, whole. Each change makes the next; none is edited."""

    id: Mapped[int] = mapped_column(primary_key=True)
    overrides: Mapped[tuple[RuleOverride, ...]] = mapped_column(Overrides, default=())
    who: Mapped[str] = mapped_column(String(255), default="")
    made_at: Mapped[datetime] = mapped_column(default=now)


class Acknowledgement(Model):
    """Somebody said of one finding that the file is to be printed all the same: the customer of a
    warning, staff also of what blocks, with a reason.

    It holds for this very file in this slot, with these options, by this edition of the rules.
    """

    __table_args__ = (Index("ix_acknowledgement_file_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int]  # no foreign key: the file may go, and this stays what was said
    sha256: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(40))  # of the slot
    options: Mapped[str] = mapped_column(String(16))  # stands for all that was chosen
    edition: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(40))
    so: Mapped[str] = mapped_column(Text)  # what they read of it
    who: Mapped[str] = mapped_column(String(255), default="")
    by_staff: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=now)
