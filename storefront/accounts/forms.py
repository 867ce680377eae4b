"""What people are asked about themselves."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length, ValidationError

from storefront.accounts.email import LONGEST, BadEmail, normal_email
from storefront.accounts.passwords import LONGEST as LONGEST_PASSWORD
from storefront.accounts.passwords import SHORTEST
from storefront.web.forms import Form, line


def as_email(form: Form, field: EmailField) -> None:  # noqa: ARG001 - as WTForms calls it
    """A validator that also brings the address to its one spelling."""
    try:
        field.data = normal_email(field.data or "")
    except BadEmail as error:
        raise ValidationError(str(error)) from None


def email_field(label: str = "Email") -> EmailField:
    asked = InputRequired("Enter your email address.")
    return EmailField(label, [asked, Length(max=LONGEST), as_email])


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


class LoginForm(Form):
    email = EmailField("Email", [InputRequired("Enter your email address."), Length(max=LONGEST)])
    password = password_field("Password")


class RegisterForm(Form):
    name = line("Your name", 120)
    email = email_field()
    password = new_password_field("Password")


class NameForm(Form):
    name = line("Your name", 120)


class PasswordForm(Form):
    current = password_field("Current password")
    password = new_password_field("New password")
