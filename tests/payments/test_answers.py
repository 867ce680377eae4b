"""What providers answer: sums in whole cents, and what cannot be read is no answer."""

from decimal import Decimal

import pytest

from storefront.payments.methods.answers import cents, dollars, read
from storefront.payments.methods.contract import ProviderDown


@pytest.mark.parametrize(("whole", "sum_"), [(0, "0.00"), (1, "0.01"), (5680, "56.80")])
def test_a_sum_is_in_cents_there_and_in_dollars_here(whole, sum_):
    assert dollars(whole) == Decimal(sum_)
    assert str(dollars(whole)) == sum_
    assert cents(Decimal(sum_)) == whole


@pytest.mark.parametrize("no_sum", [-1, 1.5, "5680", None, True, [1]])
def test_anything_else_is_no_sum(no_sum):
    with pytest.raises(ValueError, match="no whole cents"):
        dollars(no_sum)


@pytest.mark.parametrize("trouble", [KeyError, IndexError, TypeError, ValueError])
def test_an_answer_that_cannot_be_read_is_none(trouble):
    with pytest.raises(ProviderDown, match="cannot be read"), read():
        raise trouble
    with pytest.raises(ZeroDivisionError), read():  # the control
        raise ZeroDivisionError
