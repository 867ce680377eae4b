"""`flask set`: one of the shop's settings."""

import click
from flask.cli import with_appcontext

from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.extensions import db
from storefront.settings import BadSetting, save_setting, shop_settings


@click.command("set")
@click.argument("name")
@click.argument("value")
@with_appcontext
def set_setting(name: str, value: str) -> None:
    """Change one setting of the shop, such as: flask set markup_percent 35."""
    try:
        before = getattr(shop_settings(), name, None)
        save_setting(name, value)
    except BadSetting as bad:
        raise click.ClickException(str(bad)) from None
    after = getattr(shop_settings(), name)
    record(at_the_keyboard(), "changed setting", name, f"{before} → {after}")
    db.session.commit()
    click.echo(f"{name} is {after}.")
