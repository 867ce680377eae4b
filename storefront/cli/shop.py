"""`flask set`: one of the shop's settings."""

from decimal import Decimal

import click
from flask.cli import with_appcontext

from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.extensions import db
from storefront.money import format_money
from storefront.orders import activation
from storefront.partner.models import Environment
from storefront.quotes.losses import AGREED, agree, losses_of_settings
from storefront.settings import BadSetting, from_text, save_setting, shop_settings


# so that -10 is a value, not an option that there is not
@click.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("value")
@click.option("--below-cost", is_flag=True, help="Yes, sell for less than 4Over charges.")
@with_appcontext
def set_setting(name: str, value: str, below_cost: bool) -> None:
    """Change one setting of the shop, such as: flask set markup_percent 35."""
    by = at_the_keyboard()
    try:
        if name in AGREED:
            _agree({name: from_text(name, value)}, said_yes=below_cost)
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


def _agree(changed: dict[str, Decimal], *, said_yes: bool) -> None:
    """Below cost nothing is sold unless that is said. Raises click.ClickException."""
    losses = losses_of_settings(changed)
    if losses and not said_yes:
        told = [
            f"{loss.product}: {format_money(loss.price)}, costs {format_money(loss.cost)}"
            for loss in losses.worst
        ]
        parcels = ["Every parcel would be shipped for less than it costs."]
        raise click.ClickException(
            "\n".join(
                [
                    f"{losses.products:,} products would be sold for less than 4Over charges.",
                    *told,
                    *(parcels if losses.shipping else []),
                    "Nothing is changed. If that is meant, add --below-cost.",
                ]
            )
        )
    agree(changed)


def _use(where: Environment, by: str) -> None:
    if missing := activation.use(where, by):
        click.echo(f"4Over is not active in {where} yet. {' '.join(map(str, missing))}")
        click.echo("Then: flask set active yes")
