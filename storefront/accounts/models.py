"""People who sign in."""

import enum
import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.clock import now
from storefront.database import Model, word_of
from storefront.lookup import words_of
from storefront.money import Money
from storefront.page_cache import SeenByVisitors


class Role(enum.StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"  # looks after orders
    ADMIN = "admin"  # staff who also set the shop up


def new_version() -> int:
    return secrets.randbits(31)


class UserGroup(SeenByVisitors, Model):
    """A bucket of customers that markup rules can speak of."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    # on account: each of its customers may owe that much; empty is nothing
    credit_limit: Mapped[Decimal | None] = mapped_column(Money)
    terms_days: Mapped[int | None]


class User(UserMixin, Model):
    __tablename__ = "shop_user"  # "user" is a reserved word in PostgreSQL

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(word_of(Role), default=Role.CUSTOMER)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("user_group.id"))
    disabled: Mapped[bool] = mapped_column(default=False)
    # drawn anew to end all sessions; at random, as a restored backup gives out the same ids again,
    # to others
    session_version: Mapped[int] = mapped_column(default=new_version)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # on account: what he may owe, and within how many days he pays; empty is as his group's
    credit_limit: Mapped[Decimal | None] = mapped_column(Money)
    terms_days: Mapped[int | None]
    found_by: Mapped[str] = mapped_column(Text, default="")  # follows e-mail and name by itself

    group: Mapped[UserGroup | None] = relationship()

    def get_id(self) -> str:
        return f"{self.id}:{self.session_version}"

    def end_sessions(self) -> None:
        """Every browser is signed out."""
        self.session_version = new_version()

    @property
    def is_active(self) -> bool:
        return not self.disabled

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.STAFF, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _write_down(mapper: Any, connection: Any, user: User) -> None:  # noqa: ARG001 - as called
    user.found_by = words_of((user.email, user.name))
