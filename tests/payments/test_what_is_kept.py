"""What is given back beyond what was owed, and what is not given back of what is cancelled."""

from decimal import Decimal

import pytest

from storefront.database import db
from storefront.orders.cancellation import request_cancellation
from storefront.orders.models import Hold, ItemStatus, Order
from storefront.orders.price_questions import ask
from storefront.payments.closing import left_open
from storefront.payments.conditions import is_overpaid, is_unpaid
from storefront.payments.correcting import correct
from storefront.payments.extra import accept_extra, let_extras_go
from storefront.payments.goodwill import grant
from storefront.payments.invoices.correcting import correct_invoice, to_correct
from storefront.payments.invoices.giving import invoices_of
from storefront.payments.ledger import settle, waive
from storefront.payments.margin_report import By, report
from storefront.payments.models import Payment, RefundSide
from storefront.payments.opening import open_missing, open_refunds
from storefront.payments.owing import lines_of_order, owed
from storefront.payments.receiving import BadReceipt, give_back, receive, take_back
from storefront.payments.statement import statement_of
from storefront.payments.underway import payment_words
from storefront.times import month_of, today
from tests.factories import an_order
from tests.neighbors import mine

ITEM, ALL, PART = Decimal("56.80"), Decimal("113.60"), Decimal("80.00")
MORE = Decimal("70.00")
PAT = "pat@shop.example"


@pytest.fixture
def order(app):
    return an_order(items=2, cleared_at=None, status=ItemStatus.WAITING)


def pay(order, amount):
    receive(order, amount, by=PAT, too_much=True)
    db.session.commit()


def cancel(item, **how):
    request_cancellation(item, by=PAT, reason="Not wanted.", **how)
    db.session.commit()


def line_of(item):
    (line,) = (line for line in open_refunds(item) if line.side == RefundSide.CUSTOMER)
    db.session.commit()
    return line


def asked_for_more(item):
    """The customer agrees to pay $5.75 more."""
    item.hold_for(Hold.DEARER, "It is dearer.")
    item.asked_cost = Decimal("36.105")
    question = ask(item, Decimal("5.75"), item.asked_cost, by=PAT)
    db.session.commit()
    accept_extra(item, str(question.id), by="customer")
    db.session.commit()


def listed(which):
    return mine(Order).filter(which()).all()


class TestMoreIsGivenBackThanIsOwed:
    @pytest.fixture
    def generous(self, order):
        pay(order, ALL)
        cancel(order.items[0])
        settle(line_of(order.items[0]), MORE, method="card", by=PAT, agreed=MORE)
        db.session.commit()
        return order

    def test_nobody_is_in_debt_by_that(self, generous):
        bill = statement_of(generous)
        assert (bill.unpaid, bill.to_refund, bill.overpaid) == (0, 0, 0)
        assert bill.sentences == ["$70.00 was refunded."]
        assert "not paid yet" not in payment_words(generous)
        assert listed(is_unpaid) == []

    def test_what_is_agreed_to_later_is_still_owed(self, generous):
        asked_for_more(generous.items[1])
        assert statement_of(generous).unpaid == Decimal("5.75")
        assert listed(is_unpaid) == [generous]

    def test_no_more_is_given_back_for_the_next_than_is_left(self, generous):
        cancel(generous.items[1])
        assert statement_of(generous).to_refund == ALL - MORE

    def test_taken_back_it_is_owed_as_before(self, generous):
        (line,) = (line for line in open_refunds(generous.items[0]))
        correct(line, by=PAT, reason="It was less.")
        db.session.commit()
        bill = statement_of(generous)
        assert (bill.to_refund, bill.unpaid, bill.overpaid) == (ITEM, 0, 0)

    def test_what_was_paid_too_much_is_given_back_once(self, order):
        pay(order, ALL + 50)
        cancel(order.items[0])
        settle(line_of(order.items[0]), ITEM + 50, method="card", by=PAT, agreed=ITEM + 50)
        db.session.commit()
        assert statement_of(order).overpaid == 0
        assert listed(is_overpaid) == []
        with pytest.raises(BadReceipt, match=r"\$0.00 was paid too much"):
            give_back(order, Decimal("50.00"), by=PAT, how="check")

    def test_of_what_was_granted_the_rest_stays_granted(self, order):
        """Only a part of it is due while the order is not all paid."""
        pay(order, Decimal("90.00"))
        (line,) = grant(order, Decimal("30.00"), item=order.items[0], by=PAT, reason="Late.")
        assert owed(order)[line] == Decimal("6.40")
        settle(line, Decimal("6.40"), method="card", by=PAT)
        assert statement_of(order).unpaid == 0


class TestOfWhatIsCancelledNothingIsGivenBack:
    @pytest.fixture(params=["from the beginning", "by a person, later"])
    def kept(self, order, request):
        """$80.00 of $113.60 was paid, and one of two items of $56.80 is cancelled."""
        pay(order, PART)
        by_request = request.param == "from the beginning"
        cancel(order.items[1], without_refund=by_request)
        open_missing(order)
        if not by_request:
            waive(line_of(order.items[1]), by=PAT, note="Kept.")
        db.session.commit()
        return order

    def test_neither_page_says_that_it_is_owed(self, kept):
        bill = statement_of(kept)
        assert bill.sentences == ["$23.20 is not refunded."]
        assert (bill.to_refund, bill.unpaid, bill.overpaid) == (0, 0, 0)
        assert not [words for words in left_open(kept) if "owes" in words]

    def test_it_pays_nothing_that_is_agreed_to_later(self, kept):
        item = kept.items[0]
        asked_for_more(item)
        assert statement_of(kept).unpaid == Decimal("5.75")
        assert let_extras_go(kept) == []
        assert listed(is_unpaid) == [kept]

        pay(kept, Decimal("5.75"))
        assert statement_of(kept).sentences == ["$23.20 is not refunded."]
        assert not item.extra_due
        assert listed(is_unpaid) == []

    def test_what_is_paid_too_much_later_is_not_kept_unless_it_was_said_so(self, kept):
        pay(kept, ALL - PART)
        bill = statement_of(kept)
        said_so = kept.items[1].cancellation.without_refund
        assert bill.to_refund == (0 if said_so else ALL - PART)
        assert bill.overpaid == 0

    def test_also_before_the_ledger_is_opened_it_pays_nothing_else(self, order):
        pay(order, ALL)
        cancel(order.items[1], without_refund=True)
        assert statement_of(order).sentences == ["$56.80 is not refunded."]
        asked_for_more(order.items[0])
        assert statement_of(order).unpaid == Decimal("5.75")


def test_what_was_closed_because_it_was_not_due_is_open_again_for_what_it_came_to(order):
    pay(order, ALL)
    cancel(order.items[0])
    line = line_of(order.items[0])
    take_back(mine(Payment).one(), by=PAT, reason="The check bounced.")
    waive(line, by=PAT, note="It was not paid.")
    db.session.commit()
    assert (line.expected, statement_of(order).unpaid) == (0, ITEM)

    assert correct(line, by=PAT, reason="By mistake.").expected == ITEM
    assert statement_of(order).unpaid == ITEM


class TestMoreIsGivenThanWasGranted:
    """$10.00 is granted for one of two items, and more is given, as somebody agreed."""

    @pytest.fixture(params=["30.00", "60.00"])
    def given(self, order, request):
        pay(order, ALL)
        (line,) = grant(order, Decimal("10.00"), item=order.items[0], by=PAT, reason="Late.")
        amount = Decimal(request.param)
        settle(line, amount, method="card", by=PAT, agreed=amount)
        correct_invoice(order)
        db.session.commit()
        return amount

    def ends(self, order):
        cancel(order.items[0])
        open_missing(order)
        correct_invoice(order)
        for line, due in owed(order).items():
            settle(line, due, method="card", by=PAT)
        db.session.commit()

    def test_nothing_is_owed_anew_once_the_item_is_canceled(self, order, given):
        self.ends(order)
        bill = statement_of(order)
        assert (bill.unpaid, bill.to_refund, bill.overpaid) == (0, 0, 0)
        assert listed(is_unpaid) == listed(is_overpaid) == []
        assert bill.refunded == max(given, ITEM)

    def test_no_paper_asks_for_it(self, order, given):
        self.ends(order)
        papers = [paper.document for paper in invoices_of(order)]
        assert "additional invoice" not in {paper.kind for paper in papers}
        assert sum(paper.balance for paper in papers) == statement_of(order).total == ITEM
        assert order.id not in to_correct()

    def test_the_margin_counts_what_is_left_of_the_money(self, order, given):
        self.ends(order)
        (line,) = [one for one in report(order.environment, month_of(today()), By.ORDER)
                   if one.name == order.number]  # fmt: skip
        assert line.margin.sales == ALL - max(given, ITEM)

    def test_taken_back_it_is_as_it_was_granted(self, order, given):
        self.ends(order)
        first = next(line for line in lines_of_order(order) if line.goodwill)
        correct(first, by=PAT, reason="It was another order.")
        correct_invoice(order)
        db.session.commit()
        bill = statement_of(order)
        papers = [paper.document for paper in invoices_of(order)]
        assert bill.unpaid == 0
        assert not [paper for paper in papers if "without a refund" in paper.reason]
        assert sum(paper.balance for paper in papers) == bill.total == ITEM
