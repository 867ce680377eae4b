"""Invoices less credit notes are what an order comes to now, whatever became of it since."""

import random
from contextlib import suppress
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import JSON, type_coerce, update

from storefront import jobs
from storefront.database import db, rows_changed
from storefront.orders.cancellation import NotCancellable, request_cancellation
from storefront.orders.models import Hold, ItemStatus
from storefront.orders.price_questions import ask
from storefront.payments.clearing import AlreadyCleared, NothingToRelease, release_unpaid
from storefront.payments.correcting import NothingToCorrect, correct
from storefront.payments.extra import accept_extra
from storefront.payments.goodwill import grant
from storefront.payments.invoices.correcting import correct_invoice, to_correct
from storefront.payments.invoices.document import InvoiceKind
from storefront.payments.invoices.giving import invoice_of, invoices_of, line_of
from storefront.payments.invoices.models import Invoice
from storefront.payments.invoices.standing import standings_of
from storefront.payments.invoices.taxes import taxes_of
from storefront.payments.ledger import AlreadyClosed, BadAmount, NothingDue, settle, waive
from storefront.payments.opening import customers_lines
from storefront.payments.owing import owed
from storefront.payments.receiving import BadReceipt, receive
from storefront.payments.statement import kept_in, statement_of, unpaid
from storefront.times import today
from tests.factories import an_order, with_settings
from tests.payments.invoices.conftest import TAXED, notes

PAT = "pat@shop.example"
ITEM = Decimal("61.79")  # with $4.99 tax
COST = Decimal("36.105")


@pytest.fixture
def order(app):
    """Two items of $61.79, not paid yet."""
    return an_order(
        items=2,
        item={"tax": Decimal("4.99")},
        status=ItemStatus.WAITING,
        payment_method="manual",
        cleared_at=None,
        **TAXED,
    )


def paid(order, amount=None):
    receive(order, amount or unpaid(order), by=PAT)
    db.session.commit()


def canceled(item, *, without_refund=False):
    request_cancellation(item, by=PAT, reason="x", without_refund=without_refund)
    swept()


def swept():
    db.session.commit()
    jobs.open_refunds()
    db.session.commit()


def granted(order, amount, item=None):
    lines = grant(order, Decimal(amount), item=item, by=PAT, reason="It came late.")
    db.session.commit()
    return lines


def dearer(item):
    """The customer agrees to pay $5.75 more."""
    item.hold_for(Hold.DEARER, "It costs more now.")
    item.asked_cost = COST
    db.session.commit()
    question = ask(item, Decimal("5.75"), COST, by=PAT)
    db.session.commit()
    accept_extra(item, str(question.id), by="robin@customer.example")
    db.session.commit()


def invoiced(order):
    """What invoices less credit notes come to, and the tax in it."""
    documents = [one.document for one in invoices_of(order)]
    total = sum((document.balance for document in documents), Decimal("0.00"))
    return total, sum((one.tax for one in taxes_of(documents)), Decimal("0.00"))


def kinds(order):
    return [(one.kind, one.total) for one in invoices_of(order)]


def test_what_is_cancelled_is_credited_whole(order):
    paid(order)
    canceled(order.items[1])

    invoice, note = invoices_of(order)
    assert (note.number[-4:], note.total) == ("0002", ITEM)  # of the same series
    assert note.document.lines[0].quantity == 500
    assert note.document.corrects == invoice.number
    assert note.document.balance == -ITEM
    assert dict(note.document.facts)["Reason"] == f"{order.items[1].reference} was canceled"


def test_each_item_is_credited_once(order):
    paid(order)
    canceled(order.items[0])
    swept()
    canceled(order.items[1])
    assert [note.document.lines[0].position for note in notes()] == [1, 2]
    assert invoiced(order) == (0, 0)


def test_a_refund_without_a_cancellation_takes_its_part_of_shipping_and_tax(order):
    paid(order)
    granted(order, "12.36", order.items[0])
    (note,) = notes()
    assert (note.total, note.document.shipping, note.document.tax) == (
        Decimal("12.36"), Decimal("2.40"), Decimal("1.00"),
    )  # fmt: skip
    assert note.document.lines[0].quantity == 1
    assert dict(note.document.facts)["Reason"] == f"Refund for {order.items[0].reference}"


@pytest.mark.parametrize("keep", [False, True])
def test_no_paper_carries_what_staff_wrote(order, keep):
    paid(order)
    words = "They always complain"
    (line,) = grant(order, Decimal("5.00"), item=order.items[0], by=PAT, reason=words)
    waive(line, by=PAT, note=words)
    db.session.commit()
    swept()
    grant(order, Decimal("9.00"), item=None, by=PAT, reason=words)
    request_cancellation(order.items[1], by=PAT, reason=words, without_refund=keep)
    db.session.commit()
    swept()
    papers = invoices_of(order)
    assert {paper.kind for paper in papers} >= {InvoiceKind.ADDITION, InvoiceKind.CREDIT_NOTE}
    assert not [paper for paper in papers if words in repr(paper.document)]


def test_the_reason_is_of_what_became_of_the_item(order):
    def reason():
        swept()
        return dict(invoices_of(order)[-1].document.facts)["Reason"]

    paid(order)
    item = order.items[0]
    item.less = Decimal("10.00")
    assert reason() == f"A part of {item.reference} was canceled"
    item.extra = Decimal("5.75")
    assert reason() == "The higher price that you agreed to"
    granted(order, "5.00", item)
    assert reason() == f"Refund for {item.reference}"


def test_so_does_one_of_less_than_a_dollar(order):
    paid(order)
    granted(order, "0.50", order.items[0])
    assert kinds(order)[1:] == [(InvoiceKind.CREDIT_NOTE, Decimal("0.50"))]
    order.items[1].extra = Decimal("0.75")
    swept()
    again = invoices_of(order)[-1]
    assert (again.kind, again.total) == (InvoiceKind.ADDITION, Decimal("0.75"))
    assert again.document.due_on == today()


def test_one_of_the_whole_order_is_one_note_with_a_line_for_each_item(order):
    paid(order)
    granted(order, "20.00")
    (note,) = notes()
    assert [line.total for line in note.document.lines] == [Decimal("10.00")] * 2


def test_what_was_refunded_of_an_item_is_not_credited_again_as_it_is_cancelled(order):
    paid(order)
    granted(order, "30.00", order.items[0])
    canceled(order.items[0])
    assert [note.total for note in notes()] == [Decimal("30.00"), Decimal("31.79")]
    assert invoiced(order) == (ITEM, Decimal("4.99"))


def test_what_is_granted_before_the_invoice_is_not_on_it(order):
    paid(order, Decimal("100.00"))
    granted(order, "20.00", order.items[0])
    paid(order)
    assert kinds(order) == [(InvoiceKind.INVOICE, Decimal("103.58"))]
    assert invoiced(order) == (statement_of(order).total, Decimal("8.36"))


def test_a_refund_that_was_granted_and_is_not_given_is_invoiced_again(order):
    paid(order)
    (line,) = granted(order, "30.00", order.items[0])
    waive(line, by=PAT, note="not after all")
    swept()
    again = invoices_of(order)[-1]
    assert (again.kind, again.total) == (InvoiceKind.ADDITION, Decimal("30.00"))
    assert again.document.due_on is None  # it is paid
    assert dict(again.document.facts)["Reason"] == "Less is refunded than was granted"
    assert again.document.lines[0].quantity == 1
    assert invoiced(order) == (order.total, order.tax)


def test_what_is_agreed_to_pay_more_is_invoiced_and_credited_with_its_item(order):
    paid(order)
    dearer(order.items[0])
    more = invoices_of(order)[-1]
    assert (more.kind, more.total) == (InvoiceKind.ADDITION, Decimal("5.75"))
    assert more.document.due_on == today()
    assert dict(more.document.facts)["Reason"] == "The higher price that you agreed to"
    paid(order)
    canceled(order.items[0])
    assert notes()[-1].total == Decimal("67.54")
    assert invoiced(order) == (ITEM, Decimal("4.99"))


@pytest.mark.parametrize(
    ("came", "comes_to"),
    [("123.58", "123.58"), ("70.00", "70.00"), ("50.00", "61.79"), (None, "61.79")],
)
def test_canceled_without_a_refund_what_was_paid_for_it_is_kept_and_the_rest_credited(
    order, came, comes_to
):
    release_unpaid(order, by=PAT, reason="a good customer")
    if came:
        paid(order, Decimal(came))
    canceled(order.items[0], without_refund=True)
    assert invoiced(order)[0] == Decimal(comes_to)


def test_what_was_canceled_before_is_not_on_it_and_never_credited(order):
    canceled(order.items[0])
    paid(order)
    swept()
    assert kinds(order) == [(InvoiceKind.INVOICE, ITEM)]


def test_without_an_invoice_there_is_nothing_to_correct(order):
    canceled(order.items[0])
    assert correct_invoice(order) == []


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_the_papers_say_what_the_order_comes_to(order, seed):
    dice = random.Random(seed)
    refusals = (
        AlreadyCleared, AlreadyClosed, BadAmount, BadReceipt, NotCancellable, NothingDue,
        NothingToCorrect, NothingToRelease,
    )  # fmt: skip

    def cents(most):
        return Decimal(dice.randint(1, max(1, int(most * 100)))) / 100

    def a_line(*, is_open):
        lines = [line for item in order.items for line in customers_lines(item)]
        return dice.choice([line for line in lines if line.open == is_open] or [None])

    def act():
        what, item = dice.choice(acts), dice.choice(order.items)
        if what == "pay" and unpaid(order):
            receive(order, dice.choice([unpaid(order), cents(unpaid(order))]), by=PAT)
        elif what == "release":
            release_unpaid(order, by=PAT, reason="x")
        elif what in ("cancel", "keep"):
            request_cancellation(item, by=PAT, reason="x", without_refund=what == "keep")
        elif what == "grant":
            granted(order, cents(30), dice.choice([None, item]))
        elif what == "dearer" and item.status == ItemStatus.READY:
            dearer(item)
        elif what == "settle" and (line := a_line(is_open=True)):
            due = owed(order)[line]
            settle(line, dice.choice([due, cents(due)]), method="card", by=PAT)
        elif what == "waive" and (line := a_line(is_open=True)):
            waive(line, by=PAT, note="x")
        elif what == "undo" and (line := a_line(is_open=False)):
            correct(line, by=PAT, reason="x")

    acts = ["pay", "grant", "settle"] * 2
    acts += ["release", "cancel", "keep", "dearer", "waive", "undo"]
    for _ in range(12):
        with suppress(*refusals):
            act()
        swept()
        if invoices_of(order):
            kept = sum(_kept(item) for item in order.items)
            total, tax = invoiced(order)
            assert total == statement_of(order).total + kept
            standings = standings_of([order]).values()  # none twice, none of nothing
            assert sum(one.unpaid for one in standings) == unpaid(order)
            assert all(min(one.paid, one.credited, one.unpaid) >= 0 for one in standings)
            if not order.extra:  # on which there is no tax here
                assert abs(tax - total * order.tax / order.total) < Decimal("0.10")
            assert order.id not in to_correct()
            before = kinds(order)
            swept()
            assert kinds(order) == before


@pytest.mark.parametrize("of_before", [False, True])
def test_an_invoice_of_before_its_lines_named_their_items_is_not_looked_at(order, of_before):
    paid(order)
    (invoice,) = invoices_of(order)
    assert invoice_of(order) is invoice
    if of_before:
        document = msgspec.to_builtins(invoice.document)
        for line in document["lines"]:
            del line["position"]
        its = update(Invoice).where(Invoice.id == invoice.id)
        rows_changed(its.values(document=type_coerce(document, JSON)))
    order.items[0].extra = Decimal("5.75")
    db.session.commit()
    assert (order.id in to_correct()) != of_before


def test_a_paper_says_what_it_is(order):
    paid(order)
    granted(order, "5.00")
    invoice, note = (one.document for one in invoices_of(order))
    assert (invoice.total_text, note.total_text) == ("Total", "Total credited")
    assert [term for term, _ in invoice.facts] == ["Date", "Order", "Payment"]
    assert [term for term, _ in note.facts] == ["Date", "Order", "Corrects invoice", "Reason"]


def test_a_line_has_what_was_agreed_to_pay_more_and_the_tax_on_that(order):
    item = order.items[0]
    item.extra, item.extra_tax = Decimal("5.00"), Decimal("0.40")
    line = line_of(item)
    assert (line.price, line.tax) == (Decimal("49.80"), Decimal("5.39"))


def test_of_the_shop_s_address_what_there_is(order):
    with_settings(shop_street="", shop_city="Springfield, OH 45501")
    paid(order)
    (invoice,) = invoices_of(order)
    assert invoice.document.seller.lines == ("Springfield, OH 45501",)


def _kept(item):
    """Of what staff canceled without a refund: what was paid for it."""
    if item.status != ItemStatus.CANCELLED or not item.cancellation.without_refund:
        return 0
    return kept_in(customers_lines(item))
