"""A long list, one page of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy import Select, func, select

from storefront.extensions import db

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
        filters = request.args.to_dict() | {"page": str(number)}
        return url_for(request.endpoint or "", **(request.view_args or {}), **filters)  # type: ignore[arg-type]


def page_of(statement: Select[Any]) -> Page:
    """The page that the request asks for; one beyond the end is the last one."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return Page(db.session.scalars(rows).unique().all(), page, pages, total)
