"""A provider for tests: it keeps what it is asked, and says what a test has it say."""

from decimal import Decimal

from storefront.database import db
from storefront.payments.methods import METHODS, PROVIDERS
from storefront.payments.methods.contract import (
    CURRENCY,
    NotKnown,
    Opened,
    ProviderDown,
    ProviderRefused,
    Repaid,
    Report,
    Told,
)
from storefront.payments.models import PaymentStatus


class FakeBank:
    key, label, provider = "fake_bank", "By card", "the fake bank"
    least = Decimal("0.01")

    def __init__(self):
        self.opened, self.refunds, self.closed, self.says, self.down = {}, {}, [], [], False
        self.refuses = self.unknown = self.silent = self.locked = self.loses = False
        self.checks = False  # it was paid there, and whether the money comes is not known yet
        self.came, self.since = [], None
        self.answered = {}  # by the key
        self.asked, self.before = 0, lambda: None  # what happens while it is asked

    def offered_to(self, payer):
        return True

    def listens(self):
        return True

    def explanation(self, payer):
        return "You pay on the next page."

    def begin(self, order):
        pass

    def open(self, due):
        self._answers()
        self._answers_again(due.key)
        self.opened.setdefault(due.key, due)
        return Opened(f"s-{due.key}", f"https://pay.example/{due.key}")

    def ask(self, session):
        self._answers()
        if self.unknown:
            raise NotKnown("No such session.")
        closed = [Report(session[2:], PaymentStatus.FAILED, why="It was closed.")]
        said = self.says or (closed if session in self.closed else [])
        is_open = not said and not self.checks
        return Told(said, f"https://pay.example/{session[2:]}" if is_open else "")

    def close(self, session):
        self.closed.append(session)
        return self.ask(session)

    def came_since(self, moment):
        self._answers()
        self.since = moment
        return self.came

    def given_back(self, reference):
        self._answers()
        made = self.refunds.items()
        return [Repaid(key, of, f"re-{key}", sum_) for key, (of, sum_) in made if of == reference]

    def refund(self, reference, amount, key):
        self._answers()
        if self.refuses:
            raise ProviderRefused("No.")
        if self.silent:
            raise ProviderDown("no answer")
        self.refunds.setdefault(key, (reference, amount))
        if self.loses:
            raise ProviderDown("the answer was lost")
        return f"re-{key}"

    def answers_for_ever(self, trouble):
        """To the first key that it is asked with."""
        self.answered[None] = trouble

    def _answers_again(self, key):
        if None in self.answered:
            self.answered[key] = self.answered.pop(None)
        if key in self.answered:
            raise self.answered[key]

    def _answers(self):
        self.asked += 1
        assert db.engine.pool.checkedout() == 0, "a transaction is open while the bank is asked"
        before, self.before = self.before, lambda: None
        before()
        if self.down:
            raise ProviderDown("down")
        if self.locked:
            raise ProviderRefused("Wrong key.")


def paid(payment, amount=None, reference="ch_1", currency=CURRENCY):
    amount = payment.amount if amount is None else Decimal(amount)
    return Report(payment.key, PaymentStatus.PAID, reference, amount, currency)


def known(bank):
    PROVIDERS[bank.key] = METHODS[bank.key] = bank


def forgotten(bank):
    del PROVIDERS[bank.key], METHODS[bank.key]
