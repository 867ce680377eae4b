"""A long list, one page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import request
from sqlalchemy import Select, func, select

from storefront.database import db

PER_PAGE = 50


@dataclass(frozen=True)
class Page:
    """What `pagination()` and the table above it need."""

    items: Sequence[Any]
    page: int
    pages: int
    total: int

    def url(self, number: int) -> str:
        """This address with another page number; the filters stay."""
        filters = [(name, said) for name, said in request.args.items(multi=True) if name != "page"]
        return f"{quote(request.path)}?{urlencode([*filters, ('page', number)])}"


def page_of(statement: Select[Any], per_page: int = PER_PAGE) -> Page:
    """The page that the request asks for; one beyond the end is the last one."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // per_page))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = statement.limit(per_page).offset((page - 1) * per_page)
    return Page(db.session.scalars(rows).unique().all(), page, pages, total)
