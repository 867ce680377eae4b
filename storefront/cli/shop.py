"""`flask set`: one of the shop's settings."""

import click
from flask.cli import with_appcontext

from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.extensions import db
from storefront.orders import activation
from storefront.partner.models import Environment
from storefront.settings import BadSetting, from_text, save_setting, shop_settings


@click.command("set")
@click.argument("name")
@click.argument("value")
@with_appcontext
def set_setting(name: str, value: str) -> None:
    """Change one setting of the shop, such as: flask set markup_percent 35."""
    by = at_the_keyboard()
    try:
        if name == "active" and from_text(name, value):
            activation.activate(by, before_sync=True)
        elif name == "send_orders_as_test":
            _use(Environment.STAGING if from_text(name, value) else Environment.PRODUCTION, by)
        else:
            before = getattr(shop_settings(), name, None)
            save_setting(name, value)
            record(by, "changed setting", name, f"{before} → {getattr(shop_settings(), name)}")
    except (BadSetting, activation.NotComplete) as bad:
        raise click.ClickException(str(bad)) from None
    db.session.commit()
    click.echo(f"{name} is {getattr(shop_settings(), name)}.")


def _use(where: Environment, by: str) -> None:
    if missing := activation.use(where, by):
        click.echo(f"4Over is not active in {where} yet. {' '.join(missing)}")
        click.echo("Then: flask set active yes")
