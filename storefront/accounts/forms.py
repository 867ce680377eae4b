"""What people are asked about themselves."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from storefront.accounts.email import LONGEST, BadEmail, normal_email
from storefront.accounts.passwords import LONGEST as LONGEST_PASSWORD
from storefront.accounts.passwords import SHORTEST
from storefront.text import clean


def tidy(text: Any) -> Any:
    """A filter for what is typed: without control signs and spaces around it."""
    return clean(text) if isinstance(text, str) else text


def as_email(form: FlaskForm, field: EmailField) -> None:  # noqa: ARG001 - as WTForms calls it
    """A validator that also brings the address to its one spelling."""
    try:
        field.data = normal_email(field.data or "")
    except BadEmail as error:
        raise ValidationError(str(error)) from None


def email_field(label: str = "E-mail") -> EmailField:
    asked = InputRequired("Enter your e-mail address.")
    return EmailField(label, [asked, Length(max=LONGEST), as_email], filters=[tidy])


def new_password_field(label: str) -> PasswordField:
    return PasswordField(
        label,
        [
            InputRequired("Choose a password."),
            Length(min=SHORTEST, message=f"Use at least {SHORTEST} characters."),
            Length(max=LONGEST_PASSWORD, message="That password is too long."),
        ],
        description=f"At least {SHORTEST} characters. Several random words work well.",
    )


def password_field(label: str) -> PasswordField:
    return PasswordField(
        label, [InputRequired("Enter your password."), Length(max=LONGEST_PASSWORD)]
    )


class LoginForm(FlaskForm):
    email = EmailField(
        "E-mail",
        [InputRequired("Enter your e-mail address."), Length(max=LONGEST)],
        filters=[tidy],
    )
    password = password_field("Password")


class RegisterForm(FlaskForm):
    name = StringField("Your name", [Length(max=120)], filters=[tidy])
    email = email_field()
    password = new_password_field("Password")


class NameForm(FlaskForm):
    name = StringField("Your name", [Length(max=120)], filters=[tidy])


class PasswordForm(FlaskForm):
    current = password_field("Current password")
    password = new_password_field("New password")
