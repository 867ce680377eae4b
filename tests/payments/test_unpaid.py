"""What customers owe, and for how long."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.clock import now
from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import Hold, ItemStatus, PriceQuestion
from storefront.payments.ledger import settle
from storefront.payments.methods.on_account import debt_of
from storefront.payments.models import Payment
from storefront.payments.opening import open_missing
from storefront.payments.owing import owed as lines_owed
from storefront.payments.receiving import receive, take_back
from storefront.payments.reminding import NothingToRemindOf, remind
from storefront.payments.unpaid import Age, by_debtor, debts, owes
from storefront.times import begin_of, today
from tests.factories import ADDRESS, a_payment, a_user, an_order
from tests.quotes.counting import statements

pytestmark = pytest.mark.alone


def owed(days=0, terms=0, **more):
    """On account, of $56.80, which was due so many days ago."""
    cleared = today() - timedelta(days=days + terms)
    return an_order(cleared_at=begin_of(cleared) + timedelta(hours=12), terms_days=terms, **more)


def test_an_order_is_owed_until_it_is_paid(app):
    order = owed()
    assert [(debt.order, debt.amount) for debt in debts()] == [(order, Decimal("56.80"))]
    a_payment(order, amount=Decimal("50.00"))
    assert [debt.amount for debt in debts()] == [Decimal("6.80")]
    a_payment(order, amount=Decimal("6.80"))
    assert debts() == []


@pytest.mark.parametrize("why", ["not cleared", "cancelled", "paid"])
def test_what_waits_is_cancelled_or_paid_is_no_debt(app, why):
    order = owed()
    if why == "not cleared":
        order.cleared_at = None
    elif why == "cancelled":
        order.items[0].status = ItemStatus.CANCELLED
    else:
        a_payment(order)
    db.session.commit()
    assert debts() == []


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-1, Age.NOT_DUE),
        (0, Age.UP_TO_30),
        (30, Age.UP_TO_30),
        (31, Age.UP_TO_60),
        (60, Age.UP_TO_60),
        (61, Age.UP_TO_90),
        (90, Age.UP_TO_90),
        (91, Age.OLDER),
    ],
)
def test_its_age_is_counted_from_the_day_it_was_due(app, days, age):
    owed(days, terms=30)
    (debt,) = debts()
    assert (debt.days, debt.age) == (days, age)


def test_each_customer_has_a_sum_for_each_age_and_who_owes_most_comes_first(app):
    pat = a_user(name="Pat")
    for days in (1, 40, 45):
        owed(days, user=pat, ship_to=ADDRESS | {"lastname": f"of {days} days"})
    owed(100, email="Guest@customer.example")
    owed(0, email="guest@customer.example")

    first, second = by_debtor(debts())

    assert (first.email, first.total) == (pat.email, Decimal("170.40"))
    assert first.name == "Robin of 1 days, Sample Bakery"  # as on the last order
    assert first.by_age[Age.UP_TO_60] == Decimal("113.60")
    assert second.by_age[Age.OLDER] == second.by_age[Age.UP_TO_30] == Decimal("56.80")


def test_each_order_is_looked_at_by_itself(app):
    due, waits = owed(), an_order(cleared_at=None)
    assert [debt.order for debt in debts()] == [due]
    assert owes(due)
    assert not owes(waits)


def test_what_is_paid_is_left_out_by_the_database_and_the_rest_is_summed_up_at_once(app):
    """However many there are."""

    def asked():
        db.session.rollback()
        with statements() as ran:
            debts()
        return len(ran)

    for _ in range(3):
        a_payment(an_order())
    assert asked() == 1
    owed()
    few = asked()
    for _ in range(5):
        owed()
    assert asked() == few


@pytest.mark.parametrize(
    ("item", "owed"),
    [
        ({"status": ItemStatus.IN_PRODUCTION}, True),
        ({"status": ItemStatus.DELIVERED}, True),
        ({"status": ItemStatus.HELD, "hold": Hold.UNKNOWN}, True),
        ({"status": ItemStatus.HELD, "hold": Hold.CARD}, False),
        ({"status": ItemStatus.READY}, False),
    ],
)
def test_what_is_printed_is_owed_though_its_payment_was_taken_back(app, item, owed):
    """A check bounced. What is not sent yet waits again."""
    order = an_order(items=2, cleared_at=None, status=ItemStatus.WAITING, payment_method="manual")
    receive(order, order.total, by="pat")
    for name, value in item.items():
        setattr(order.items[0], name, value)
    db.session.commit()

    take_back(db.session.query(Payment).one(), by="pat", reason="bounced")
    db.session.commit()

    assert order.cleared_at is None
    assert [debt.amount for debt in debts()] == [Decimal("113.60")] * owed
    if owed:
        assert debts()[0].due_on == today()
        assert remind(order, by="pat").order is order
    else:
        with pytest.raises(NothingToRemindOf):
            remind(order, by="pat")


def test_what_was_given_back_of_a_check_that_bounced_is_owed(app):
    """All of the order is canceled, and nothing of it was ever printed."""
    payer = a_user(credit_limit=Decimal("60.00"), terms_days=30)
    order = an_order(user=payer, cleared_at=None, status=ItemStatus.WAITING)
    receive(order, order.total, by="pat")
    request_cancellation(order.items[0], by="pat", reason="asked")
    open_missing(order)
    for line, due in lines_owed(order).items():
        settle(line, due, method="check", by="pat")
    db.session.commit()
    assert (debts(), debt_of(payer)) == ([], 0)

    take_back(db.session.query(Payment).one(), by="pat", reason="bounced")
    db.session.commit()

    assert [debt.amount for debt in debts()] == [order.total]
    assert debt_of(payer) == order.total
    assert remind(order, by="pat").order is order


@pytest.mark.parametrize(
    ("paid", "accepted", "days"),
    [("56.80", True, 3), ("56.30", True, 45), ("0.01", True, 45), ("56.80", False, 45)],
)
def test_a_higher_price_is_due_from_when_it_was_agreed_to_if_the_rest_is_paid(
    app, paid, accepted, days
):
    order = owed(days=45)
    a_payment(order, amount=Decimal(paid))
    item = order.items[0]
    item.extra = Decimal("5.75")
    asked = {"cost": Decimal("36.105"), "extra": item.extra, "tax": Decimal("0.00")}
    then = now() - timedelta(days=3)
    item.questions.append(
        PriceQuestion(
            asked_by="pat", open_until=now(), answered_at=then, accepted=accepted, **asked
        )
    )
    db.session.commit()
    (debt,) = debts()
    assert (debt.amount, debt.days) == (Decimal("62.55") - Decimal(paid), days)
