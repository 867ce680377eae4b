"""The stages that an item was ordered with, and who let it pass."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.catalog.stages import Gate
from storefront.database import Model, word_of


class ItemStage(Model):
    """One stage of the item's workflow as it was when the item was ordered.

    Payment and files are passed by what is there; of the others a person says so, once.
    """

    __table_args__ = (Index("uq_item_stage_position", "item_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("order_item.id"))
    position: Mapped[int]
    gate: Mapped[Gate] = mapped_column(word_of(Gate))
    internal: Mapped[str] = mapped_column(String(120), default="")
    customer: Mapped[str] = mapped_column(String(120), default="")
    passed_by: Mapped[str] = mapped_column(String(255), default="")
    passed_at: Mapped[datetime | None]
    # what was looked at, by `seal_of`; empty: nothing, or nobody noted it
    files: Mapped[str] = mapped_column(String(40), default="")
    # of an approval in the cart: the proof that was approved, with its options and rules
    proof: Mapped[str] = mapped_column(String(40), default="")
