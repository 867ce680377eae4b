"""Signing in and out, registering, and one's own account."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_required, logout_user
from sqlalchemy import select

from storefront.accounts.blueprint import bp
from storefront.accounts.email import LONGEST, BadEmail, normal_email
from storefront.accounts.forms import LoginForm, NameForm, PasswordForm, RegisterForm
from storefront.accounts.models import User
from storefront.accounts.passwords import check_password
from storefront.accounts.registering import EmailTaken, create_user
from storefront.accounts.signing_in import change_password, sign_in, who_is
from storefront.accounts.way_back import local_path
from storefront.audit import record
from storefront.cart.adopting import adopt
from storefront.database import db
from storefront.extensions import limiter
from storefront.orders.models import Order
from storefront.text import clean

RECENT = 5
TRIES = "30 per 15 minutes"  # from one network address; an office may share it
TRIES_FOR_ONE = "10 per 15 minutes"  # failed, for one e-mail


def _whose_email() -> str:
    typed = request.form.get("email", "")
    try:
        return f"email:{normal_email(typed)}"
    except BadEmail:
        return f"email:{clean(typed, LONGEST).lower() or get_remote_address()}"


def _who() -> str:
    return f"user:{current_user.get_id() or get_remote_address()}"


def _failed(response: object) -> bool:
    return getattr(response, "status_code", 0) == 422


@bp.get("/login")
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_way_back())
    return render_template("accounts/login.html", form=LoginForm())


@bp.post("/login")
@limiter.limit(TRIES)
@limiter.limit(TRIES_FOR_ONE, key_func=_whose_email, deduct_when=_failed)
def begin_session() -> ResponseReturnValue:
    form = LoginForm()
    user = None
    if form.validate_on_submit():
        user = who_is(form.email.data, form.password.data)
        if user is None:
            form.form_errors.append("The email or password is wrong.")
    if user is None:
        return render_template("accounts/login.html", form=form), 422
    _let_in(user)
    db.session.commit()
    return redirect(_way_back())


@bp.get("/register")
def register() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_way_back())
    return render_template("accounts/register.html", form=RegisterForm())


@bp.post("/register")
@limiter.limit(TRIES)
def create_account() -> ResponseReturnValue:
    form = RegisterForm()
    user = None
    if form.validate_on_submit():
        try:
            user = create_user(form.email.data, form.password.data, name=form.name.data or "")
        except EmailTaken:
            form.email.errors = ["There is already an account with this email. Sign in instead."]
    if user is None:
        return render_template("accounts/register.html", form=form), 422
    _let_in(user)
    db.session.commit()
    flash("Welcome. Your account is ready.")
    return redirect(_way_back())


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """The cart stays with the account; the browser forgets everything."""
    logout_user()
    session.clear()
    flash("You are signed out.")
    return redirect(url_for("browse.home"))


@bp.get("/account/")
@login_required  # type: ignore[untyped-decorator]
def account() -> ResponseReturnValue:
    return _account_page(NameForm(obj=current_user), PasswordForm())


@bp.post("/account/name")
@login_required  # type: ignore[untyped-decorator]
def name() -> ResponseReturnValue:
    form = NameForm()
    if not form.validate_on_submit():
        return _account_page(form, PasswordForm(formdata=None)), 422
    current_user.name = form.name.data or ""
    db.session.commit()
    flash("Your name is saved.")
    return redirect(url_for("accounts.account"))


@bp.post("/account/password")
@limiter.limit(TRIES_FOR_ONE, key_func=_who)
@login_required  # type: ignore[untyped-decorator]
def password() -> ResponseReturnValue:
    form = PasswordForm()
    good = form.validate_on_submit()
    if good and not check_password(current_user.password_hash, form.current.data):
        form.current.errors = ["That is not your current password."]
        good = False
    if not good:
        return _account_page(NameForm(formdata=None, obj=current_user), form), 422
    change_password(db.session.get_one(User, current_user.id), form.password.data)
    record(current_user.email, "changed the password")
    db.session.commit()
    flash("Your password is changed. Other browsers have been signed out.")
    return redirect(url_for("accounts.account"))


def _let_in(user: User) -> None:
    """Sign in, and bring along what is in the visitor's cart."""
    db.session.flush()
    put_aside = adopt(user.id, session.get("cart"), session.get("visitor"))
    sign_in(user)
    if put_aside:
        flash("Your earlier cart is saved for later. You can restore it on the cart page.", "info")


def _way_back() -> str:
    return local_path(request.args.get("next")) or url_for("accounts.account")


def _account_page(name_form: NameForm, password_form: PasswordForm) -> str:
    orders = db.session.scalars(
        select(Order)
        .where(Order.user_id == current_user.id)
        .order_by(Order.id.desc())
        .limit(RECENT)
    ).all()
    return render_template(
        "accounts/account.html", name_form=name_form, password_form=password_form, orders=orders
    )
