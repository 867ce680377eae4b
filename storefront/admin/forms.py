"""What staff fill in: one class a form. The rules for the values stand here, none in the views."""

import dataclasses
import enum
from typing import Any

import us
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DecimalField,
    Field,
    IntegerField,
    SelectField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    NumberRange,
    Optional,
)

from storefront.accounts.forms import email_field, new_password_field
from storefront.accounts.models import Role
from storefront.admin.fields import line, money, one_of, text, whole_cents, zone
from storefront.orders.models import ItemStatus
from storefront.settings import KINDS, WITHIN, ShopSettings, Zone

# Where staff may move what the shop makes itself.
OWN_STEPS = (ItemStatus.IN_PRODUCTION, ItemStatus.SHIPPED, ItemStatus.DELIVERED)


class ReasonForm(FlaskForm):
    reason = text("Reason", 1000, "Kept with your name and the time.")


class NoteForm(FlaskForm):
    note = line("Note", 200, required=False)


class ReceiptForm(NoteForm):
    amount = DecimalField(
        "Amount received ($)", [Optional(), NumberRange(0, 1_000_000), whole_cents]
    )


class AgreementForm(FlaskForm):
    cost = money("Cost agreed to ($)", "What 4Over may charge for the goods.")


class JobIdsForm(ReasonForm):
    job_ids = text("4Over's job ids", 2000, "One for each set, separated by spaces.")


class AbsenceForm(ReasonForm):
    again = BooleanField("Send it again")


class OwnProgressForm(NoteForm):
    to = SelectField(
        "Next", choices=[SelectChoice(s.value) for s in OWN_STEPS], validate_choice=True
    )


class OwnProductForm(FlaskForm):
    title = line("Title", 300)
    description = text("Description", 20000, "Markdown.", required=False)
    price = money("Price ($)")
    picture = FileField("Picture", [Optional()], description="PNG, JPEG or WebP.")
    no_picture = BooleanField("Take the present picture away")
    hidden = BooleanField("Hidden from customers")


class MarkupForm(FlaskForm):
    user_group = one_of("User group")
    product_group = one_of("Product group")
    product_code = line("Product code", 120, "As 4Over writes it.", required=False)
    percent = DecimalField(
        "Percent of the cost",
        [InputRequired(), NumberRange(-100, 10000)],
        description="Below zero is a discount.",
    )
    fixed = money("And a fixed amount ($)", "Below zero is a discount.", least=-100000)
    minimum = money("At least ($)", "The markup is never less than this.")
    active = BooleanField("In use")


class TaxForm(FlaskForm):
    state = SelectField("State", [InputRequired()])
    zip_from = line("From ZIP code", 5, "Both empty: the whole state.", required=False)
    zip_to = line("To ZIP code", 5, required=False)
    rate = DecimalField("Rate (%)", [InputRequired(), NumberRange(0, 100)])
    name = line("Name", 120, "As customers read it.")
    on_shipping = BooleanField("Shipping is taxed too")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        states = sorted([*us.states.STATES, us.states.DC], key=lambda state: str(state.name))
        self.state.choices = [SelectChoice(state.abbr, state.name) for state in states]

    def validate_zip_from(self, field: Field) -> None:
        first, last = field.data, self.zip_to.data
        if not first and not last:
            return
        if not all(len(code) == 5 and code.isascii() and code.isdigit() for code in (first, last)):
            raise ValidationError("Give two ZIP codes of five digits, or none.")
        if first > last:
            raise ValidationError("The first ZIP code is after the last.")


class NameForm(FlaskForm):
    name = line("Name", 120)


class WorkflowForm(FlaskForm):
    name = line("Name", 120)
    needs_approval = BooleanField("Staff approve each item before it is pushed")
    internal_label = line("What staff read meanwhile", 120)
    customer_label = line("What the customer reads meanwhile", 120)


class UserForm(FlaskForm):
    email = email_field()
    name = line("Name", 120, required=False)
    role = SelectField("Role", choices=[SelectChoice(r.value, r.value.title()) for r in Role])
    group = one_of("User group")
    disabled = BooleanField("May not sign in")


class PasswordForm(FlaskForm):
    password = new_password_field("Password")


class NewUserForm(UserForm, PasswordForm):
    pass


class SyncDefaultsForm(FlaskForm):
    workflow = one_of("Default workflow", "For newly imported products.")
    product_group = one_of("Default product group", "For newly imported products.")
    user_group = one_of("Default user group", "For customers who register.")


class SettleForm(FlaskForm):
    amount = money("Amount ($)", "What was really given back.")
    method = line("How", 120, "Card refund, check, credit on the 4Over account …")
    note = text("Note", 1000, required=False)


class TaxTestForm(FlaskForm):
    class Meta:
        csrf = False  # it asks, it changes nothing

    state = line("State", 2)
    zipcode = line("ZIP code", 5)
    goods = money("Goods ($)")
    shipping = money("Shipping ($)")


class SettingsForm(FlaskForm):
    """Gets one field for each setting that has no page of its own, below."""

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and self._names_a_whole_sender()

    def _names_a_whole_sender(self) -> bool:
        """4Over takes a sender whole or not at all (API 10.1)."""
        sender = [field for field in self if field.name.startswith("ship_from_")]
        missing = [field for field in sender if not field.data]
        if not missing or missing == sender:
            return True
        for field in missing:
            field.errors = ["A sender needs all of these, or leave all of them empty."]
        return False


# They stand on pages of their own, or go with what is edited there.
ELSEWHERE = {
    "active",
    "active_again",
    "send_orders_as_test",
    "default_workflow",
    "default_product_group",
    "default_user_group",
    "markup_loss_agreed",
    "shipping_loss_agreed",
    "wording",
    "searched_wording",
}
SETTINGS = [f for f in dataclasses.fields(ShopSettings) if f.name not in ELSEWHERE]


def _setting_field(name: str, label: str, help: str) -> Field:  # noqa: A002
    kind = KINDS[name]
    if kind is bool:
        return BooleanField(label, description=help)
    if kind is str:
        return line(label, 200, help, required=name == "shop_name")
    if kind is Zone:
        return zone(label, help)
    if issubclass(kind, enum.Enum):
        choices = [SelectChoice(one.value) for one in kind]
        return SelectField(label, choices=choices, coerce=kind, description=help)
    validators = [InputRequired(), NumberRange(WITHIN[name].least, WITHIN[name].most)]
    number = IntegerField if kind is int else DecimalField
    return number(label, validators, description=help)


for _field in SETTINGS:
    _made = _setting_field(_field.name, _field.metadata["label"], _field.metadata["help"])
    setattr(SettingsForm, _field.name, _made)
