"""Who may come in by the staff's door, and the sections behind it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from storefront.catalog.state import state_of
from storefront.extensions import login_manager
from storefront.partner.account import environment

bp = Blueprint("admin", __name__, url_prefix="/admin")

FOR_STAFF: set[str] = set()  # endpoints; a page is for admins alone until it says otherwise

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def for_staff(view: View) -> View:
    """Open a page to all staff. Without it, only admins come in."""
    FOR_STAFF.add(f"{bp.name}.{view.__name__}")
    return view


@bp.before_request
def guard() -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        if "HX-Request" in request.headers:
            abort(401)  # the sign-in page would be put into the middle of this one
        answer: ResponseReturnValue = login_manager.unauthorized()
        return answer
    if not may_enter(request.endpoint or ""):
        abort(403)
    return None


def may_enter(endpoint: str) -> bool:
    """Whether the person of this request may see that page of ours."""
    if current_user.is_admin:
        return True
    return bool(current_user.is_staff) and endpoint in FOR_STAFF


@bp.context_processor
def _frame() -> dict[str, Any]:
    return {"may_enter": may_enter, "catalog_now": lambda: state_of(environment())}


# Each section registers its pages on bp.
from storefront.admin import (  # noqa: E402
    cards,  # noqa: F401
    categories,  # noqa: F401
    completeness,  # noqa: F401
    desk,  # noqa: F401
    groups,  # noqa: F401
    held,  # noqa: F401
    many_products,  # noqa: F401
    markups,  # noqa: F401
    order_acts,  # noqa: F401
    order_mails,  # noqa: F401
    order_stages,  # noqa: F401
    orders,  # noqa: F401
    own_products,  # noqa: F401
    partner,  # noqa: F401
    product_csv,  # noqa: F401
    product_pictures,  # noqa: F401
    products,  # noqa: F401
    refunds,  # noqa: F401
    settings,  # noqa: F401
    status_checks,  # noqa: F401
    stopped,  # noqa: F401
    sync,  # noqa: F401
    synonyms,  # noqa: F401
    tax,  # noqa: F401
    texts,  # noqa: F401
    today,  # noqa: F401
    users,  # noqa: F401
    words,  # noqa: F401
)
