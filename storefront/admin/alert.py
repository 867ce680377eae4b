"""One thing that needs a person, as the staff's first page says it."""

from dataclasses import dataclass

from flask import url_for

from storefront.admin.blueprint import may_enter


@dataclass(frozen=True)
class Alert:
    tone: str  # bad, warn or info
    title: str
    text: str
    url: str  # where it is seen to; empty for whoever may not go there


def page_of(endpoint: str) -> str:
    return url_for(endpoint) if may_enter(endpoint) else ""
