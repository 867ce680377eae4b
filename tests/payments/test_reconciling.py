"""Charges and credits as they are looked for on a card's statement, and reconciling them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from storefront.audit import AuditEntry
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus, Phase, PrintJob, PushAttempt
from storefront.payments.charges import Doubt, entries, open_before, totals
from storefront.payments.correcting import NothingToCorrect, correct
from storefront.payments.models import Refund, RefundSide, RefundStatus
from storefront.payments.reconciling import name_amount, reconcile
from storefront.times import Month
from tests.factories import a_charge, a_user, an_account, an_order_item, with_settings
from tests.neighbors import mine

VISA, MASTER = "Visa ending in 4242", "Master ending in 1881"
NOVEMBER = Month(2026, 11)
THE_10TH = datetime(2026, 11, 10, 12, tzinfo=UTC)
ME, HALF = "sam@shop.example", Decimal("0.50")


@pytest.fixture(autouse=True)
def account(app):
    return an_account(name="Main")


def charge(phase=Phase.ACCEPTED, at=THE_10TH, charged="46.96", card=VISA, **more):
    item = an_order_item(status=ItemStatus.IN_PRODUCTION)
    values = {
        "number": 1,
        "owner": "me",
        "phase": phase,
        "sent_at": at,
        "card": card,
        "expected": a_charge("44.00", "2.96"),
        "charged": charged and Decimal(charged),
    }
    item.attempts.append(PushAttempt(**(values | more)))
    db.session.commit()
    return item.attempts[0]


def credit(attempt, status=RefundStatus.SETTLED, amount="46.96", **more):
    values = {"opened_at": THE_10TH, "settled_at": THE_10TH if amount else None}
    line = Refund(item=attempt.item, side=RefundSide.FOUROVER, status=status, **(values | more))
    line.expected, line.amount = Decimal("46.96"), amount and Decimal(amount)
    db.session.add(line)
    db.session.commit()
    return line


def of_november(**how):
    return entries(NOVEMBER.begin, NOVEMBER.end, **how)


def keys(found):
    return [entry.key for entry in found]


def test_a_charge_says_where_to_look_for_it():
    attempt = charge()
    attempt.item.print_jobs += [PrintJob(job_id=f"Z1-00{n}", attempt_id=attempt.id) for n in (1, 2)]
    db.session.commit()
    (entry,) = of_november()
    assert (entry.at, entry.reference) == (THE_10TH, attempt.item.reference)
    assert (entry.account, entry.card) == ("Main, staging", VISA)
    assert entry.jobs == "Z1-001, Z1-002"
    assert (entry.expected, entry.amount, entry.difference) == (
        Decimal("46.96"),
        Decimal("46.96"),
        0,
    )
    assert entry.doubt is entry.reconciled_at is None


def test_what_a_customers_own_card_was_charged_is_on_no_statement_of_the_shop(account):
    credit(charge())
    assert len(of_november()) == 2
    before = open_before(NOVEMBER.end)
    account.owner_id = a_user(email="kim@customer.example").id
    db.session.commit()
    assert of_november() == []
    assert open_before(NOVEMBER.end) == before - 2


@pytest.mark.parametrize(
    ("charged", "difference"), [("46.97", "0.01"), ("46.95", "-0.01"), (None, "0")]
)
def test_every_cent_of_difference_is_named(charged, difference):
    charge(charged=charged)
    assert of_november()[0].difference == Decimal(difference)


def test_tax_that_4over_never_quotes_is_no_difference():
    charge(charged="47.96")
    (entry,) = of_november()
    assert entry.difference == 1
    assert replace(entry, unquoted=Decimal("1.00")).difference == 0
    assert replace(entry, unquoted=Decimal("0.40")).difference == Decimal("0.60")
    assert replace(entry, expected=None).difference == 0


def test_what_was_not_sent_or_was_refused_is_on_no_statement():
    for phase in (Phase.PREPARING, Phase.REFUSED, Phase.NOT_SENT):
        charge(phase)
    charge(Phase.UNKNOWN, ended_at=now())  # a person said that 4Over does not have it
    assert of_november() == []


def test_what_is_not_certain_says_so_and_stands_in_no_sum():
    unnamed, unknown, sending = charge(charged=None), charge(Phase.UNKNOWN), charge(Phase.SENDING)
    owed = credit(charge(Phase.PARTLY), RefundStatus.OPEN, None)
    doubts = {entry.key: entry.doubt for entry in of_november()}
    assert doubts == {
        f"charge-{unnamed.id}": Doubt.UNNAMED,
        f"charge-{unknown.id}": Doubt.UNKNOWN,
        f"charge-{sending.id}": Doubt.UNKNOWN,
        f"charge-{owed.item.attempts[0].id}": None,
        f"credit-{owed.id}": Doubt.OWED,
    }
    (total,) = totals(of_november())
    assert (total.entries, total.charged) == (5, Decimal("93.92"))
    assert (total.uncertain, total.owed) == (2, 1)


def test_a_credit_is_below_zero_and_on_the_card_that_was_charged():
    attempt = charge(card=MASTER)
    line = credit(attempt, amount="40.00")
    entry = next(entry for entry in of_november() if entry.key == f"credit-{line.id}")
    assert (entry.card, entry.amount, entry.difference) == (MASTER, -40, Decimal("6.96"))


def test_a_credit_that_was_noted_by_mistake_is_taken_back_here_too():
    line = credit(charge())
    instead = correct(line, by=ME, reason="It was another item's.")
    db.session.commit()
    (entry,) = (entry for entry in of_november() if entry.key.startswith("credit"))
    assert (entry.key, entry.doubt) == (f"credit-{instead.id}", Doubt.OWED)
    assert reconcile(shown=[], checked=[f"credit-{line.id}"], by=ME).missed == 1


def test_what_somebody_found_on_the_statement_does_not_go_from_its_month():
    line = credit(charge())
    key = f"credit-{line.id}"
    reconcile(shown=[], checked=[key], by=ME)
    db.session.commit()
    with pytest.raises(NothingToCorrect, match=f"{ME} found this credit on the card's statement"):
        correct(line, by="pat@shop.example", reason="It was another item's.")
    db.session.rollback()
    assert [entry.reconciled_by for entry in of_november() if entry.key == key] == [ME]

    reconcile(shown=[key], checked=[], by=ME)
    correct(line, by="pat@shop.example", reason="It was another item's.")
    db.session.commit()
    assert key not in keys(of_november())


def test_checked_while_it_is_taken_back_it_stays_listed():
    line = credit(charge())
    correct(line, by=ME, reason="It was another item's.")
    line.reconciled_at, line.reconciled_by = now(), "pat@shop.example"
    db.session.commit()
    assert f"credit-{line.id}" in keys(of_november())


def test_other_lines_of_the_ledger_are_no_credits_of_4over():
    attempt = charge()
    credit(attempt, RefundStatus.WAIVED, None)
    line = credit(charge())
    line.side = RefundSide.CUSTOMER
    db.session.commit()
    assert [key.partition("-")[0] for key in keys(of_november())] == ["charge", "charge"]


def test_a_month_is_that_of_the_shops_clock():
    with_settings(time_zone="America/New_York")
    last, first = datetime(2026, 12, 1, 4, 59, tzinfo=UTC), datetime(2026, 12, 1, 5, tzinfo=UTC)
    november, december = charge(at=last), charge(at=first)
    earlier, later = credit(november, settled_at=last), credit(december, settled_at=first)
    assert keys(of_november()) == [f"charge-{november.id}", f"credit-{earlier.id}"]
    those = entries(Month(2026, 12).begin, Month(2026, 12).end)
    assert keys(those) == [f"charge-{december.id}", f"credit-{later.id}"]
    assert open_before(NOVEMBER.end) - open_before(last) == 2


def test_totals_are_of_each_card_of_each_account(account):
    charge(), charge(charged="10.00"), charge(card=MASTER, charged="0.50")
    credit(charge(charged="46.96"))
    reconcile(shown=[], checked=keys(of_november())[:1], by=ME)
    master, visa = totals(of_november())
    assert (master.card, master.charged, master.open) == (MASTER, HALF, HALF)
    assert (visa.charged, visa.credited) == (Decimal("103.92"), Decimal("-46.96"))
    assert (visa.reconciled, visa.open) == (Decimal("46.96"), Decimal("10.00"))


def noted():
    return [(one.who, one.action, one.subject) for one in mine(AuditEntry)]


def test_what_is_reconciled_and_what_is_taken_back_is_on_record():
    attempt = charge()
    key, item = f"charge-{attempt.id}", attempt.item.reference
    done = reconcile(shown=[], checked=[key], by=ME)
    db.session.commit()
    assert (done.added, done.taken_back, done.missed) == (1, 0, 0)
    (entry,) = of_november()
    assert (entry.reconciled_by, of_november(only_open=True)) == (ME, [])
    assert entry.reconciled_at <= now()

    done = reconcile(shown=[key], checked=[], by="ada@shop.example")
    db.session.commit()
    assert (done.added, done.taken_back) == (0, 1)
    assert of_november()[0].reconciled_at is None
    assert noted() == [
        (ME, "charge reconciled", item),
        ("ada@shop.example", "charge not reconciled any more", item),
    ]


def test_what_was_shown_and_sent_back_as_it_was_changes_nothing():
    done, _ = charge(), charge()
    key = f"charge-{done.id}"
    reconcile(shown=[], checked=[key], by=ME)
    before = of_november()
    reconcile(shown=[key], checked=[key], by="ada@shop.example")
    reconcile(shown=[], checked=[], by="ada@shop.example")
    assert of_november() == before
    assert len(noted()) == 1


def test_what_is_not_certain_cannot_be_reconciled():
    owed = credit(charge(), RefundStatus.OPEN, None)
    arabic = "".join(chr(0x660 + int(digit)) for digit in str(charge().id))
    wrong = [
        f"charge-{arabic}",
        f"charge-{charge(Phase.UNKNOWN).id}",
        f"credit-{owed.id}",
        "charge-x",
        "order-1",
    ]
    done = reconcile(shown=[], checked=[*wrong, "charge-99999999999", "charge-"], by=ME)
    assert (done.added, done.missed) == (0, 7)
    assert noted() == []


def test_an_amount_that_4over_did_not_name_is_that_of_the_statement():
    unnamed, named, other = charge(charged=None), charge(), charge(charged=None)
    key = f"charge-{unnamed.id}"
    assert name_amount(key, Decimal("47.10"), by=ME)
    assert not name_amount(key, Decimal("1.00"), by=ME)
    assert not name_amount(f"charge-{named.id}", Decimal("1.00"), by=ME)
    for wrong in (f"charge-{charge(Phase.UNKNOWN, charged=None).id}", "credit-1", "charge-²"):
        assert not name_amount(wrong, Decimal("1.00"), by=ME)
    db.session.commit()
    entry = next(one for one in of_november() if one.key == key)
    assert (entry.amount, entry.difference) == (Decimal("47.10"), Decimal("0.14"))
    assert entry.doubt is None
    assert other.charged is None
    assert noted() == [(ME, "charge named by the statement", entry.reference)]


def test_two_reconcile_the_same_at_once_and_one_of_them_did(at_once):
    key = f"charge-{charge().id}"

    def act(name, barrier):
        barrier.wait()
        done = reconcile(shown=[], checked=[key], by=name)
        db.session.commit()
        return done.added, done.missed

    assert sorted(at_once(act)) == [(0, 1), (1, 0)]
    (entry,) = of_november()
    assert noted() == [(entry.reconciled_by, "charge reconciled", entry.reference)]


def test_the_control_who_reads_first_and_writes_then_both_did(at_once):
    attempt_id = charge().id

    def act(name, barrier):
        free = db.session.get_one(PushAttempt, attempt_id).reconciled_at is None
        db.session.rollback()
        barrier.wait()
        return free

    assert at_once(act) == [True, True]


def test_what_stays_open_is_found_in_later_months():
    october = datetime(2026, 10, 3, 12, tzinfo=UTC)
    theirs = open_before(NOVEMBER.begin)  # the neighbors' charges and credits
    old, done, late = charge(at=october), charge(at=october), charge()
    owed = credit(late, RefundStatus.OPEN, None, opened_at=october)
    reconcile(shown=[], checked=[f"charge-{done.id}"], by=ME)
    assert open_before(NOVEMBER.begin) - theirs == 2
    those = [f"charge-{old.id}", f"credit-{owed.id}", f"charge-{late.id}"]
    found = entries(None, NOVEMBER.end, only_open=True)
    assert [entry.key for entry in found if entry.account == "Main, staging"] == those
