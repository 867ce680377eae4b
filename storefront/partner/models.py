"""An account of ours at 4Over, on its staging or its production server."""

import enum
import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.database import Model, word_of
from storefront.page_cache import SeenByVisitors
from storefront.secrets import Encrypted


class Environment(enum.StrEnum):
    """Staging and production never share a catalog, a cart, a card or an order."""

    STAGING = "staging"
    PRODUCTION = "production"


def fingerprint_of(environment: Environment, public_key: str) -> str:
    """Tells accounts apart in snapshots without naming a key."""
    return hashlib.sha256(f"{environment}:{public_key}".encode()).hexdigest()[:16]


class PartnerAccount(SeenByVisitors, Model):
    """Keys, and the card that 4Over keeps for them. The shop has one account an environment."""

    __table_args__ = (
        Index(
            "uq_partner_account_shop",
            "environment",
            unique=True,
            sqlite_where=text("owner_id IS NULL AND retired_at IS NULL"),
            postgresql_where=text("owner_id IS NULL AND retired_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("shop_user.id"))  # None: the shop's own
    name: Mapped[str] = mapped_column(String(120), default="4Over")
    public_key: Mapped[str] = mapped_column(String(200))
    private_key: Mapped[str] = mapped_column(Encrypted)
    private_key_ends: Mapped[str] = mapped_column(String(4))  # all that is ever shown of it
    use_cache_server: Mapped[bool] = mapped_column(default=False)
    cache_server_url: Mapped[str] = mapped_column(String(500), default="")

    card_token: Mapped[str | None] = mapped_column(Encrypted)
    card_type: Mapped[str] = mapped_column(String(40), default="")
    card_last_four: Mapped[str] = mapped_column(String(8), default="")

    acting_admin: Mapped[str] = mapped_column(String(255), default="")
    tested_at: Mapped[datetime | None]
    test_result: Mapped[str] = mapped_column(Text, default="")  # "" is good

    # other keys took its place; orders that were placed with it are still followed with it
    retired_at: Mapped[datetime | None]

    # after an unknown: pushing rests until 4Over has answered again
    breaker_opened_at: Mapped[datetime | None]
    breaker_reason: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def is_the_shops(cls) -> ColumnElement[bool]:
        """The condition for the one account that the shop uses in an environment."""
        return cls.owner_id.is_(None) & cls.retired_at.is_(None)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.environment, self.public_key)

    @property
    def card(self) -> str:
        """Such as "Visa ending in 4242", or nothing."""
        return f"{self.card_type} ending in {self.card_last_four}" if self.card_token else ""

    @property
    def card_is_dummy(self) -> bool:
        return self.card_type.lower() == "dummy"
