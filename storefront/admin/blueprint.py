"""Who may see the pages of staff, and the menu of their sections."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple, TypeVar

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


class MenuGroup(IntEnum):
    """The parts of the menu, from above."""

    ORDERS, PRODUCTS, PRICES, SHOP = range(4)


class MenuLine(NamedTuple):
    group: MenuGroup
    place: int  # within the group
    text: str
    name: str  # of the section: its view


MENU: list[MenuLine] = []


def in_menu(group: MenuGroup, place: int, text: str) -> Callable[[View], View]:
    """A line of the menu, for whoever may see the page."""

    def add(view: View) -> View:
        MENU.append(MenuLine(group, place, text, view.__name__))
        MENU.sort()
        return view

    return add


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
def _layout_context() -> dict[str, Any]:
    return {"menu": MENU, "may_enter": may_enter, "catalog_now": lambda: state_of(environment())}
