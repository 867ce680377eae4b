"""A long list, one page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import abort, redirect, request
from sqlalchemy import Select, func, select

from storefront.database import db

PER_PAGE = 50
MOST = 100_000  # pages


@dataclass(frozen=True)
class Page:
    """What `pagination()` and the table above it need.

    There is none beyond the last: who asks for one is led to the last.
    """

    items: Sequence[Any]
    page: int
    total: int
    per_page: int = PER_PAGE

    def __post_init__(self) -> None:
        if self.page > self.pages:
            abort(redirect(self.url(self.pages)))

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def if_more(self) -> int | None:
        """The number for a URL: the first page has none."""
        return self.page if self.page > 1 else None

    def url(self, number: int) -> str:
        """This URL with another number of the page; the filters stay."""
        filters = [pair for pair in request.args.items(multi=True) if pair[0] != "page"]
        if number > 1:
            filters.append(("page", str(number)))
        return f"{quote(request.path)}?{urlencode(filters)}".rstrip("?")


def page_asked() -> int:
    """The number that the request asks for; what is none asks for the first page."""
    return min(max(1, request.args.get("page", 1, type=int)), MOST)


def page_of(statement: Select[Any], per_page: int = PER_PAGE) -> Page:
    """The page that the request asks for."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total, page = db.session.scalar(counted) or 0, page_asked()
    rows = statement.limit(per_page).offset((page - 1) * per_page)
    return Page(db.session.scalars(rows).unique().all(), page, total, per_page)
