"""`flask create-user`: somebody who can sign in."""

import click
from flask.cli import with_appcontext

from storefront.accounts import registering
from storefront.accounts.email import BadEmail
from storefront.accounts.models import Role
from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.database import db


@click.command("create-user")
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in Role]), default="customer")
@click.option("--name", default="", help="The name that the shop shows.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_appcontext
def create_user(email: str, role: str, name: str, password: str) -> None:
    """Create a user who can sign in as customer, staff or admin."""
    try:
        user = registering.create_user(email, password, Role(role), name)
    except registering.EmailTaken as taken:
        raise click.ClickException(f"There is already a user with the email {taken}.") from None
    except (BadEmail, registering.WeakPassword) as bad:
        raise click.ClickException(str(bad)) from None
    record(at_the_keyboard(), "created user", user.email, role)
    db.session.commit()
    click.echo(f"{user.email} can sign in as {role}.")
