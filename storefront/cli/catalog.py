"""`flask sync` and `flask snapshot`: the catalog, from 4Over or from a file."""

import click
from flask.cli import with_appcontext

from storefront.catalog import sync as syncing
from storefront.catalog.models import SyncRun, SyncStatus
from storefront.cli.who import at_the_keyboard
from storefront.extensions import db
from storefront.partner.account import NotConnected


@click.command("sync")
@click.option("--from-cache", is_flag=True, help="From the cache server instead of 4Over.")
@with_appcontext
def sync(from_cache: bool) -> None:
    """Bring the catalog in, and wait until it is here."""
    run_here("cache" if from_cache else "4over")


def run_here(source: str) -> None:
    """Sync in this process. Whoever stops it can go on later: what was fetched is kept."""
    try:
        run = syncing.request_sync(by=at_the_keyboard(), source=source)
        db.session.commit()
        run_id = run.id
        syncing.run(run_id)
    except (syncing.AlreadyRunning, NotConnected) as reason:
        raise click.ClickException(str(reason)) from None
    db.session.rollback()
    tell(db.session.get_one(SyncRun, run_id))


def tell(run: SyncRun) -> None:
    if run.status == SyncStatus.BRAKED:
        raise click.ClickException(
            f"So much changed that an admin must accept it, at /admin/sync/. {run.error}".strip()
        )
    if run.status != SyncStatus.DONE:
        raise click.ClickException(f"The sync {run.status}. {run.error}".strip())
    counts = ", ".join(f"{count} {name}" for name, count in run.report.items())
    click.echo(f"The catalog is here: {counts}.")


@click.group("snapshot")
def snapshot() -> None:
    """Keep the whole catalog as a file, for this shop and for others."""
