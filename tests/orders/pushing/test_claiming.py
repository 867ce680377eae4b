"""Who may send an item, and until when; beside other items, accounts and attempts."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm.exc import StaleDataError

from storefront.clock import now
from storefront.database import db
from storefront.fourover.errors import Refused
from storefront.orders.models import (
    Cancellation,
    CancellationState,
    Hold,
    ItemStatus,
    OrderItem,
    Phase,
    PushAttempt,
)
from storefront.orders.pushing import outcome
from storefront.orders.pushing.claiming import claim, pass_point_of_no_return
from storefront.partner.models import Environment, PartnerAccount
from tests.factories import an_account, an_order, an_order_item

MAY_BE_THERE = (Phase.SENDING, Phase.ACCEPTED, Phase.PARTLY, Phase.UNKNOWN)


@pytest.fixture
def item(app):
    an_account()
    return an_order_item()


@pytest.fixture
def next_one(item):
    """Of the same account, ready as well."""
    return an_order_item()


@pytest.fixture
def elsewhere(item):
    """Ready, of another account."""
    return an_order(account=an_account(Environment.PRODUCTION)).items[0]


def put(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()


def attempted(item, phase, **more):
    number = len(item.attempts) + 1
    attempt = PushAttempt(number=number, owner=f"gone {number}", phase=phase, **more)
    item.attempts.append(attempt)
    db.session.commit()
    return attempt


def crossed(attempt_id, item, owner="me"):
    passed = pass_point_of_no_return(attempt_id, item.id, owner)
    db.session.rollback()
    return passed


class TestPaidNoMore:
    """While 4Over was asked, which takes seconds, the payment was taken back."""

    @pytest.fixture
    def attempt_id(self, item):
        return claim(item.id, "me")

    def test_it_does_not_pass(self, item, attempt_id):
        put(item.order, cleared_at=None)
        assert not crossed(attempt_id, item)

    def test_nor_while_the_customer_owes_more_for_it(self, item, attempt_id):
        put(item, extra_due=True)
        assert not crossed(attempt_id, item)

    def test_still_paid_it_passes(self, item, attempt_id):
        """The control."""
        assert crossed(attempt_id, item)


class TestAClaim:
    def test_takes_one_item_and_leaves_the_others(self, item, next_one, elsewhere):
        attempt_id = claim(item.id, "me")

        db.session.expire_all()
        assert (item.status, item.push_owner) == (ItemStatus.PUSHING, "me")
        assert [one.id for one in item.attempts] == [attempt_id]
        for other in (next_one, elsewhere):
            assert (other.status, other.push_owner, other.attempts) == (ItemStatus.READY, "", [])

    def test_is_for_five_minutes(self, item):
        claim(item.id, "me")

        db.session.expire_all()
        assert timedelta(minutes=4) < item.push_until - now() <= timedelta(minutes=5)

    def test_is_of_what_is_ready_alone(self, item):
        for status in set(ItemStatus) - {ItemStatus.READY}:
            put(item, status=status)

            assert claim(item.id, "me") is None

            db.session.expire_all()
            assert (item.status, item.attempts) == (status, [])

    def test_counts_the_tries_of_its_item(self, item, next_one):
        attempted(next_one, Phase.NOT_SENT)
        first = claim(item.id, "me")
        outcome.not_sent(first, "later")
        put(item, push_after=None)

        claim(item.id, "me again")

        db.session.expire_all()
        assert [one.number for one in item.attempts] == [1, 2]

    def test_is_not_had_before_its_time(self, item):
        put(item, push_after=now() + timedelta(seconds=30))
        assert claim(item.id, "me") is None
        put(item, push_after=now() - timedelta(seconds=1))
        assert claim(item.id, "me") is not None

    def test_is_not_had_while_its_account_sends_another(self, item, next_one):
        claim(next_one.id, "other")
        assert claim(item.id, "me") is None

    def test_is_had_while_another_account_sends(self, item, elsewhere):
        claim(elsewhere.id, "other")
        assert claim(item.id, "me") is not None

    def test_is_not_had_within_a_minute_after_a_doubt(self, item):
        put(item.order.account, breaker_opened_at=now() - timedelta(seconds=50))
        assert claim(item.id, "me") is None
        put(item.order.account, breaker_opened_at=now() - timedelta(seconds=70))
        assert claim(item.id, "me") is not None

    def test_waits_for_its_account_and_sees_what_became_of_it(self, item, somebody_is_quicker):
        """They had a doubt."""
        somebody_is_quicker(update(PartnerAccount).values(breaker_opened_at=now()))
        assert claim(item.id, "me") is None

    def test_is_had_while_another_account_rests(self, item, elsewhere):
        put(elsewhere.order.account, breaker_opened_at=now())
        assert claim(item.id, "me") is not None


class TestThePointOfNoReturn:
    @pytest.fixture
    def mine(self, item, elsewhere):
        """Another is being sent at the same time, from another account, by somebody else."""
        claim(elsewhere.id, "other")
        return claim(item.id, "me")

    def test_is_passed_once(self, item, mine):
        assert pass_point_of_no_return(mine, item.id, "me")
        db.session.commit()

        attempt = db.session.get(PushAttempt, mine)
        assert attempt.phase == Phase.SENDING
        assert attempt.sent_at is not None
        assert not crossed(mine, item)

    def test_is_closed_to_whoever_lost_the_item(self, item, mine):
        put(item, push_owner="next")
        assert not crossed(mine, item)
        assert not crossed(mine, item, "next")

    def test_is_closed_once_the_item_is_not_being_sent_any_more(self, item, mine):
        for status in set(ItemStatus) - {ItemStatus.PUSHING}:
            put(item, status=status)
            assert not crossed(mine, item), status

    def test_needs_time_that_is_left(self, item, mine):
        for left, passes in ((-1, False), (3, False), (20, True)):
            put(item, push_until=now() + timedelta(seconds=left))
            assert crossed(mine, item) is passes, left

    def test_is_closed_while_an_earlier_one_may_be_there(self, item, mine):
        earlier = attempted(item, Phase.PREPARING)
        for phase in Phase:
            put(earlier, phase=phase)
            assert crossed(mine, item) is (phase not in MAY_BE_THERE), phase

    def test_is_open_once_a_person_said_that_it_is_not(self, item, mine):
        attempted(item, Phase.UNKNOWN, ended_at=now())
        assert crossed(mine, item)

    def test_is_open_whatever_became_of_other_items(self, item, mine, next_one):
        theirs = attempted(next_one, Phase.PREPARING)
        for phase in MAY_BE_THERE:
            put(theirs, phase=phase)
            assert crossed(mine, item), phase

    def test_is_closed_while_somebody_wants_the_item_back(self, item, mine):
        cancellation = Cancellation(asked_by="pat", reason="changed")
        item.cancellations.append(cancellation)
        for state in CancellationState:
            put(cancellation, state=state)
            over = state in (CancellationState.SEEN, CancellationState.REFUSED)
            assert crossed(mine, item) is over, state

    def test_is_open_while_somebody_wants_another_item_back(self, item, mine, next_one):
        next_one.cancellations.append(Cancellation(asked_by="pat", reason="changed"))
        db.session.commit()
        assert crossed(mine, item)


class TestTheEnd:
    @pytest.fixture
    def others_change_it(self, item):
        """Somebody changes the item at the same moment, so many times."""
        left = []

        def bump(session, *_):
            if item in session.dirty and left:
                left.pop()
                change = update(OrderItem).values(version=OrderItem.version + 1)
                session.execute(change.execution_options(synchronize_session=False))

        db.event.listen(db.session, "before_flush", bump)
        yield lambda times: left.extend(range(times))
        db.event.remove(db.session, "before_flush", bump)

    def test_is_written_though_others_change_the_item_meanwhile(self, item, others_change_it):
        attempt_id = claim(item.id, "me")
        others_change_it(3)

        outcome.parked(attempt_id, Hold.DEARER, "It costs more.")

        db.session.expire_all()
        assert (item.status, item.hold) == (ItemStatus.HELD, Hold.DEARER)
        assert db.session.get(PushAttempt, attempt_id).phase == Phase.NOT_SENT

    def test_is_not_taken_for_written_if_they_never_stop(self, item, others_change_it):
        attempt_id = claim(item.id, "me")
        others_change_it(100)

        with pytest.raises(StaleDataError):
            outcome.parked(attempt_id, Hold.DEARER, "It costs more.")

        others_change_it(0)
        db.session.rollback()
        assert db.session.get(PushAttempt, attempt_id).phase == Phase.PREPARING

    def test_is_kept_with_as_much_as_fits_of_what_was_said(self, item):
        attempt_id = claim(item.id, "me")
        outcome.not_sent(attempt_id, "later", detail="no" * 4000)
        assert db.session.get(PushAttempt, attempt_id).note == "no" * 2000

    def test_of_an_attempt_that_ended_already_keeps_nobody_waiting(self, item):
        attempt_id = claim(item.id, "me")
        outcome.parked(attempt_id, Hold.DEARER, "It costs more.")

        outcome.refused(attempt_id, Refused("no such product"))

        assert db.engine.pool.checkedout() == 0
        assert item.hold == Hold.DEARER
