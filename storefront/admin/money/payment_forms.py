"""What staff fill in about money that came or goes back."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from storefront.admin.forms import NoteForm
from storefront.web.forms import Form, line, money, text


class ReceiptForm(NoteForm):
    amount = money("Amount received ($)")
    too_much = BooleanField("It is more than what is owed")
    key = HiddenField("Form", [Length(max=64)])


class TransferForm(NoteForm):
    """One payment for several orders."""

    amount = money("Amount received ($)")
    parts = text(
        "Orders",
        4000,
        "One line for each: the order's number, then its part of the amount, such as 1042 56.80.",
        asked="Enter the orders that it pays.",
    )
    too_much = BooleanField("It is more than what is owed")
    key = HiddenField("Form", [Length(max=64)])


class OverpaymentForm(Form):
    amount = money("Amount ($)")
    how = line("How", 120, asked="Enter how it was given back.")
    key = HiddenField("Form", [Length(max=64)])


class RepaymentForm(Form):
    amount = money("Amount ($)")
    shown = HiddenField("Left of the payment", [Length(max=30)])
