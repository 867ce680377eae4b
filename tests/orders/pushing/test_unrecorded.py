"""What the push journal knows and the database does not: each item of it by itself."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.fourover.charge import Charge
from storefront.orders.models import Hold, ItemStatus, LostOrder, Phase, PushAttempt
from storefront.orders.pushing import journal
from storefront.orders.pushing.unrecorded import held_as_sent, hold_unrecorded
from tests.factories import an_account, an_order
from tests.neighbors import mine

IS_OLDER = "the database is older. 4Over may have it; look before sending again."


@pytest.fixture
def order(app):
    """Two items that wait to be sent, of which the second was tried before."""
    an_account()
    order = an_order(items=2)
    attempted(order.items[1], Phase.NOT_SENT, "a try in vain")
    return order


@pytest.fixture
def neighbor(order):
    """Of another order: sent, on record, and in the journal."""
    (neighbor,) = an_order(status=ItemStatus.IN_PRODUCTION).items
    for number in range(1, 4):
        attempted(neighbor, Phase.ACCEPTED, f"neighbor {number}", sent_at=now())
        sent(neighbor.reference, f"neighbor {number}", "Z7-001", attempt=70 + number)
    yield neighbor
    db.session.expire_all()
    assert (neighbor.status, len(neighbor.attempts)) == (ItemStatus.IN_PRODUCTION, 3)


def attempted(item, phase, owner, **more):
    number = len(item.attempts) + 1
    item.attempts.append(PushAttempt(number=number, owner=owner, phase=phase, **more))
    db.session.commit()


def sent(reference, owner, jobs="", attempt=1, **facts):
    facts = {"card": "Visa ending in 4242", "amount": "44.50"} | facts
    journal.write(journal.SENDING, reference, attempt, owner=owner, **facts)
    if jobs:
        journal.write(journal.ANSWERED, reference, attempt, jobs=jobs)


def lost():
    return {one.reference: one for one in mine(LostOrder)}


def noted(action):
    entries = mine(AuditEntry).filter_by(action=action)
    return [(entry.subject, entry.detail) for entry in entries]


def test_an_item_that_was_sent_is_held_and_the_other_of_its_order_is_not(order, neighbor):
    untouched, item = order.items
    sent(item.reference, "lost", "Z1-001", attempt=2)

    assert [one.item for one in hold_unrecorded()] == [item.reference]

    db.session.expire_all()
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.UNKNOWN)
    assert IS_OLDER in item.note
    assert item.note.endswith("4Over's answer named Z1-001.")
    attempt = item.attempts[-1]
    assert (attempt.number, attempt.owner, attempt.phase) == (2, "lost", Phase.UNKNOWN)
    assert (attempt.expected.sum, attempt.card) == (Decimal("44.50"), "Visa ending in 4242")
    assert timedelta(0) <= now() - attempt.sent_at < timedelta(minutes=1)
    assert noted("put on hold as sent") == [(item.reference, item.note)]
    assert (untouched.status, untouched.attempts) == (ItemStatus.READY, [])
    assert lost() == {}
    assert hold_unrecorded() == []


def test_of_an_answer_that_nobody_knows_nothing_is_said(order):
    item = order.items[0]
    sent(item.reference, "lost")

    assert held_as_sent(item.id)

    db.session.expire_all()
    assert item.note.endswith(IS_OLDER)
    assert [attempt.number for attempt in item.attempts] == [1]


def test_an_attempt_that_is_on_record_as_never_sent_is_the_one_in_doubt(order):
    """The database is from the moment between its claim and its sending."""
    item = order.items[1]
    attempted(item, Phase.PREPARING, "lost")
    item.status = ItemStatus.PUSHING
    db.session.commit()
    sent(item.reference, "lost", "Z1-001", attempt=2)

    hold_unrecorded()

    db.session.expire_all()
    assert [attempt.phase for attempt in item.attempts] == [Phase.NOT_SENT, Phase.UNKNOWN]
    assert (item.hold, item.push_owner, item.push_until) == (Hold.UNKNOWN, "", None)


def test_once_anything_is_missing_what_was_preparing_counts_as_sent(order, neighbor):
    first, second = order.items
    attempted(first, Phase.PREPARING, "preparing")
    sent(first.reference, "preparing", attempt=1)
    assert hold_unrecorded() == []  # killed between line and commit: no byte left
    assert not held_as_sent(first.id)

    sent(second.reference, "lost", attempt=2)

    assert [one.item for one in hold_unrecorded()] == [first.reference, second.reference]
    db.session.expire_all()
    assert first.hold == second.hold == Hold.UNKNOWN


def test_what_has_no_item_that_could_be_held_is_written_down(order, neighbor):
    gone = neighbor.reference
    for reference in ("9999-1", f"{order.number}-3", f"{order.number}-x", "10", "9-9999999999"):
        sent(reference, f"run of {reference}", f"jobs of {reference}")
    sent(gone, "another run", attempt=99)

    hold_unrecorded()

    found = lost()
    assert sorted(found) == sorted(
        ["9999-1", f"{order.number}-3", f"{order.number}-x", "10", "9-9999999999", gone]
    )
    one = found["9999-1"]
    assert (one.owner, one.jobs) == ("run of 9999-1", "jobs of 9999-1")
    assert (one.card, one.expected.sum) == ("Visa ending in 4242", Decimal("44.50"))
    said = ("9999-1", "44.50 Visa ending in 4242 jobs of 9999-1")
    assert said in noted("found among sent orders")
    assert {item.status for item in order.items} == {ItemStatus.READY}


def test_a_sum_that_is_none_is_none(order):
    for number, amount in enumerate(("", "NaN", "Infinity", "a lot", "12.5")):
        sent(f"999{number}-1", f"lost {number}", amount=amount)

    hold_unrecorded()

    sums = [lost()[f"999{number}-1"].expected for number in range(5)]
    assert sums == [None, None, None, None, Charge(Decimal("12.5"), Decimal("0.00"))]


def test_nothing_is_missing_of_more_than_fits_into_one_question(order, app):
    sent("9999-1", "lost 0")
    (path,) = (app.extensions["config"].instance_path / "push-journal").glob("*.ndjson")
    one = path.read_text()
    path.write_text("".join(one.replace("lost 0", f"lost {n}") for n in range(501)))

    hold_unrecorded()

    assert mine(LostOrder).count() == 501
    assert hold_unrecorded() == []
