"""What checkout asks."""

from itertools import starmap

from wtforms import RadioField, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from storefront.accounts.address import PostalAddress
from storefront.accounts.forms import email_field
from storefront.accounts.offline_check import (
    MILITARY,
    STATES,
    Unlikely,
    five_digits,
    phone_number,
    refuse_military,
)
from storefront.payments.methods import in_words, offered_to
from storefront.payments.methods.contract import Payer
from storefront.web.forms import Form, line


def _text(label: str, most: int, asked: str = "", **more: str) -> StringField:
    """A line of the label. The browser lets more be typed, so that nothing is cut off unseen."""
    required = [InputRequired(asked)] if asked else []
    fits = Length(max=most, message=f"Use at most {most} characters: the label has no more room.")
    return StringField(label, [*required, fits], render_kw={"maxlength": False}, **more)


class AddressForm(Form):
    """Checked offline here; 4Over's own check comes after."""

    email = email_field()
    firstname = _text("First name", 40)
    lastname = _text("Last name", 40)
    company = _text("Company", 60)
    phone = TelField(
        "Phone",
        [InputRequired("Enter a phone number; the carrier may need it."), Length(max=40)],
        description="With its extension, if it has one.",
    )
    address = _text("Street address", 60, "Enter the street address.")
    address2 = _text("Apartment, suite, floor", 60)
    city = _text("City", 50, "Enter the city.")
    state = SelectField(
        "State",
        [InputRequired("Choose the state.")],
        choices=[SelectChoice("", "Choose"), *starmap(SelectChoice, (STATES | MILITARY).items())],
    )
    zipcode = _text("ZIP code", 10, "Enter the ZIP code.")

    def validate_firstname(self, field: StringField) -> None:
        if not (field.data or self.lastname.data or self.company.data):
            raise ValidationError("Enter a name or a company.")

    def validate_phone(self, field: TelField) -> None:
        try:
            field.data = phone_number(field.data)
        except Unlikely as reason:
            raise ValidationError(str(reason)) from None

    def validate_zipcode(self, field: StringField) -> None:
        try:
            field.data = five_digits(field.data)
            refuse_military(field.data, self.state.data)
        except Unlikely as reason:
            raise ValidationError(str(reason)) from None

    def typed(self) -> PostalAddress:
        names = [name for name in PostalAddress.__struct_fields__ if name in self]
        return PostalAddress(**{name: self[name].data or "" for name in names})


class PaymentForm(Form):
    method = RadioField("How would you like to pay?", [InputRequired("Choose a way to pay.")])
    purchase_order = line("Purchase order number", 40, "It will be on your invoice.")

    def offer(self, payer: Payer) -> None:
        self.method.choices = [
            SelectChoice(key, in_words(method, payer)) for key, method in offered_to(payer).items()
        ]


def payment_form(payer: Payer, chosen: str = "") -> PaymentForm:
    """What this payer is offered, with the method chosen before; the only one is chosen already."""
    offered = list(offered_to(payer))
    form = PaymentForm(data={"method": chosen or (offered[0] if len(offered) == 1 else "")})
    form.offer(payer)
    return form
