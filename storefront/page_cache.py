"""Answering "nothing new" to a visitor who has the page already, without making it again.

One number counts every change of what visitors are shown. A stranger's page carries it in its
ETag; so the second look costs one query, and is never older than the last change.
"""

import hashlib
import secrets
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from storefront.accounts.models import UserGroup
from storefront.catalog.models import (
    CatalogState,
    Category,
    OwnProduct,
    Product,
    ProductGroup,
    SynonymList,
    TextTemplate,
    Word,
)
from storefront.database import Model, db
from storefront.partner.models import PartnerAccount
from storefront.quotes.models import MarkupRule
from storefront.settings import StoredSetting, shop_settings

SHOWN = (
    CatalogState, Category, MarkupRule, OwnProduct, PartnerAccount, Product, ProductGroup,
    StoredSetting, SynonymList, TextTemplate, UserGroup, Word,
)  # fmt: skip
PAGES = {
    "browse.home",
    "browse.index",
    "browse.category",
    "browse.product",
    "browse.search",
    "browse.suggestions",
}
# what a session may hold without a visitor
OF_NOBODY = {"csrf_token", "_permanent", "_fresh", "day"}
ONE_OF_US = secrets.token_hex(8)  # templates may differ after a restart


class PageVersion(Model):
    """Counts changes of what visitors are shown. One row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)


_NUMBER = select(PageVersion.__table__.c.number)  # of the table: every stranger's page asks it


def init_app(app: Flask) -> None:
    app.before_request(_nothing_new)
    app.after_request(_mark)


@event.listens_for(Session, "after_flush")
def _count_changes(session: Session, _: UOWTransaction) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, SHOWN) for row in changed):
        count(session)


def count(session: Any) -> None:
    """Something that visitors see was changed past the session: say so. The caller commits."""
    connection = session.connection()
    bump = update(PageVersion).values(number=PageVersion.number + 1)
    if not connection.execute(bump).rowcount:
        connection.execute(insert(PageVersion).values(id=1, number=1))


def _nothing_new() -> Response | None:
    """The number is read before the page is made: a change meanwhile makes the tag too old, and
    never the page."""
    if not _is_for_strangers():
        return None
    g.page_number = db.session.scalar(_NUMBER) or 0
    _recall_settings()
    return Response(status=304) if request.if_none_match.contains_weak(_tag()) else None


def _recall_settings() -> None:
    """They are among what the number counts, so a stranger's page need not read them again."""
    kept = current_app.extensions.get("settings of a number")
    if kept is None or kept[0] != g.page_number:
        kept = current_app.extensions["settings of a number"] = (g.page_number, shop_settings())
    g.shop_settings = kept[1]


def _mark(response: Response) -> Response:
    if "page_number" in g and response.status_code in (200, 304) and _is_for_strangers():
        response.set_etag(_tag(), weak=True)
    return response


def _is_for_strangers() -> bool:
    """Whether everybody sees the same page: nobody signed in, no cart, nothing to be told."""
    own = set(session) - OF_NOBODY
    return request.method == "GET" and request.endpoint in PAGES and not own


def _tag() -> str:
    whose = (session.get("csrf_token", ""), "HX-Request" in request.headers)
    parts = (ONE_OF_US, g.page_number, request.full_path, *whose)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
