"""`flask set`: one of the shop's settings."""

from decimal import Decimal
from typing import Any

import click
from flask.cli import with_appcontext

from storefront.audit import record
from storefront.checkout.setting_rules import BadSettings, checked
from storefront.cli.who import at_the_keyboard
from storefront.database import db
from storefront.money import format_money
from storefront.orders import activation
from storefront.partner.models import Environment
from storefront.quotes.losses import AGREED, agree, losses_of_settings
from storefront.settings import BadSetting, from_text, save_setting, shop_settings


# so that -10 is a value, not an option that there is not
@click.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("pairs", nargs=-1, required=True, metavar="NAME VALUE [NAME VALUE ...]")
@click.option("--below-cost", is_flag=True, help="Yes, sell for less than 4Over charges.")
@with_appcontext
def set_setting(pairs: tuple[str, ...], below_cost: bool) -> None:
    """Change settings of the shop, such as: flask set markup_percent 35.

    Several that go together, such as a sender's address, are given at once.
    """
    if len(pairs) % 2:
        raise click.UsageError("Give NAME VALUE, or several of them.")
    by = at_the_keyboard()
    try:
        values = {
            name: from_text(name, text) for name, text in zip(pairs[::2], pairs[1::2], strict=True)
        }
        if agreed := {name: value for name, value in values.items() if name in AGREED}:
            _agree(agreed, said_yes=below_cost)
        _store(values, by)
    except (BadSetting, BadSettings, activation.NotComplete) as bad:
        raise click.ClickException(str(bad)) from None
    db.session.commit()
    for name in values:
        click.echo(f"{name} is {getattr(shop_settings(), name)}.")


def _store(values: dict[str, Any], by: str) -> None:
    """Each by its own rules: going elsewhere and being active are acts."""
    acts = {"send_orders_as_test"} | ({"active"} if values.get("active") else set())
    for name, value in checked({n: v for n, v in values.items() if n not in acts}).items():
        before = getattr(shop_settings(), name)
        save_setting(name, value)
        record(by, "settings changed", name, f"{before} → {getattr(shop_settings(), name)}")
    if "send_orders_as_test" in values:
        staging = values["send_orders_as_test"]
        _use(Environment.STAGING if staging else Environment.PRODUCTION, by)
    if values.get("active"):
        activation.activate(by, before_sync=True)


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
                    "Nothing is changed. To sell below cost all the same, add --below-cost.",
                ]
            )
        )
    agree(changed)


def _use(where: Environment, by: str) -> None:
    if missing := activation.use(where, by):
        click.echo(f"4Over is not active in {where} yet. {' '.join(map(str, missing))}")
        click.echo("Then: flask set active yes")
