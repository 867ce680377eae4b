"""Money back by the provider: no more than by hand, never beside it, and what failed is undone."""

from datetime import timedelta
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.payments.given_back import repaid
from storefront.payments.ledger import AlreadyClosed, BadAmount, MoreThanExpected, settle, waive
from storefront.payments.methods.contract import ProviderDown, ProviderRefused, Repaid
from storefront.payments.models import Payment, RefundSide, Repayment
from storefront.payments.opening import open_refunds
from storefront.payments.receiving import BadReceipt, give_back, receive, take_back
from storefront.payments.repaying import ask_again, repay, repayable, to_ask_again
from storefront.payments.statement import statement_of
from tests.factories import a_payment, a_user, an_order
from tests.forms import forms_of, page_of
from tests.neighbors import mine
from tests.refusals import refusal

ITEM, ALL, OVER = Decimal("56.80"), Decimal("113.60"), Decimal("50.00")


@pytest.fixture
def order(app, bank):
    return an_order(items=2, payment_method=bank.key)


@pytest.fixture
def paid(order, bank):
    return a_payment(order, method=bank.key, amount=ALL, reference="ch_1")


@pytest.fixture
def overpaid(order, bank):
    return a_payment(order, method=bank.key, amount=ALL + OVER, reference="ch_1")


def test_the_same_form_once_more_gives_nothing_back(app, bank, order, overpaid):
    """A part of what was paid too much: of the rest there would be enough for another."""
    staff, address = app.test_client().login(a_user(Role.STAFF)), f"/admin/orders/{order.number}"
    shown = forms_of(page_of(staff.get(address).text), address)
    (form,) = (one for one in shown if one.action.endswith("/repayment"))
    filled = dict(form.fields) | {"amount": "1.00"}
    assert staff.post(form.action, data=filled).status_code == 302
    again = staff.post(form.action, data=filled)
    assert refusal(again, "It was $163.60 that could be given back when this page was opened")
    assert [one.amount for one in mine(Repayment)] == [Decimal("1.00")]


def test_each_form_of_an_order_by_which_money_moves_says_what_it_was_filled_in_on(
    app, bank, order, overpaid
):
    """By a key that is taken once, or by what was left when it was shown."""
    staff, address = app.test_client().login(a_user(Role.STAFF)), f"/admin/orders/{order.number}"
    shown = list(forms_of(page_of(staff.get(address).text), address))
    those = [form for form in shown if "amount" in dict(form.fields)]
    assert len(those) == 4
    for form in those:
        assert {"key", "shown"} & set(dict(form.fields)), form.action


def line_of(item):
    item.status = ItemStatus.CANCELLED
    db.session.commit()
    (line,) = (line for line in open_refunds(item) if line.side == RefundSide.CUSTOMER)
    db.session.commit()
    return line


def lost(bank, payment, amount, line):
    """It was asked for, and the answer did not come."""
    bank.silent = True
    with pytest.raises(ProviderDown):
        repay(payment, amount, line=line, by="pat")
    db.session.rollback()
    bank.silent = False


def news_of(asked):
    return Repaid(asked.key, "ch_1", "re_1", asked.amount)


def test_of_a_line_the_provider_gives_back_no_more_than_is_owed_on_it(bank, order, paid):
    line = line_of(order.items[0])
    with pytest.raises(MoreThanExpected):
        settle(line, ALL, method="check", by="pat")  # the same by hand, where it can be agreed to
    for amount in (ALL, ITEM + Decimal("0.01")):
        with pytest.raises(MoreThanExpected, match=r"\$56.80 owed"):
            repay(paid, amount, line=line, by="pat")
        db.session.rollback()
    assert bank.refunds == {}

    repay(paid, ITEM, line=line, by="pat")
    assert [amount for _, amount in bank.refunds.values()] == [ITEM]
    assert line.amount == ITEM


def test_a_payment_that_no_provider_took_is_given_back_by_none(order, bank, app):
    receive(order, ALL + OVER, by="pat", too_much=True)
    db.session.commit()
    staff = app.test_client().login(a_user(Role.STAFF))
    address = f"/admin/orders/{order.number}/payments/{mine(Payment).one().id}/repayment"
    answer = staff.post(address, data={"amount": "50.00"}, follow_redirects=True)
    assert answer.status_code == 422
    assert "No provider took this payment" in answer.text


class TestWhileNobodyKnowsWhetherTheProviderGaveItBack:
    def test_what_was_paid_too_much_is_not_given_back_by_hand_as_well(self, bank, order, overpaid):
        lost(bank, overpaid, OVER, None)
        with pytest.raises(BadReceipt, match="Press its button again"):
            give_back(order, OVER, by="pat", how="check 4")
        db.session.rollback()

        repaid(news_of(mine(Repayment).one()), bank.key)
        db.session.commit()
        bill = statement_of(order)
        assert (bill.paid, bill.overpaid, bill.unpaid) == (ALL, 0, 0)

    def test_what_is_beyond_it_is(self, bank, order, overpaid):
        lost(bank, overpaid, Decimal("30.00"), None)
        give_back(order, Decimal("20.00"), by="pat", how="check 4")
        repaid(news_of(mine(Repayment).one()), bank.key)
        assert statement_of(order).overpaid == 0

    def test_nor_is_a_line_closed_by_hand(self, bank, order, paid):
        line = line_of(order.items[0])
        lost(bank, paid, ITEM, line)
        with pytest.raises(AlreadyClosed, match="Press its button again"):
            settle(line, ITEM, method="check", by="pat")
        with pytest.raises(AlreadyClosed, match="Press its button again"):
            waive(line, by="pat", note="Kept.")
        db.session.rollback()

        repay(paid, ITEM, line=line, by="pat")
        assert line.amount == ITEM

    def test_nor_asked_for_of_another_payment(self, bank, order, paid):
        line = line_of(order.items[0])
        other = a_payment(order, method=bank.key, amount=ALL, reference="ch_2")
        lost(bank, paid, ITEM, line)
        with pytest.raises(AlreadyClosed):
            repay(other, ITEM, line=line, by="pat")
        assert bank.refunds == {}

    def test_nor_is_the_same_money_promised_to_another_line(self, bank, order, paid):
        first, second = line_of(order.items[0]), line_of(order.items[1])
        lost(bank, paid, ITEM, first)
        with pytest.raises(BadAmount, match=r"At most \$56.80 can be refunded"):
            settle(second, ALL, method="check", by="pat", agreed=ALL)
        assert settle(second, ITEM, method="check", by="pat") is None


class TestWhatWentBackAndFailedDaysLater:
    def test_is_taken_back_and_given_another_way(self, bank, order, overpaid):
        repay(overpaid, OVER, line=None, by="pat")
        assert statement_of(order).overpaid == 0

        take_back(
            mine(Payment).filter(Payment.amount == -OVER).one(), by="pat", reason="It failed."
        )
        assert statement_of(order).overpaid == OVER
        give_back(order, OVER, by="pat", how="check 4")
        assert statement_of(order).paid == ALL

    def test_the_provider_gives_back_the_rest_all_the_same(self, bank, order, overpaid):
        """It still says that it gave back what failed; the books have it taken back."""
        repay(overpaid, OVER, line=None, by="pat")
        take_back(
            mine(Payment).filter(Payment.amount == -OVER).one(), by="pat", reason="It failed."
        )
        db.session.commit()
        assert repayable(order) == {overpaid: ALL}

        line = line_of(order.items[0])
        repay(overpaid, ITEM, line=line, by="pat")

        assert line.amount == ITEM
        assert statement_of(order).overpaid == OVER  # to be given another way

    @pytest.mark.parametrize("of_a_line", [True, False])
    def test_staff_read_what_to_do_and_every_button_works(
        self, app, bank, order, overpaid, of_a_line
    ):
        """Also of a line of the ledger, on its own page."""
        staff = app.test_client().login(a_user(Role.STAFF))
        page, acts = f"/admin/orders/{order.number}", f"/admin/orders/{order.number}/payments"
        row = mine(Payment).filter(Payment.amount == -OVER)
        if of_a_line:
            line = line_of(order.items[0])
            repay(overpaid, ITEM, line=line, by="pat")
            page = f"/admin/refunds/{line.id}"
            assert "It failed: the money did not go back" in staff.get(page).text
            correction = f"{page}/correction", {"correct-reason": "It failed."}
        else:
            repay(overpaid, OVER, line=None, by="pat")
            correction = f"{acts}/{row.one().id}/correction", {"reason": "It failed."}
        db.session.commit()
        assert "failed</h" not in staff.get(page).text

        answer = staff.post(correction[0], data=correction[1], follow_redirects=True)
        amount = ITEM if of_a_line else OVER
        assert f"A refund of ${amount} failed" in answer.text
        assert (
            "By the fake bank only the rest of what was paid so can be given back." in answer.text
        )

        shown = forms_of(page_of(answer.text), page)
        (offered,) = [form for form in shown if form.action.endswith("/repayment")]
        answer = staff.post(offered.action, data=dict(offered.fields), follow_redirects=True)
        assert "is on its way back" in answer.text

    def test_what_was_given_at_the_provider_s_alone_is_still_found(self, bank, order, overpaid):
        """The control: what failed excuses nothing else."""
        repay(overpaid, OVER, line=None, by="pat")
        take_back(
            mine(Payment).filter(Payment.amount == -OVER).one(), by="pat", reason="It failed."
        )
        bank.refunds["elsewhere"] = ("ch_1", Decimal("10.00"))
        db.session.commit()
        with pytest.raises(BadAmount, match=r"has given back \$10.00 .* and \$0.00 is recorded"):
            repay(overpaid, Decimal("20.00"), line=None, by="pat")

    def test_what_came_is_not(self, bank, order, overpaid):
        with pytest.raises(BadReceipt):
            take_back(overpaid, by="pat", reason="It failed.")


class TestNobodyKnows:
    """Whether a refund was made: the provider did not answer, or the shop was killed meanwhile."""

    @pytest.fixture
    def line(self, order, paid):
        return line_of(order.items[0])

    @pytest.fixture
    def made(self, bank, paid, line):
        """It was made, and the answer was lost."""
        bank.loses = True
        with pytest.raises(ProviderDown):
            repay(paid, ITEM, line=line, by="pat")
        db.session.rollback()
        bank.loses = False

    def later(self):
        mine(Repayment).one().asked_at = now() - timedelta(minutes=11)
        db.session.commit()

    def test_staff_see_it_and_can_ask_again(self, app, bank, order, paid, line, made):
        staff = app.test_client().login(a_user(Role.STAFF))
        assert "refund that may or may not have been made" in staff.get("/admin/").text
        for page in (f"/admin/refunds/{line.id}", f"/admin/orders/{order.number}"):
            shown = staff.get(page).text
            assert "It is not known yet whether $56.80 was given back" in shown
            assert "Ask the fake bank again" in shown
            assert "Refund by the fake bank" not in shown

        address = f"/admin/refunds/{line.id}/payments/{paid.id}/repayment"
        answer = staff.post(address, data={"amount": "56.80"}, follow_redirects=True)

        assert "The money is on its way back." in answer.text
        assert line.amount == ITEM
        assert len(bank.refunds) == 1
        assert "may or may not" not in staff.get("/admin/").text

    def test_every_page_that_names_the_money_says_so(self, app, bank, order, paid, line, made):
        """None says that nothing was done yet, and none offers to record it."""
        staff = app.test_client().login(a_user(Role.STAFF))
        page = staff.get("/admin/refunds/").text
        assert page.count("may have been made; being asked") == 1
        assert f'See<span class="unseen"> {line.item.reference}' in page
        assert f'Record<span class="unseen"> {line.item.reference}' not in page
        assert "May have been made; being asked" in staff.get("/admin/refunds/ledger.csv").text
        assert statement_of(order).sentences == [
            "$56.80 is being refunded: the bank has not confirmed it yet."
        ]

        repay(paid, ITEM, line=line, by="pat")
        assert "may have been made" not in staff.get("/admin/refunds/").text
        assert statement_of(order).sentences == ["$56.80 was refunded."]

    def test_so_is_what_was_paid_too_much(self, app, bank, order, paid, line):
        other = an_order(payment_method=bank.key)
        payment = a_payment(other, method=bank.key, amount=ITEM + OVER, reference="ch_2")
        lost(bank, payment, Decimal("30.00"), None)
        staff = app.test_client().login(a_user(Role.STAFF))
        page = staff.get("/admin/refunds/").text
        assert "may have been made; being asked" in page
        assert f'Give back<span class="unseen"> {other.number}' not in page
        assert statement_of(other).sentences == [
            "$30.00 was paid too much and is being refunded: the bank has not confirmed it yet.",
            "$20.00 was paid too much and will be refunded.",
        ]
        fold = staff.get(f"/admin/orders/{other.number}").text
        assert 'id="overpaid-amount" value="20.00"' in fold.replace("\n", " ")

    def test_whoever_asks_no_more_too_early_stays_where_they_are(self, app, bank, paid, line):
        lost(bank, paid, ITEM, line)
        staff = app.test_client().login(a_user(Role.STAFF))
        address = f"/admin/refunds/{line.id}/repayments/{mine(Repayment).one().id}/end"
        assert address in staff.get(f"/admin/refunds/{line.id}").text
        for said in ({"reason": "Their support says that it was not made."}, {}):
            answer = staff.post(address, data=said)
            assert answer.status_code == 422
            assert "Refund to the customer" in answer.text
            assert "Ask the fake bank again" in answer.text
        other = address.replace(f"refunds/{line.id}/", f"refunds/{line.id + 999}/")
        assert staff.post(other, data={"reason": "No."}).status_code == 404

        self.later()
        assert staff.post(address, data={"reason": "It was not made."}).status_code == 302
        assert mine(Repayment).count() == 0

    @pytest.mark.parametrize("how", ["loses", "silent"])
    def test_the_sweep_finds_out_and_it_is_made_once(self, bank, paid, line, queue, how):
        setattr(bank, how, True)
        with pytest.raises(ProviderDown):
            repay(paid, ITEM, line=line, by="pat")
        db.session.rollback()
        setattr(bank, how, False)
        jobs.sweep()
        assert (jobs.ask_providers,) not in queue.jobs  # a moment ago

        self.later()
        jobs.sweep()
        assert (jobs.ask_providers,) in queue.jobs
        queue.run(jobs.ask_providers)

        assert list(bank.refunds.values()) == [("ch_1", ITEM)]
        assert line.amount == ITEM
        assert to_ask_again() == []

    def test_refused_the_second_time_it_is_still_not_known(self, bank, paid, line, made):
        """The key was changed meanwhile: what is asked for next is not another refund."""
        bank.locked = True
        with pytest.raises(ProviderRefused):
            repay(paid, ITEM, line=line, by="pat")
        with pytest.raises(AlreadyClosed):
            settle(line, ITEM, method="check", by="pat")
        db.session.rollback()

        bank.locked = False
        repay(paid, ITEM, line=line, by="pat")
        assert len(bank.refunds) == 1

    def test_also_if_the_provider_only_refuses_to_make_it(self, bank, paid, line):
        """The first may still arrive. A while later it cannot, and is not there: it may be dropped,
        and staff are told."""
        lost(bank, paid, ITEM, line)
        bank.refuses = True
        with pytest.raises(ProviderRefused):
            repay(paid, ITEM, line=line, by="pat")
        assert mine(Repayment).count() == 1

        self.later()
        ask_again(*to_ask_again())
        assert mine(Repayment).count() == 0
        assert "$56.80 is not given back yet. No." in paid.trouble

    def test_the_provider_s_memory_of_keys_ends_and_it_is_made_once(self, bank, paid, line, made):
        bank.refund = None  # asked with the same key, it would be another refund
        repay(paid, ITEM, line=line, by="pat")
        assert line.amount == ITEM

    def test_what_only_a_person_can_find_out_a_person_says(self, app, bank, order, paid, line):
        """The account there was closed, say. Not while the first try may still arrive."""
        lost(bank, paid, ITEM, line)
        bank.locked = True
        staff = app.test_client().login(a_user(Role.STAFF))
        address = f"/admin/orders/{order.number}/repayments/{mine(Repayment).one().id}/end"
        said = {"reason": "Their support says that it was not made."}
        assert staff.post(address, data=said).status_code == 422
        other = address.replace(order.number, an_order().number)
        assert staff.post(other, data=said).status_code == 404
        assert mine(Repayment).count() == 1

        self.later()
        assert staff.post(address, data={}).status_code == 422
        assert "asked for no more" in staff.post(address, data=said, follow_redirects=True).text
        settle(line, ITEM, method="check", by="pat")

    def test_a_provider_that_is_down_is_asked_once(self, bank, order, paid, line, made):
        second = line_of(order.items[1])
        lost(bank, paid, ITEM, second)
        for asked in mine(Repayment):
            asked.asked_at = now() - timedelta(minutes=11)
        db.session.commit()
        bank.down, bank.asked = True, 0
        ask_again(*to_ask_again())
        assert bank.asked == 1


class TestWhatTheProviderMadeAndTheBooksDoNotKnow:
    """A backup of before was restored, or somebody did it on the provider's own page."""

    def test_it_is_not_made_again_until_somebody_recorded_it(self, bank, order, paid):
        line, made = line_of(order.items[0]), Decimal("20.00")
        bank.refunds["of then"] = ("ch_1", made)
        for _ in range(2):
            with pytest.raises(BadAmount, match=r"given back \$20.00 of this payment already"):
                repay(paid, made, line=line, by="pat")
            db.session.rollback()
        assert len(bank.refunds) == 1
        assert "$20.00 was given back at the provider (re-of then)" in paid.trouble

        rest = settle(line, made, method="card", by="pat")
        db.session.commit()
        repay(paid, rest.expected, line=rest, by="pat")
        assert sum(amount for _, amount in bank.refunds.values()) == ITEM

    def test_what_the_books_know_hinders_nothing(self, bank, order, overpaid):
        repay(overpaid, Decimal("20.00"), line=None, by="pat")
        line = line_of(order.items[0])
        repay(overpaid, ITEM, line=line, by="pat")
        repay(overpaid, Decimal("30.00"), line=None, by="pat")
        assert statement_of(order).overpaid == 0

    def test_a_line_that_it_made_is_not_made_again_though_another_was_closed_with_it(
        self, bank, order, paid
    ):
        line, other = line_of(order.items[0]), line_of(order.items[1])
        made = Repayment(payment_id=paid.id, key="k", amount=ITEM, asked_by="pat")
        made.refund_id, made.reference = line.id, "re-k"
        db.session.add(made)
        bank.refunds["k"] = ("ch_1", ITEM)
        settle(other, ITEM, method="By the bank", by="pat")
        db.session.commit()
        with pytest.raises(AlreadyClosed, match="gave this back already"):
            repay(paid, ITEM, line=line, by="pat")
        assert len(bank.refunds) == 1

    def test_what_is_refused_is_forgotten_and_nothing_else(self, bank, order, overpaid):
        other = a_payment(an_order(), method=bank.key, amount=ITEM + OVER, reference="ch_2")
        lost(bank, other, OVER, None)
        bank.refuses = True
        with pytest.raises(ProviderRefused):
            repay(overpaid, OVER, line=None, by="pat")
        assert [one.payment for one in mine(Repayment)] == [other]

    def test_a_provider_that_does_not_answer_was_asked_for_nothing(self, bank, order, paid):
        line = line_of(order.items[0])
        bank.down = True
        with pytest.raises(ProviderRefused, match="does not answer"):
            repay(paid, ITEM, line=line, by="pat")
        assert mine(Repayment).count() == 0
