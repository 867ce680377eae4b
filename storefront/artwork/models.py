"""Print files and the slots that they fill."""

import secrets
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.artwork.facts_column import FactsColumn
from storefront.artwork.inspection.facts import Facts, FileKind
from storefront.clock import now
from storefront.database import Model, Texts


class ArtworkFile(Model):
    """A file as it was uploaded. Its bytes never change: what is approved is what is sent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    stored_name: Mapped[str] = mapped_column(
        String(80), unique=True, default=lambda: secrets.token_hex(20)
    )
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    extension: Mapped[str] = mapped_column(String(8))  # pdf, tif, png or jpg, by content
    original_name: Mapped[str] = mapped_column(String(255))
    facts: Mapped[Facts] = mapped_column(  # what was measured of it when it came
        FactsColumn, default=lambda: Facts(kind=FileKind.PDF)
    )
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime] = mapped_column(default=now)  # last put into a cart
    # the id of the one it was made of, which is kept as long as this one
    made_from_id: Mapped[int | None]
    removed_at: Mapped[datetime | None]  # since then only what is known of it is left


class ArtworkSlot(Model):
    """A file that 4Over requires for one set: front, back, mask … of a cart or an order item."""

    __table_args__ = (
        Index("uq_artwork_slot_cart", "cart_item_id", "set_number", "code", unique=True),
        Index("uq_artwork_slot_order", "order_item_id", "set_number", "code", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cart_item_id: Mapped[int | None] = mapped_column(ForeignKey("cart_item.id"))
    order_item_id: Mapped[int | None] = mapped_column(ForeignKey("order_item.id"))
    set_number: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(40))  # 4Over's reason: fr, bk, fm … (API 9.2)
    label: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("artwork_file.id"))
    # false: the options in the cart no longer ask for it; its file is kept in case they do again
    needed: Mapped[bool] = mapped_column(default=True)

    # the name of one that was refused since the last that was taken; empty: none
    refused: Mapped[str] = mapped_column(String(255), default="")

    file: Mapped[ArtworkFile | None] = relationship(lazy="joined")
    former: Mapped[list["FormerFile"]] = relationship(order_by="FormerFile.id")


class FormerFile(Model):
    """A file that 4Over had already when another took its place in the slot: both are kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("artwork_slot.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("artwork_file.id"), index=True)
    replaced_at: Mapped[datetime] = mapped_column(default=now)
    replaced_by: Mapped[str] = mapped_column(String(255))

    file: Mapped[ArtworkFile] = relationship(lazy="joined")


class Upload(Model):
    """A file on its way to us in parts, which goes on where it was broken off."""

    token: Mapped[str] = mapped_column(
        String(40), primary_key=True, default=lambda: secrets.token_hex(20)
    )
    item: Mapped[str] = mapped_column(String(80), index=True)  # the path of the item it is for
    file_name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes of all, as was said at its beginning
    # the SHA-256 over those of its parts, as was said at its beginning; empty: it was not said
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    received: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes
    parts: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())  # the SHA-256 of each
    expires_at: Mapped[datetime]
    checked_until: Mapped[datetime | None]  # until then somebody looks at what has come
    taken: Mapped[bool] = mapped_column(default=False)  # it has become a file

    @property
    def complete(self) -> bool:
        return self.received == self.size

    @property
    def in_check(self) -> bool:
        """Somebody looks at what has come, for its slot."""
        return self.checked_until is not None and self.checked_until > now()
