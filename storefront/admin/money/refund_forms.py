"""What staff fill in to give money back, or not to."""

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length

from storefront.admin.forms import ReasonForm
from storefront.web.forms import Form, line, money, text


class CancelForm(ReasonForm):
    without_refund = BooleanField("No refund to the customer")


class GoodwillForm(ReasonForm):
    """An amount off an item, by its position; or off the whole order."""

    amount = money("Amount ($)")
    item = SelectField("For", validate_choice=False)
    shown = HiddenField("At most", [Length(max=30)])


class SettleForm(Form):
    amount = money("Amount ($)", "What was actually refunded or credited.")
    method = line(
        "How",
        120,
        "Card refund, check, credit on the 4Over account …",
        asked="Enter how it was refunded.",
    )
    note = text("Note", 1000)
