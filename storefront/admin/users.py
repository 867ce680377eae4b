"""People who may sign in: who they are, what they may do, and their passwords."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from storefront.accounts.models import Role, User, UserGroup
from storefront.accounts.registering import EmailTaken, create_user
from storefront.accounts.signing_in import set_password
from storefront.admin.blueprint import MenuGroup, bp, in_menu
from storefront.admin.changes import assign, form_page, note, saved
from storefront.admin.filters import one_asked
from storefront.admin.forms import NewPasswordForm, NewUserForm, UserForm
from storefront.database import db
from storefront.lookup import mentions
from storefront.orders.models import Order, found_by
from storefront.paging import page_of
from storefront.settings import shop_settings
from storefront.web.forms import offer

TAKEN = "Somebody has this email already."


@bp.get("/users/")
@in_menu(MenuGroup.SHOP, 1, "Users")
def users() -> ResponseReturnValue:
    """Found by name and e-mail, and by whatever finds an order of theirs: company, phone, city."""
    q, role = request.args.get("q", "").strip(), one_asked("role", Role)
    query = select(User).order_by(User.email)
    if q:
        ordered = select(Order.user_id).where(found_by(q), Order.user_id.is_not(None))
        query = query.where(or_(mentions(User.found_by, q), User.id.in_(ordered)))
    if role:
        query = query.where(User.role == Role(role))
    return render_template("admin/users.html", page=page_of(query), q=q, role=role, roles=Role)


@bp.route("/users/new", methods=["GET", "POST"])
def new_user() -> ResponseReturnValue:
    form = NewUserForm(group=shop_settings().default_user_group or None)
    offer(form.group, _groups(), "No group")
    if form.validate_on_submit():
        try:
            user = create_user(
                form.email.data, form.password.data, Role(form.role.data), form.name.data
            )
        except EmailTaken:
            form.email.errors = [TAKEN]
        else:
            user.group_id, user.disabled = form.group.data, form.disabled.data
            user.credit_limit, user.terms_days = form.credit_limit.data, form.terms_days.data
            note("user created", user.email, f"role: {user.role}")
            db.session.commit()
            flash(f"{form.email.data} can sign in now.")
            return redirect(url_for("admin.users"))
    return form_page("admin/new_user.html", form)


@bp.route("/users/<int:user_id>", methods=["GET", "POST"])
def user(user_id: int) -> ResponseReturnValue:
    user = db.get_or_404(User, user_id)
    form = UserForm(obj=user)
    offer(form.group, _groups(), "No group")
    if form.validate_on_submit() and _leaves_an_admin(user, form):
        changed = assign(
            user,
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            group_id=form.group.data,
            disabled=form.disabled.data,
            credit_limit=form.credit_limit.data,
            terms_days=form.terms_days.data,
        )
        if saved(form.email, User.email, TAKEN):
            if changed:
                if "role" in changed or "disabled" in changed:
                    user.end_sessions()  # what they may do has changed
                note("user changed", form.email.data, changed)
            db.session.commit()
            flash("Saved.")
            return redirect(url_for("admin.user", user_id=user_id))
        user = db.get_or_404(User, user_id)
    return form_page(
        "admin/user.html", form, user=user, password_form=NewPasswordForm(prefix="new")
    )


@bp.post("/users/<int:user_id>/password")
def reset_password(user_id: int) -> ResponseReturnValue:
    user = db.get_or_404(User, user_id)
    form = NewPasswordForm(prefix="new")
    if not form.validate_on_submit():
        user_form = UserForm(formdata=None, obj=user)
        offer(user_form.group, _groups(), "No group")
        page = render_template("admin/user.html", form=user_form, user=user, password_form=form)
        return page, 422
    set_password(user, form.password.data)
    note("password reset", user.email)
    db.session.commit()
    flash("The password is changed, and this person is signed out everywhere.")
    return redirect(url_for("admin.user", user_id=user_id))


def _groups() -> list[UserGroup]:
    return list(db.session.scalars(select(UserGroup).order_by(UserGroup.name)))


def _leaves_an_admin(user: User, form: UserForm) -> bool:
    """Somebody must stay who can let others in."""
    if form.role.data == Role.ADMIN and not form.disabled.data:
        return True
    # locked, so that two admins cannot demote each other at the same moment
    admins = db.session.scalars(
        select(User.id).where(User.role == Role.ADMIN, User.disabled.is_(False)).with_for_update()
    )
    if set(admins) - {user.id} or not user.is_admin:
        return True
    form.role.errors = ["This is the last admin. Add another one first."]
    return False
