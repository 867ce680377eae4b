"""What tests of payments share."""

import pytest

from tests.payments.bank import FakeBank, forgotten, known


@pytest.fixture
def bank():
    """A provider that the shop knows for the time of a test."""
    bank = FakeBank()
    known(bank)
    yield bank
    forgotten(bank)
