"""A card that cannot be charged: nothing is sent, the item waits, and all go on once one can be."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy import update

from storefront import jobs
from storefront.clock import now
from storefront.database import db, rows_changed
from storefront.fourover import read_order_answer
from storefront.fourover.errors import Refused, Unclear
from storefront.orders import card_mail
from storefront.orders.letters import letter_to_shop
from storefront.orders.models import Hold, ItemStatus, Notice, NoticeKind
from storefront.orders.pushing import holding
from storefront.partner import connecting
from storefront.partner.models import PartnerAccount, PartnerCard
from storefront.times import begin_of, today
from tests.factories import a_user, an_account, an_order_item, with_settings
from tests.neighbors import mine

VISA = {"profile_token": "visa-token", "last_four": "4242", "type": "Visa"}
MASTER = {"profile_token": "master-token", "last_four": "5100", "type": "Master"}
DECLINED = b'{"order_status":"Failed","job_ids":[],"errors":[{"message":"Card was declined"}]}'

A_SECOND = timedelta(seconds=1)


class AwayQueue:
    @property
    def count(self):
        raise RedisError

    def enqueue(self, *_args, **_more):
        raise RedisError


@pytest.fixture
def account(app):
    return an_account()


def ready(fourover, *cards):
    fourover.http.reset()
    fourover.quotes("32.00")
    fourover.has_cards(*cards)
    fourover.takes_orders("Z100-001")
    return fourover


def held_for_its_card(fourover, queue, **more):
    item = an_order_item(**more)
    ready(fourover, MASTER)
    queue.run(jobs.push_order_item, item.id)
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.CARD)
    return item


def test_an_expired_card_is_not_even_tried(account, fourover, queue):
    item = an_order_item()
    ready(fourover, VISA | {"valid_thru": "2026 04"})

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.CARD)
    assert item.note == "The chosen card has expired: it was valid thru 2026 04."
    assert fourover.count("POST /orders") == 0


def test_in_its_last_month_a_card_is_charged(account, fourover, queue):
    item = an_order_item()
    ready(fourover, VISA | {"valid_thru": f"{today():%Y %m}"})
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION


def test_a_decline_is_the_cards_and_no_refusal_of_the_order(account, fourover, queue):
    item = an_order_item()
    ready(fourover, VISA)
    fourover.http.replace("POST", f"{fourover.url}/orders", body=DECLINED)

    queue.run(jobs.push_order_item, item.id)

    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.CARD)
    said = "4Over could not charge the card: Card was declined."
    assert account.card.trouble == item.note == said


def test_what_4over_charges_ends_the_trouble_and_the_next_decline_is_told_anew(
    account, fourover, queue
):
    account.card.trouble = account.card.told = "4Over could not charge the card: no."
    account.card.valid_thru = "2041 01"
    item = an_order_item()
    ready(fourover, VISA)
    queue.run(jobs.push_order_item, item.id)
    assert item.status == ItemStatus.IN_PRODUCTION
    assert (account.card.trouble, account.card.told) == ("", "")


def test_but_not_that_the_card_ends_soon(account, fourover, queue):
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC)):
        soon = "The chosen card expires soon: it is valid thru 2026 12."
        account.card.valid_thru, account.card.trouble = "2026 12", soon
        account.card.told = soon
        item = an_order_item()
        ready(fourover, VISA | {"valid_thru": "2026 12"})
        queue.run(jobs.push_order_item, item.id)
        assert item.status == ItemStatus.IN_PRODUCTION
        assert account.card.trouble == account.card.told == soon


def test_a_decline_that_names_a_sum_it_took_is_in_doubt():
    with pytest.raises(Refused):  # the control
        read_order_answer(200, {}, DECLINED)
    took = DECLINED[:-1] + b',"payment_response":{"authorized_payment_amount":"44.00"}}'
    with pytest.raises(Unclear):
        read_order_answer(200, {}, took)


class TestWhatWaited:
    def test_goes_on_with_the_card_that_is_chosen_now(self, account, fourover, queue):
        items = [held_for_its_card(fourover, queue) for _ in range(3)]
        connecting.choose_card(account, "master-token", by="ada@shop.test")
        db.session.commit()

        waiting = holding.waiting_for_card(account.id)
        assert waiting == items
        for item in waiting:
            holding.send_again(item, by="ada@shop.test", reason="A card works.")
        db.session.commit()
        queue.run(jobs.push_order_item, items[0].id)

        assert items[0].status == ItemStatus.IN_PRODUCTION
        assert items[0].attempts[-1].card == "Master ending in 5100"
        assert items[0].order.card is account.card

    def test_says_what_it_will_be_charged_to_before_anybody_sends_it(
        self, account, fourover, queue
    ):
        item = held_for_its_card(fourover, queue)
        assert str(holding.charge_if_sent(item).card) == "Visa ending in 4242"
        connecting.choose_card(account, "master-token", by="ada@shop.test")
        db.session.commit()
        assert str(holding.charge_if_sent(item).card) == "Master ending in 5100"
        assert str(item.order.charge.card) == "Visa ending in 4242"  # as it was placed

    def test_waits_on_while_none_is_chosen(self, account, fourover, queue):
        item = held_for_its_card(fourover, queue)
        item.order.account.card.chosen = False
        db.session.commit()
        assert holding.waiting_for_card() == []

    def test_is_of_the_account_alone_that_it_was_ordered_with(self, account, fourover, queue):
        user = a_user()
        own = an_account(owner=user, card="amex-token")
        theirs = held_for_its_card(fourover, queue, user=user, account=own)
        ours = held_for_its_card(fourover, queue, account=account)
        assert holding.waiting_for_card(own.id) == [theirs]
        assert holding.waiting_for_card(account.id) == [ours]
        assert holding.waiting_for_card() == [theirs, ours]

    def test_is_never_what_4over_may_have_already(self, account):
        an_order_item(status=ItemStatus.HELD, item={"hold": Hold.UNKNOWN})
        an_order_item(status=ItemStatus.HELD, item={"hold": Hold.REFUSED})
        assert holding.waiting_for_card() == []

    def test_of_an_account_that_was_removed_goes_on_with_it(self, account, fourover, queue):
        user = a_user()
        own = an_account(owner=user, card="visa-token")
        item = an_order_item(user=user, account=own)
        user.disabled, own.retired_at = True, now()
        db.session.commit()
        ready(fourover, VISA)

        queue.run(jobs.push_order_item, item.id)

        assert item.status == ItemStatus.IN_PRODUCTION
        (call,) = [c for c in fourover.http.calls if c.request.url == f"{fourover.url}/orders"]
        assert own.public_key in call.request.headers["Authorization"]


def told_by_the_shop(card_id, _barrier):
    card_mail.tell(card_id)


def naive(card_id, barrier):
    """Looks, mails, and then writes that it has."""
    card = db.session.get(PartnerCard, card_id)
    letter = letter_to_shop("a card", "card", link="/", card=card, owner=None)
    db.session.rollback()
    barrier.wait()
    letter.send()


class TestTheShop:
    @pytest.fixture(autouse=True)
    def _has_an_address(self, app):
        with_settings(shop_email="ada@shop.test")

    def mails(self, tmp_path):
        return [path.read_text() for path in sorted((tmp_path / "mail").glob("*"))]

    def tell(self):
        for card_id in card_mail.untold():
            card_mail.tell(card_id)

    def test_is_mailed_once_however_many_orders_wait(self, account, fourover, queue, tmp_path):
        for _ in range(3):
            held_for_its_card(fourover, queue)
            self.tell()
        (mail,) = self.mails(tmp_path)
        assert "The chosen card is not on the 4Over account any more." in mail
        assert "Visa ending in 4242 of the shop's 4Over account (staging)" in mail
        assert "visa-token" not in mail

    def test_is_mailed_anew_when_it_was_well_in_between(self, account, fourover, queue, tmp_path):
        for trouble in ("declined", "", "declined"):
            account.card.trouble = trouble
            db.session.commit()
            self.tell()
        assert len(self.mails(tmp_path)) == 2

    @pytest.mark.parametrize(("tell", "times"), [(told_by_the_shop, 1), (naive, 2)])
    def test_is_mailed_by_one_of_two_workers(self, account, at_once, tmp_path, tell, times):
        """Beside the control, which looks first and then mails."""
        account.card.trouble = "declined"
        db.session.commit()
        card_id = account.card.id
        at_once(lambda _, barrier: tell(card_id, barrier))
        said = "".join(self.mails(tmp_path))
        assert said.count("Subject:") == times

    def meanwhile(self, app, act):
        """That happens whenever a mail is being sent."""

        class Server:
            def send_messages(self, messages):
                act(messages)
                return len(messages)

        app.extensions["mailman"].get_connection = lambda *_args, **_more: Server()

    def test_is_not_mailed_what_another_worker_mails_now(self, app, account):
        account.card.trouble = "declined"
        db.session.commit()
        mails = []
        self.meanwhile(app, mails.extend)
        card_id, seen_free = account.card.id, account.card.telling_since
        its = update(PartnerCard).where(PartnerCard.id == card_id)
        rows_changed(its.values(telling_since=now()))
        assert seen_free is None
        card_mail.tell(card_id)
        assert mails == []
        assert card_mail.untold() == []

    @pytest.mark.parametrize("ends", [SystemExit, ConnectionRefusedError])
    def test_is_mailed_after_all_when_the_worker_died_of_it(self, app, account, ends):
        account.card.trouble = "declined"
        db.session.commit()
        mails = []

        def dies(messages):
            raise ends

        self.meanwhile(app, dies)
        with suppress(SystemExit):
            self.tell()
        db.session.rollback()
        self.meanwhile(app, mails.extend)
        self.tell()
        assert mails == []  # somebody may be at it still
        with time_machine.travel(now() + timedelta(minutes=6)):
            self.tell()
            self.tell()
        assert len(mails) == 1

    def test_is_mailed_of_what_became_of_the_card_meanwhile(self, app, account):
        account.card.trouble = "declined"
        db.session.commit()
        card_id, mails = account.card.id, []

        def changes(messages):
            mails.extend(messages)
            rows_changed(
                update(PartnerCard).where(PartnerCard.id == card_id).values(trouble="expired")
            )
            db.session.commit()

        self.meanwhile(app, changes)
        self.tell()
        with time_machine.travel(now() + timedelta(minutes=6)):
            self.tell()
            self.tell()
        assert ["declined" in mails[0].body, "expired" in mails[1].body] == [True, True]
        assert len(mails) == 2

    def test_is_mailed_once_a_day_that_no_card_is_chosen(self, account, queue, fourover, tmp_path):
        account.card.chosen = False
        db.session.commit()
        for _ in range(2):
            item = an_order_item(account=account)
            queue.run(jobs.push_order_item, item.id)
            assert (item.status, item.hold) == (ItemStatus.HELD, Hold.CARD)
        notice = mine(Notice).filter_by(kind=NoticeKind.NO_CARD).one()
        queue.run(jobs.send_notice, notice.id)
        (mail,) = self.mails(tmp_path)
        assert "no card is chosen that 4Over could charge for it" in " ".join(mail.split())
        assert "all of the shop's 4Over account, until one" in " ".join(mail.split())

    def test_without_an_address_is_told_on_its_first_page_alone(self, account):
        with_settings(shop_email="")
        account.card.trouble = "declined"
        db.session.commit()
        assert card_mail.untold() == []


@pytest.mark.alone
class TestEachNight:
    @pytest.fixture(autouse=True)
    def _two_accounts(self, account, queue):
        self.queue = queue
        self.shops = account.card
        self.users = an_account(owner=a_user(), card="master-token", card_type="Master").card

    def check(self, fourover, *cards):
        fourover.http.reset()
        fourover.has_cards(*cards)
        self.night_comes()
        return [self.shops.trouble, self.users.trouble]

    def night_comes(self):
        rows_changed(update(PartnerAccount).values(cards_asked_at=begin_of(today()) - A_SECOND))
        db.session.commit()
        jobs.check_cards()
        self.queue.run_all()

    def test_once_a_night_by_the_shops_clock_however_often_the_schedule_starts(self, fourover):
        fourover.has_cards(VISA, MASTER)
        at = datetime(2026, 12, 1, 4, 59, tzinfo=UTC)  # 11:59 PM in New York
        with time_machine.travel(at) as clock:
            for _ in range(3):
                jobs.check_cards()
                self.queue.run_all()
            assert len(fourover.calls) == 2
            clock.shift(timedelta(minutes=2))
            jobs.check_cards()
            self.queue.run_all()
            assert len(fourover.calls) == 4

    def test_a_job_that_came_twice_asks_once(self, fourover):
        fourover.has_cards(VISA, MASTER)
        for _ in range(2):
            self.queue.run(jobs.check_cards_of, self.shops.account_id)
        assert len(fourover.calls) == 1

    def test_one_account_a_job_beside_the_syncs_and_none_without_a_queue(self, fourover):
        jobs.check_cards()
        assert {job for job, _ in self.queue.jobs} == {jobs.check_cards_of}
        assert len(self.queue.jobs) == 2
        jobs.check_cards()
        assert len(self.queue.jobs) == 2  # once for all
        self.queue.jobs.clear()
        current_app.extensions["queue"] = {"catalog": AwayQueue()}
        jobs.check_cards()
        assert fourover.calls == []

    def test_each_account_is_asked_once(self, fourover):
        assert self.check(fourover, VISA, MASTER) == ["", ""]
        assert fourover.calls == ["GET /paymentprofiles"] * 2

    def test_what_is_gone_expired_or_expires_soon_is_noted(self, fourover):
        with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC)):
            assert self.check(fourover, MASTER | {"valid_thru": "2026 12"}) == [
                "The chosen card is not on the 4Over account any more.",
                "The chosen card expires soon: it is valid thru 2026 12.",
            ]
        later = [VISA | {"valid_thru": "2041 01"}, MASTER | {"valid_thru": "2025 12"}]
        assert self.check(fourover, *later) == [
            "", "The chosen card has expired: it was valid thru 2025 12."
        ]  # fmt: skip
        assert self.shops.valid_thru == "2041 01"

    def test_where_4over_does_not_answer_nothing_is_changed(self, fourover):
        self.check(fourover, MASTER)
        fourover.http.reset()
        fourover.is_down()
        self.night_comes()
        assert self.shops.trouble == "The chosen card is not on the 4Over account any more."

    def test_keys_that_are_refused_are_noted_with_their_account(self, fourover):
        fourover.http.reset()
        fourover.answers("GET", "/paymentprofiles", status=401, json={"message": "Invalid"})
        self.night_comes()
        assert "does not accept the keys" in self.shops.account.test_result
        self.check(fourover, VISA, MASTER)
        assert self.shops.account.test_result == ""

    def test_a_card_that_nobody_uses_any_more_is_not_asked_about(self, fourover):
        self.users.account.retired_at = now()
        db.session.commit()
        assert self.check(fourover, MASTER)[1] == ""
        assert mine(PartnerCard).count() == 2
        assert len(fourover.calls) == 1
