"""What staff fill in about taxes."""

from itertools import starmap

from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from storefront.accounts.offline_check import MILITARY, STATES, Unlikely, five_digits, zips_doubt
from storefront.numbers import percent
from storefront.web.forms import Form, line, money, percentage

HIGHEST_TAX = 15  # percent; above it nobody means a sales tax


def _state() -> SelectField:
    return SelectField(
        "State or territory",
        [InputRequired("Choose the state.")],
        choices=list(starmap(SelectChoice, (STATES | MILITARY).items())),
        coerce=str.upper,
    )


def _five_digits(field: Field) -> None:
    try:
        field.data = five_digits(field.data)
    except Unlikely as wrong:
        raise ValidationError(str(wrong)) from None


class TaxForm(Form):
    state = _state()
    zip_from = line("From ZIP code", 10, "Leave both empty for the whole state.")
    zip_to = line("To ZIP code", 10, "Leave it empty for one ZIP code alone.")
    rate = percentage("Rate (%)")
    name = line("Name", 120, "As customers read it.", asked="Enter the name of the tax.")
    on_shipping = BooleanField("Shipping is taxed too")

    def validate_zip_from(self, field: Field) -> None:
        if field.data:
            _five_digits(field)
        elif self.zip_to.data:
            raise ValidationError("Enter the first ZIP code, too, or leave both empty.")

    def validate_zip_to(self, field: Field) -> None:
        if field.data:
            _five_digits(field)
        if field.data and self.zip_from.data > field.data:
            raise ValidationError("The last ZIP code is before the first.")
        field.data = field.data or self.zip_from.data

    def doubts(self) -> list[str]:
        """What is hardly meant so. Each field in question says it, too."""
        if self.rate.data > HIGHEST_TAX:
            self.rate.errors = [f"No sales tax is as high as {percent(self.rate.data)}."]
        if first := self.zip_from.data:
            doubt = zips_doubt(first, self.zip_to.data, self.state.data)
            self.zip_from.errors = [doubt] if doubt else []
        return [*self.rate.errors, *self.zip_from.errors]


class TaxTestForm(Form):
    class Meta(Form.Meta):
        csrf = False  # it asks, it changes nothing

    state = _state()
    zipcode = line("ZIP code", 10, asked="Enter the ZIP code, such as 10118.")
    goods = money("Goods ($)")
    shipping = money("Shipping ($)")

    def validate_zipcode(self, field: Field) -> None:
        _five_digits(field)
