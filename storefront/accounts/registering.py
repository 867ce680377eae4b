"""A new user of the shop: by the form, or by an admin at the command line."""

from sqlalchemy import select

from storefront.accounts import words
from storefront.accounts.email import normal_email
from storefront.accounts.models import Role, User, UserGroup
from storefront.accounts.passwords import SHORTEST, hash_password
from storefront.database import NotUnique, db, unique
from storefront.settings import shop_settings
from storefront.text import one_line


class EmailTaken(Exception):
    """Somebody has registered with this e-mail address."""


class WeakPassword(ValueError):
    """It is too short to be a password; the text says how long one is."""


def create_user(email: str, password: str, role: Role = Role.CUSTOMER, name: str = "") -> User:
    """Make the user, in the group that the settings give to newcomers. The caller commits.

    Raises BadEmail, WeakPassword or EmailTaken.
    """
    email = normal_email(email)
    if len(password) < SHORTEST:
        raise WeakPassword(words.PASSWORD)
    if db.session.scalar(select(User.id).where(User.email == email)):
        raise EmailTaken(email)
    user = User(
        email=email,
        name=one_line(name, 120),
        password_hash=hash_password(password),
        role=role,
        group_id=_group_of_newcomers(),
    )
    try:
        with unique(User.email), db.session.begin_nested():
            db.session.add(user)
    except NotUnique:  # somebody else was quicker by a moment
        raise EmailTaken(email) from None
    return user


def _group_of_newcomers() -> int | None:
    group = db.session.get(UserGroup, shop_settings().default_user_group)
    return group.id if group else None
