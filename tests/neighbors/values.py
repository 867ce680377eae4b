"""What the neighbors have in common: nothing that a test uses."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from storefront.clock import now
from storefront.database import db
from storefront.payments.models import RefundSide

LONG_AGO = datetime(2024, 2, 3, 4, 5, tzinfo=UTC)
TEN_DAYS_AGO = now() - timedelta(days=10)
ONE_DAY = datetime(2099, 1, 1, tzinfo=UTC)  # nothing of theirs is due before
THEIR_COST, THEIR_PRICE = Decimal("613.37"), Decimal("787.11")
THEIR_SHIPPING, THEIR_TAX = Decimal("91.19"), Decimal("3.33")
OWED = {  # by a line that is open
    RefundSide.FOUROVER: Decimal("703.37"),
    RefundSide.CUSTOMER: THEIR_PRICE + THEIR_SHIPPING + THEIR_TAX,
}
ELSEWHERE = {
    "company": "Nutmeg Neighbors LLC",
    "firstname": "Nell",
    "lastname": "Neighbor",
    "phone": "307-555-0177",
    "address": "77 Elsewhere Road",
    "address2": "",
    "city": "Cheyenne",
    "state": "WY",
    "zipcode": "82001",
    "country": "US",
}


def save(*rows):
    db.session.add_all(rows)
    db.session.commit()
    return rows
