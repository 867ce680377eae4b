"""A list for staff asks the database as often for many rows as for few."""

from decimal import Decimal

import pytest

from storefront.accounts.models import Role, UserGroup
from storefront.catalog.models import ProductGroup
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus
from storefront.payments.models import Refund, RefundSide, RefundStatus
from tests.factories import a_payment, a_user, an_order
from tests.quotes.counting import statements

PAGES = [
    "/admin/held/",
    "/admin/groups/",
    "/admin/orders/",
    "/admin/refunds/",
    "/admin/refunds/ledger.csv",
    "/admin/users/",
]


def more(count, first):
    for number in range(first, first + count):
        group = UserGroup(name=f"Members {number}")
        db.session.add(ProductGroup(name=f"For members {number}", seen_by=group))
        order = an_order(items=2, user=a_user(group_id=None))
        a_payment(order)
        held, gone = order.items
        held.status, held.hold, held.note = ItemStatus.HELD, Hold.REFUSED, "No."
        gone.status = ItemStatus.CANCELLED
        for status in (RefundStatus.OPEN, RefundStatus.SETTLED):
            side = RefundSide.FOUROVER if status == RefundStatus.OPEN else RefundSide.CUSTOMER
            db.session.add(
                Refund(item=gone, side=side, expected=Decimal(1), status=status, settled_at=now())
            )
    db.session.commit()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_many_rows_takes_no_more_statements_than_one_of_few(app, page):
    admin = app.test_client().login(a_user(Role.ADMIN))
    counts, sizes = [], []
    for first, count in ((0, 2), (2, 7)):
        more(count, first)
        admin.get(page)
        db.session.remove()
        with statements() as ran:
            answer = admin.get(page)
        assert answer.status_code == 200
        counts.append(len(ran))
        sizes.append(len(answer.data))
    assert sizes[1] > sizes[0]
    assert counts[0] == counts[1] > 0, ran
