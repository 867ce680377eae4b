"""What every form of the shop has in common, and the kinds of fields that they are made of."""

from typing import Any
from zoneinfo import available_timezones

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Field, PasswordField, SelectField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, StopValidation
from wtforms.widgets import TextInput

from storefront.numbers import Numbers, amounts, percentages
from storefront.text import clean, one_line

AMERICAN = {
    "Eastern": "America/New_York",
    "Central": "America/Chicago",
    "Mountain": "America/Denver",
    "Arizona": "America/Phoenix",
    "Pacific": "America/Los_Angeles",
    "Alaska": "America/Anchorage",
    "Hawaii": "Pacific/Honolulu",
    "Puerto Rico": "America/Puerto_Rico",
    "Guam": "Pacific/Guam",
}
LONGEST = 1_000_000  # characters that are looked at; each field says how many it takes


_SAID = {
    "Not a valid choice.": "Choose one of those listed.",
    "Invalid Choice: could not be coerced.": "Choose one of those listed.",
    "Field cannot be longer than %(max)d character.": "Use at most %(max)d characters.",
}


class Sentences:
    """What WTForms says by itself, in words for whoever filled the form in."""

    def gettext(self, text: str) -> str:
        return _SAID.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return _SAID.get(one, one if number == 1 else many)


class Form(FlaskForm):
    """A form whose fields are cleaned as they come in, and say one thing each.

    Made from a row (`obj`) and sent back untouched, it has just the row's values.
    """

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What a page sends; no JSON, whose values may be of any type."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            if request.method == "GET" or not (request.form or request.files):
                return None
            return CombinedMultiDict((request.files, request.form))

        def get_translations(self, form: FlaskForm) -> Sentences:
            return Sentences()

    def process(
        self,
        formdata: Any = None,
        obj: Any = None,
        data: Any = None,
        extra_filters: Any = None,
        **values: Any,
    ) -> None:
        """As in WTForms, but that what is given by name counts more than what the row has."""
        of_row = {name: getattr(obj, name) for name in self._fields if hasattr(obj, name)}
        super().process(formdata, None, of_row | (data or {}) | values, extra_filters)
        for field in self:
            if isinstance(field, StringField) and not isinstance(
                field, PasswordField | CSRFTokenField
            ):
                _tidy(field)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        for field in self:
            field.errors = field.errors[:1]
        return good


def _tidy(field: StringField) -> None:
    """Clean what was typed. What comes back as it was sent to the browser is the stored text."""
    several_lines = isinstance(field, TextAreaField)
    typed = field.data if isinstance(field.data, str) else ""  # a file may have come in its name
    stored = field.object_data
    if field.raw_data and isinstance(stored, str):
        returned = stored.replace("\r\n", "\n").replace("\r", "\n")
        returned = returned.replace("\n", "\r\n" if several_lines else "")
        if typed == returned or (several_lines and typed == stored):
            field.data = stored
            return
    elif not field.raw_data and typed:
        return  # not typed at all
    if several_lines:
        field.data = clean(typed.replace("\r\n", "\n").replace("\r", "\n"), LONGEST)
    else:
        field.data = one_line(typed, LONGEST)


class NumberField(Field):
    """A number as people type it: to the browser a text, as it would refuse a $ or a comma."""

    widget = TextInput()

    def __init__(self, label: str, validators: Any, *, numbers: Numbers, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.numbers = numbers

    def _value(self) -> str:
        if self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        return "" if self.data is None else self.numbers.write(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        typed, self.data = valuelist[0], None
        if not isinstance(typed, str) or not typed.strip():
            return
        number = self.numbers.read(typed)
        self.data = number if self.numbers.places else int(number)


class Given:
    """A validator: a number must be there. What the field says then says which."""

    field_flags = {"required": True}  # noqa: RUF012 - as WTForms reads it

    def __call__(self, form: FlaskForm, field: NumberField) -> None:
        if field.data is None:
            raise StopValidation(field.numbers.sentence)


class OneOf(SelectField):
    """A row of some table, by id, or none of them; `offer` fills in which."""

    def process_data(self, value: Any) -> None:
        super().process_data(getattr(value, "id", value))


def _asked(asked: str, *more: Any) -> list[Any]:
    # DataRequired, so that spaces alone are nothing
    return [DataRequired(asked), *more] if asked else list(more)


def line(label: str, limit: int, help: str = "", *, asked: str = "", **more: Any) -> Field:  # noqa: A002
    """One line of text. `asked` is the sentence that asks for it; without one it may be empty."""
    return StringField(label, _asked(asked, Length(max=limit)), description=help, **more)


def text(label: str, limit: int, help: str = "", *, asked: str = "") -> Field:  # noqa: A002
    """Several lines of text."""
    rows = {"rows": 4 if limit <= 2000 else 12}
    asking = _asked(asked, Length(max=limit))
    return TextAreaField(label, asking, description=help, render_kw=rows)


def number(label: str, numbers: Numbers, help: str = "", *, optional: bool = False) -> Field:  # noqa: A002
    """One of these numbers: a Decimal, or an int where they have no fractions."""
    asking = Optional() if optional else Given()
    mode = {"inputmode": "decimal" if numbers.places else "numeric", "autocomplete": "off"}
    return NumberField(label, [asking], numbers=numbers, description=help, render_kw=mode)


def money(label: str, help: str = "", *, least: int = 0, optional: bool = False) -> Field:  # noqa: A002
    return number(label, amounts(least), help, optional=optional)


def percentage(label: str, help: str = "", *, least: int = 0, most: int = 100) -> Field:  # noqa: A002
    """Exact: 8.875 stays 8.875."""
    return number(label, percentages(least, most), help)


def one_of(label: str, help: str = "") -> Field:  # noqa: A002
    return OneOf(label, coerce=_id, choices=[], description=help)


def _id(value: Any) -> int | None:
    return int(value) if value else None


def offer(field: Field, rows: list[Any], none: str) -> None:
    """Give a `one_of` its rows, each with id and name; a label says more than the name."""
    choices = [SelectChoice(str(row.id), getattr(row, "label", row.name)) for row in rows]
    field.choices = [SelectChoice("", none), *choices]


def zone(label: str, help: str = "") -> Field:  # noqa: A002
    """A time zone, those of the United States first."""
    others = sorted(available_timezones() - set(AMERICAN.values()))
    choices = [
        *(SelectChoice(name, text, optgroup="United States") for text, name in AMERICAN.items()),
        *(SelectChoice(name, optgroup="All others") for name in others),
    ]
    return SelectField(label, choices=choices, description=help)
