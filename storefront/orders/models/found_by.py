"""What orders are found by: all that a caller can name, written down whenever it is.

Words are only added. So two who add to the same order at the same moment lose nothing of each
other's, and what an order was once called still finds it.
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Text,
    event,
    exists,
    insert,
    inspect,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from storefront.database import Model, db
from storefront.lookup import SAYS_LITTLE, mentions, without_what_is_said_before, words_of
from storefront.orders.models.item import OrderItem
from storefront.orders.models.order import Order
from storefront.orders.models.pushing import PrintJob

FEW = 1000
_NUMBER = re.compile(r"[\s#]*(\d{1,20})(?:\s*-\s*\d{1,3})?\s*", re.ASCII)
_SPOKEN_OF = (
    "company", "firstname", "lastname", "phone", "address", "address2", "city", "state", "zipcode",
)  # fmt: skip


class OrderSearch(Model):
    """Beside the order, as a question reads all of them: narrow rows, and no lock on an order."""

    order_id: Mapped[int] = mapped_column(
        ForeignKey("order.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str] = mapped_column(Text)


def found_by(question: str) -> ColumnElement[bool]:
    """Orders that have all parts of the question in something they are known by.

    All words are read for it, once if it finds few: whoever counts and lists them reads no more.
    Of many each order is asked, so that a list reads no more than the page it shows.
    """
    said = mentions(OrderSearch.words, question)
    few = list(db.session.scalars(select(OrderSearch.order_id).where(said).limit(FEW + 1)))
    condition: ColumnElement[bool] = Order.id.in_(few)
    if len(few) > FEW:
        condition = exists().where(OrderSearch.order_id == Order.id, said)
    number = number_in(question)  # nothing is compared with none: all orders would be read for it
    return or_(Order.number == number, condition) if number else condition


def number_in(question: str) -> str | None:
    """The order's number, where the question names nothing else: #1042, order 1042, 1042-2."""
    words = without_what_is_said_before(question).split()
    match = _NUMBER.fullmatch(" ".join(word for word in words if word.lower() not in SAYS_LITTLE))
    return match[1] if match else None


@event.listens_for(Session, "after_flush")
def _write_down(session: Session, _: UOWTransaction) -> None:
    more: dict[int, str] = {}
    for row in (*session.new, *session.dirty):
        if words := words_of(_new_names(row)):
            order_id = _order_id(row)
            more[order_id] = more.get(order_id, "") + words
    connection = session.connection() if more else None
    for order_id, words in more.items():
        assert connection
        mine = update(OrderSearch).where(OrderSearch.order_id == order_id)
        added = mine.values(words=OrderSearch.words + literal(words))
        if not connection.execute(added).rowcount:
            connection.execute(insert(OrderSearch).values(order_id=order_id, words=words))


def _new_names(row: Any) -> Iterator[str]:
    """What is known of it now, and was not before."""
    match row:
        case Order():
            changed = _changed(row, "email", "ship_to", "purchase_order")
            yield from (row.ship_to.get(name) or "" for name in _SPOKEN_OF if "ship_to" in changed)
            yield row.email if "email" in changed else ""
            yield row.purchase_order if "purchase_order" in changed else ""
        case OrderItem():
            yield from (getattr(row, name) for name in _changed(row, "title", "product_code"))
        case PrintJob():
            for name in _changed(row, "job_id", "tracking"):
                yield from getattr(row, name).split()


def _changed(row: Any, *names: str) -> list[str]:
    attributes = inspect(row).attrs
    return [name for name in names if attributes[name].history.has_changes()]


def _order_id(row: Order | OrderItem | PrintJob) -> int:
    match row:
        case Order():
            return row.id
        case OrderItem():
            return row.order_id
    return row.item.order_id
