"""`flask connect`: an account at 4Over, tested, with its card."""

import click
from flask.cli import with_appcontext

from storefront.cli.who import at_the_keyboard
from storefront.extensions import db
from storefront.fourover.errors import FourOverError
from storefront.fourover.replies import PaymentProfile
from storefront.orders import activation
from storefront.partner import connecting
from storefront.partner.account import environment
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
    """Connect the shop to 4Over: store the keys, test them, choose the card, activate."""
    if where is None:
        raise click.UsageError("Say --staging or --production.")
    by = at_the_keyboard()
    try:
        account = connecting.connect(Environment(where), public_key, private_key, by)
        trouble = connecting.test_connection(account)
        db.session.commit()
        if trouble:
            raise click.ClickException(f"The keys are stored, but do not work yet. {trouble}")
        click.echo(f"Connected to 4Over's {where} server.")
        _choose(account, card, by)
        db.session.commit()
        if Environment(where) != environment():
            _say_what_is_used(where)
        elif not inactive and not shop_settings().active:
            _activate(by)
    except (connecting.BadKeys, connecting.CardNotUsable, FourOverError) as reason:
        raise click.ClickException(str(reason)) from None


def _activate(by: str) -> None:
    """There may be no catalog yet: the next command brings it."""
    try:
        activation.activate(by, before_sync=True)
    except activation.NotComplete as missing:
        click.echo(f"4Over is not active yet. {missing}")
    else:
        db.session.commit()
        click.echo("4Over is active: what `flask sync` brings is shown to customers.")


def _say_what_is_used(where: str) -> None:
    """The account is there, but the shop goes on elsewhere until somebody says otherwise."""
    test = "yes" if where == Environment.STAGING else "no"
    click.echo(f"The shop still uses {environment()}, so nothing goes to {where} yet.")
    click.echo(f"To change that: flask set send_orders_as_test {test}, then flask sync, and")
    click.echo("flask set active yes if 4Over is not active then.")


def _choose(account: PartnerAccount, token: str, by: str) -> None:
    if token == "first":  # noqa: S105 - a word for a choice
        token = next((card.token for card in connecting.list_cards(account)), "")
        if not token:
            raise connecting.CardNotUsable(
                "4Over lists no card for this account. Cards are added on its website; those "
                "added before the API keys were made do not show."
            )
    if token:
        card = connecting.choose_card(account, token, by)
        click.echo(f"Orders are charged to {connecting.card_words(card)}.")
    elif account.card:
        click.echo(f"Orders are charged to {account.card}, as before.")
    else:
        click.echo("No card is chosen yet. Choose one with --card TOKEN:")
        for card in connecting.list_cards(account):
            _show(card)


def _show(card: PaymentProfile) -> None:
    click.echo(f"  {card.token}  {connecting.card_words(card)}")
