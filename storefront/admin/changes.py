"""Changes by staff, noted in the audit: who made them, and what it was before."""

from typing import Any

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import Mapped
from wtforms import Field

from storefront import audit
from storefront.database import NotUnique, db, unique
from storefront.web.forms import Form


def me() -> str:
    """Who is at work, as the records call them."""
    return str(current_user.email)


def note(action: str, subject: str = "", detail: str = "") -> None:
    audit.record(me(), action, subject, detail)


def assign(row: object, **values: Any) -> str:
    """Set these on the row. The answer says what was changed from what; empty if nothing was."""
    changed = []
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changed.append(difference(name, before, value))
            setattr(row, name, value)
    return "\n".join(changed)


def change(row: object, action: str, subject: str, **values: Any) -> bool:
    """Set these on the row, and note it, if that changes anything."""
    changed = assign(row, **values)
    if changed:
        note(action, subject, changed)
    return bool(changed)


def saved(field: Field, column: Mapped[str], otherwise: str) -> bool:
    """Whether what was changed is written. If another row has the same in that column, nothing is,
    all that was loaded is stale, and the field says so."""
    try:
        with unique(column):
            db.session.flush()
    except NotUnique:
        db.session.rollback()
        field.errors = [otherwise]
        return False
    return True


def difference(name: str, before: Any, after: Any) -> str:
    return f"{name}: {_short(before)} → {_short(after)}"


def _short(value: Any) -> str:
    shown = str(value)
    return f"“{shown[:200]}…”" if len(shown) > 200 else f"“{shown}”"


def form_page(template: str, form: Form, status: int = 200, **more: Any) -> tuple[str, int]:
    """A page with a form on it: 422 when what was posted could not be taken."""
    return render_template(template, form=form, **more), 422 if form.errors else status


def values_of(form: Form) -> dict[str, Any]:
    """What was filled in, without what protects the form."""
    return {name: value for name, value in form.data.items() if name != "csrf_token"}
