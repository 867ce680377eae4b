"""What staff fill in: one class a form. The rules for the values stand here, none in the views."""

import dataclasses
import enum
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, Optional, Regexp, ValidationError

from storefront.accounts.credit import DAYS
from storefront.accounts.forms import email_field, new_password_field
from storefront.accounts.models import Role
from storefront.checkout.setting_rules import BadSettings, checked, not_offered
from storefront.numbers import Numbers
from storefront.orders.models import ItemStatus
from storefront.settings import FOR_PEOPLE, KINDS, WITHIN, ShopSettings, Zone, shop_settings
from storefront.web.forms import Form, line, money, number, one_of, percentage, text, zone

# Where staff may move what the shop makes itself.
OWN_STEPS = (ItemStatus.IN_PRODUCTION, ItemStatus.SHIPPED, ItemStatus.DELIVERED)


class ReasonForm(Form):
    reason = text("Reason", 1000, "Saved with your name and the time.", asked="Enter the reason.")


class NoteForm(Form):
    note = line("Note", 200)


class DailyLimitForm(ReasonForm):
    amount = money("More for today ($)")
    key = HiddenField("Form", [Length(max=64)])


class CreditForm(Form):
    """What may be owed on account."""

    credit_limit = money("May owe, to pay later ($)", optional=True)
    terms_days = number(
        "Pays later within (days)",
        Numbers(1, 365),
        f"Empty: as the group has it, else {DAYS}.",
        optional=True,
    )


SHOWN = "Load the order's page again, and agree to the cost that it shows."


class AgreementForm(Form):
    """To exactly the cost that the page showed, which it brings along."""

    cost = HiddenField(
        "The cost that was shown",
        [InputRequired(SHOWN), Regexp(r"\d{1,9}(\.\d{1,30})?$", message=SHOWN)],
    )

    @property
    def shown(self) -> Decimal:
        return Decimal(self.cost.data or "0")


class PriceQuestionForm(AgreementForm):
    """What the customer is asked to pay more, for the cost that the page showed."""

    extra = money("More to pay ($)")

    def validate_extra(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter an amount above $0.00.")


class JobIdsForm(ReasonForm):
    job_ids = text(
        "4Over's job numbers",
        2000,
        "One for each set, separated by spaces.",
        asked="Enter the job number that 4Over gave.",
    )


class SetForm(ReasonForm):
    set = HiddenField("Set", [Regexp(r"\d{1,3}$", message="Choose one of the sets.")])

    @property
    def number(self) -> int:
        return int(self.set.data or "0")


class AbsenceForm(ReasonForm):
    again = BooleanField("Send it again")


class FileRequestForm(Form):
    job = HiddenField("Print job", [InputRequired("Send the form of the order's page.")])
    reason = text("What is wrong with the files", 1000, asked="Write what the customer is to do.")


class NewFilesForm(ReasonForm):
    new = HiddenField("New files", [InputRequired("Send the form of the order's page.")])
    taken = HiddenField("Taken", [AnyOf(("yes", "no"), "Send the form of the order's page.")])


class StagePassForm(Form):
    stage = HiddenField("Stage", [InputRequired("Send the form of the order's page.")])
    files = HiddenField("Files")
    reason = text("Evidence", 1000)


class OwnProgressForm(NoteForm):
    to = SelectField(
        "Next", choices=[SelectChoice(s.value) for s in OWN_STEPS], validate_choice=True
    )


class OwnProductForm(Form):
    title = line("Title", 300, asked="Enter the title.")
    description = text("Description", 20000, "Markdown.")
    price = money("Price ($)")
    picture = FileField("Picture", [Optional()], description="PNG, JPEG or WebP.")
    no_picture = BooleanField("Remove the current picture")
    hidden = BooleanField("Hidden from customers")


class MarkupForm(Form):
    user_group = one_of("User group")
    product_group = one_of("Product group")
    product_code = line("Product code", 120, "4Over's product code.")
    percent = percentage(
        "Percent of the cost", "Below zero is a discount.", least=-100, most=10_000
    )
    fixed = money("And a fixed amount ($)", "Below zero is a discount.", least=-100000)
    minimum = money("Minimum markup ($)", "The markup is at least this much.")
    active = BooleanField("In use")


class NamedForm(Form):
    name = line("Name", 120, asked="Enter a name.")


class ProductGroupForm(NamedForm):
    seen_by_id = one_of(
        "Shown to", "The members of one user group only, or everybody. Staff see all products."
    )
    customer_approves = BooleanField(
        "The customer approves the proof",
        description="Before ordering, also where Settings asks for no approval. "
        "For files that come later: on the order's page.",
    )
    staff_approve = BooleanField(
        "Staff approve the files",
        description="A stage of each new order, also where no workflow has one.",
    )


class UserGroupForm(NamedForm, CreditForm):
    pass


class UserForm(CreditForm):
    email = email_field()
    name = line("Name", 120)
    role = SelectField("Role", choices=[SelectChoice(r.value, r.value.title()) for r in Role])
    group = one_of("User group")
    disabled = BooleanField("May not sign in")


class NewPasswordForm(Form):
    password = new_password_field("Password")


class NewUserForm(UserForm, NewPasswordForm):
    pass


class SyncDefaultsForm(Form):
    workflow = one_of("Default workflow", "Given to newly imported products.")
    product_group = one_of("Default product group", "Given to newly imported products.")
    user_group = one_of("Default user group", "Given to customers who register.")


class SettingsForm(Form):
    """Gets one field for each setting that has no page of its own, below. Those that need an
    active account are not offered while there is none."""

    def __init__(self) -> None:
        self.changes: dict[str, Any] = {}  # what is to be stored, once it is valid
        super().__init__(obj=shop_settings())

    def process(self, *args: Any, **more: Any) -> None:
        for name in not_offered() & self._fields.keys():
            del self[name]
        super().process(*args, **more)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        now = shop_settings()
        typed = {field.name: field.data for field in self if field.name in KINDS}
        try:
            self.changes = checked(
                {name: value for name, value in typed.items() if value != getattr(now, name)}
            )
        except BadSettings as bad:
            for name, fault in bad.faults.items():
                self[name].errors = [fault]
            return False
        return True


# They stand on pages of their own.
ELSEWHERE = {
    "active",
    "send_orders_as_test",
    "default_workflow",
    "default_product_group",
    "default_user_group",
}
SETTINGS = [
    field
    for field in dataclasses.fields(ShopSettings)
    if field.name in FOR_PEOPLE and field.name not in ELSEWHERE
]


def _setting_field(name: str, label: str, help: str) -> Field:  # noqa: A002
    kind = KINDS[name]
    if kind is bool:
        return BooleanField(label, description=help)
    if kind is str:
        return line(label, 200, help, asked="Enter the shop's name." if name == "shop_name" else "")
    if kind is Zone:
        return zone(label, help)
    if issubclass(kind, enum.Enum):
        choices = [SelectChoice(one.value) for one in kind]
        return SelectField(label, choices=choices, coerce=kind, description=help)
    return number(label, WITHIN[name], help)


for _field in SETTINGS:
    _made = _setting_field(_field.name, _field.metadata["label"], _field.metadata["help"])
    setattr(SettingsForm, _field.name, _made)
