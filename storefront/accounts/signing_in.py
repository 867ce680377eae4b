"""Who somebody is, and for how long a browser may go on being that person."""

from flask import session
from flask_login import login_user
from sqlalchemy import select

from storefront.accounts.email import BadEmail, normal_email
from storefront.accounts.models import User
from storefront.accounts.passwords import NOBODYS, check_password, hash_password, is_outdated
from storefront.database import db, end_transaction
from storefront.extensions import login_manager

# What a visitor did before signing in and may keep. All else could have been planted.
KEPT = ("guest_orders",)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def user_of_session(text: str) -> User | None:
    """The user of an "id:version". After another version was drawn, nobody."""
    user_id, _, version = text.partition(":")
    if not (user_id.isdecimal() and version.isdecimal()):
        return None
    user = db.session.get(User, int(user_id))
    if user is None or user.disabled or user.session_version != int(version):
        return None
    return user


def who_is(email: str, password: str) -> User | None:
    """The user with this e-mail and password, or None; it takes the same time either way."""
    try:
        email = normal_email(email)
    except BadEmail:
        email = ""  # nobody's
    row = db.session.execute(
        select(User.id, User.password_hash, User.disabled).where(User.email == email)
    ).one_or_none()
    user_id, stored, disabled = row or (None, NOBODYS, False)
    end_transaction()  # a hash takes a while
    if not check_password(stored, password) or user_id is None or disabled:
        return None
    user = db.session.get(User, user_id)
    if user and is_outdated(stored):
        user.password_hash = hash_password(password)
    return user


def sign_in(user: User) -> None:
    """Begin a session of this user's own, with nothing in it that came before."""
    carried = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(carried)
    session.permanent = True
    login_user(user)


def set_password(user: User, password: str) -> None:
    """Every browser is signed out by it."""
    user.password_hash = hash_password(password)
    user.end_sessions()


def change_password(user: User, password: str) -> None:
    """One's own: every other browser is signed out by it."""
    set_password(user, password)
    sign_in(user)
