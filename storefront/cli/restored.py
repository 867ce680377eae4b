"""`flask restored`: saying on purpose that a backup was restored."""

import click
from flask.cli import with_appcontext

from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.database import db
from storefront.orders.pushing.restored import pause_if_restored
from storefront.orders.series import next_ones


@click.command("restored")
@with_appcontext
def restored() -> None:
    """Say that a backup was restored, before the shop is started again.

    Sending is put on hold, and the numbers of orders and invoices go on above all that may have
    been given since.
    """
    record(at_the_keyboard(), "said that a backup was restored")
    db.session.commit()
    for reason in pause_if_restored(said=True):
        click.echo(reason)
    click.echo(f"Sending is on hold. Next come {' and '.join(next_ones())}.")
