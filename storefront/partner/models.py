"""Accounts at 4Over, on its staging or its production server: the shop's, and those of users."""

import enum
import hashlib
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from storefront.accounts.models import User
from storefront.database import Model, word_of
from storefront.fourover.replies import PaymentProfile
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
    """Keys, and the cards that 4Over keeps for them. The shop has one account an environment, and
    each user may have one of his own there."""

    __table_args__ = (
        Index(
            "uq_partner_account_shop",
            "environment",
            unique=True,
            sqlite_where=text("owner_id IS NULL AND retired_at IS NULL"),
            postgresql_where=text("owner_id IS NULL AND retired_at IS NULL"),
        ),
        Index(
            "uq_partner_account_owner",
            "owner_id",
            "environment",
            unique=True,
            sqlite_where=text("owner_id IS NOT NULL AND retired_at IS NULL"),
            postgresql_where=text("owner_id IS NOT NULL AND retired_at IS NULL"),
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

    acting_admin: Mapped[str] = mapped_column(String(255), default="")
    tested_at: Mapped[datetime | None]
    test_result: Mapped[str] = mapped_column(Text, default="")  # "" is good

    cards_asked_at: Mapped[datetime | None]  # 4Over, whether they can still be charged

    # other keys took its place; orders that were placed with it are still followed with it
    retired_at: Mapped[datetime | None]

    # after an unknown: pushing rests until 4Over has answered again
    breaker_opened_at: Mapped[datetime | None]
    breaker_reason: Mapped[str] = mapped_column(Text, default="")

    owner: Mapped[User | None] = relationship()
    cards: Mapped[list["PartnerCard"]] = relationship(
        back_populates="account", order_by="PartnerCard.id"
    )

    @classmethod
    def is_the_shops(cls) -> ColumnElement[bool]:
        """The condition for the one account that the shop uses in an environment."""
        return cls.owner_id.is_(None) & cls.retired_at.is_(None)

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.environment, self.public_key)

    @property
    def card(self) -> "PartnerCard | None":
        """The one that is chosen for it."""
        return next((card for card in self.cards if card.chosen), None)

    @property
    def called(self) -> str:
        """Whose it is, in a sentence."""
        return "the shop's 4Over account" if self.owner_id is None else "the customer's own account"


class PartnerCard(Model):
    """A card that orders are charged to, or were. Only the account that has it can be named with
    it: what refers to a card refers to both."""

    __table_args__ = (
        UniqueConstraint("account_id", "id"),
        Index(
            "uq_partner_card_chosen",
            "account_id",
            unique=True,
            sqlite_where=text("chosen"),
            postgresql_where=text("chosen"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("partner_account.id"))
    token: Mapped[str] = mapped_column(Encrypted)  # 4Over's reference to it
    type: Mapped[str] = mapped_column(String(40), default="")
    last_four: Mapped[str] = mapped_column(String(8), default="")
    valid_thru: Mapped[str] = mapped_column(String(20), default="")  # as 4Over writes it: 2030 04
    chosen: Mapped[bool] = mapped_column(default=False)  # the account's orders are charged to it
    trouble: Mapped[str] = mapped_column(Text, default="")  # why it cannot be charged; "" is good
    told: Mapped[str] = mapped_column(Text, default="")  # of which the shop was mailed
    telling_since: Mapped[datetime | None]  # somebody mails it, or died of that

    account: Mapped[PartnerAccount] = relationship(back_populates="cards")

    @validates("trouble")
    def _tell_anew(self, _: str, trouble: str) -> str:
        if not trouble:
            self.told, self.telling_since = "", None
        return trouble

    def __str__(self) -> str:
        return self.profile.called

    @property
    def profile(self) -> PaymentProfile:
        """As 4Over listed it when it was last looked at."""
        return PaymentProfile(
            token=self.token,
            last_four=self.last_four,
            type=self.type,
            valid_thru=self.valid_thru,
        )


class UserCard(Model):
    """A card of the shop's account that a user's orders are charged to, in place of the shop's."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "card_id"], ["partner_card.account_id", "partner_card.id"]
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("shop_user.id"), primary_key=True)
    environment: Mapped[Environment] = mapped_column(word_of(Environment), primary_key=True)
    account_id: Mapped[int]
    card_id: Mapped[int]

    card: Mapped[PartnerCard] = relationship()
