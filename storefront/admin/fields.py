"""Kinds of form fields that the staff's forms are made of."""

from typing import Any
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import DecimalField, Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from storefront.money import round_to_cent
from storefront.text import clean

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


def cleaned(text: str | None) -> str:
    return clean(text or "", 200_000)


def line(label: str, limit: int, help: str = "", *, required: bool = True, **more: Any) -> Field:  # noqa: A002
    """One line of text."""
    return StringField(label, _text(limit, required), [cleaned], description=help, **more)


def text(label: str, limit: int, help: str = "", *, required: bool = True) -> Field:  # noqa: A002
    """Several lines of text."""
    rows = {"rows": 4 if limit <= 2000 else 12}
    validators = _text(limit, required)
    return TextAreaField(label, validators, [cleaned], description=help, render_kw=rows)


def _text(limit: int, required: bool) -> list[Any]:
    # DataRequired, so that spaces alone are nothing
    return [DataRequired() if required else Optional(), Length(max=limit)]


def one_of(label: str, help: str = "") -> Field:  # noqa: A002
    """A row of some table, by id, or none of them; `offer` fills in which."""
    return SelectField(label, coerce=_id, validate_choice=True, choices=[], description=help)


def _id(value: Any) -> int | None:
    return int(value) if value else None


def offer(field: Field, rows: list[Any], none: str) -> None:
    """Give a `one_of` its rows, each with id and name."""
    choices = [SelectChoice(str(row.id), row.name) for row in rows]
    field.choices = [SelectChoice("", none), *choices]


def whole_cents(form: FlaskForm, field: Field) -> None:  # noqa: ARG001 - as WTForms calls it
    if field.errors or field.data is None:
        return  # it is no such number at all
    if field.data != round_to_cent(field.data):
        raise ValidationError("At most two digits after the point.")


def zone(label: str, help: str = "") -> Field:  # noqa: A002
    """A time zone, those of the United States first."""
    others = sorted(available_timezones() - set(AMERICAN.values()))
    choices = [
        *(SelectChoice(name, text, optgroup="United States") for text, name in AMERICAN.items()),
        *(SelectChoice(name, optgroup="All others") for name in others),
    ]
    return SelectField(label, choices=choices, description=help)


def money(label: str, help: str = "", *, least: int = 0) -> Field:  # noqa: A002
    validators = [InputRequired(), NumberRange(least, 1_000_000), whole_cents]
    return DecimalField(label, validators, description=help)
