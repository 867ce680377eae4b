"""`flask connect`: an account at 4Over, tested, with its card."""

import click
from flask.cli import with_appcontext

from storefront.cli.who import at_the_keyboard
from storefront.database import db
from storefront.fourover.errors import FourOverError
from storefront.orders import activation
from storefront.partner import connecting
from storefront.partner.account import environment
from storefront.partner.card_check import CardNotUsable
from storefront.partner.connecting import Tried
from storefront.partner.models import Environment, PartnerAccount
from storefront.settings import shop_settings


@click.command("connect")
@click.option("--public-key", required=True)
@click.option("--private-key", required=True, prompt=True, hide_input=True)
@click.option("--staging", "where", flag_value="staging", help="4Over's staging server.")
@click.option("--production", "where", flag_value="production", help="4Over's real server.")
@click.option("--card", default="", help='The token of the card to charge, or "first".')
@click.option("--inactive", is_flag=True, help="Do not show 4Over's products to customers yet.")
@with_appcontext
def connect(
    public_key: str, private_key: str, where: str | None, card: str, inactive: bool
) -> None:
    """Connect the shop to 4Over: test the keys, choose the card, then store both and activate.

    Keys that do not work change nothing.
    """
    if where is None:
        raise click.UsageError("Say --staging or --production.")
    by = at_the_keyboard()
    try:
        tried = connecting.try_keys(Environment(where), public_key, private_key)
        account = connecting.take_keys(tried, by, _card_of(tried, card))
        db.session.commit()
    except (connecting.BadKeys, CardNotUsable) as no:
        raise click.ClickException(f"{no} Nothing was changed.") from None
    except FourOverError as trouble:
        raise click.ClickException(
            f"{trouble.sentence} The keys could not be tested, and nothing was changed."
        ) from None
    click.echo(f"Connected to 4Over's {where} server.")
    _say_the_card(account, tried)
    if Environment(where) != environment():
        _say_what_is_used(where)
    elif not inactive and not shop_settings().active:
        _activate(by)


def _card_of(tried: Tried, wanted: str) -> str:
    if wanted != "first":
        return wanted
    if not tried.usable:
        raise CardNotUsable(connecting.NO_CARDS)
    return tried.usable[0].token


def _say_the_card(account: PartnerAccount, tried: Tried) -> None:
    if account.card:
        click.echo(f"4Over charges {account.card}.")
        return
    click.echo("No card is chosen yet. Choose one with --card TOKEN:")
    for card in tried.usable:
        click.echo(f"  {card.token}  {connecting.card_words(card)}")


def _activate(by: str) -> None:
    """There may be no catalog yet: the next command brings it."""
    try:
        activation.activate(by, before_sync=True)
    except activation.NotComplete as missing:
        click.echo(f"4Over is not active yet. {missing}")
    else:
        db.session.commit()
        click.echo("4Over is active: customers see its products after `flask sync`.")


def _say_what_is_used(where: str) -> None:
    """The account is there, but the shop goes on elsewhere until somebody says otherwise."""
    test = "yes" if where == Environment.STAGING else "no"
    click.echo(f"The shop still uses {environment()}, so nothing goes to {where} yet.")
    click.echo(f"To change that: flask set send_orders_as_test {test}, then flask sync, and")
    click.echo("flask set active yes if 4Over is not active then.")
