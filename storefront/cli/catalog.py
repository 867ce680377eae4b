"""`flask sync` and `flask snapshot`: the catalog, from 4Over, a cache server or a file."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from storefront.catalog.models import SyncRun, SyncSource, SyncStatus
from storefront.catalog.state import snapshots_named
from storefront.cli.who import at_the_keyboard
from storefront.database import db, end_transaction
from storefront.fourover.errors import FourOverError
from storefront.partner.account import NotConnected, client_for, shop_account
from storefront.storage.contract import StoreAway
from storefront.storage.opening import store
from storefront.sync import start as syncing
from storefront.sync.crawl import Crawl
from storefront.sync.fetching import Fetching, Incomplete, Progress
from storefront.sync.snapshot import BadSnapshot, manifest_name, read_manifest
from storefront.sync.snapshot_store import forget_old, keep_manifest, key_of


@click.command("sync")
@click.option("--from-cache", "source", flag_value=SyncSource.CACHE, help="From the cache server.")
@click.option(
    "--changes", "source", flag_value=SyncSource.CHANGES, help="Only what 4Over has changed."
)
@with_appcontext
def sync(source: SyncSource | None) -> None:
    """Sync the catalog, and wait until it is done."""
    run_here(source)


@click.group("snapshot")
def snapshot() -> None:
    """The whole catalog as a file, for this shop and for others."""


@snapshot.command("build")
@with_appcontext
def build() -> None:
    """Fetch everything 4Over prints into a new file, which /catalog-cache/ serves."""
    try:
        account = shop_account()
        client, where, fingerprint = client_for(account), account.environment, account.fingerprint
        end_transaction()
        manifest = Crawl(client, store(), where, fingerprint, Fetching(_show)).run()
        forget_old(store(), where, snapshots_named(where))
    except (NotConnected, Incomplete, FourOverError, StoreAway) as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"{manifest.products} products are in {store().name}/{key_of(manifest.file)}.")


@snapshot.command("apply")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def apply(file: Path) -> None:
    """Sync the catalog from a file that was built here or elsewhere.

    Its manifest, of the same name with .json, must lie beside it.
    """
    beside = file.with_name(manifest_name(file.name))
    if not beside.exists():
        raise click.ClickException(f"The manifest {beside} is missing.")
    try:
        manifest = read_manifest(beside.read_bytes())
        if not store().has(key_of(manifest.file)):
            store().put(key_of(manifest.file), file)
        keep_manifest(store(), manifest)
    except (BadSnapshot, StoreAway) as reason:
        raise click.ClickException(str(reason)) from None
    run_here(SyncSource.FILE, manifest.name)


def run_here(source: SyncSource | None, snapshot: str = "") -> None:
    """Sync in this process. If it is stopped, an admin can go on with it: what came is kept."""
    try:
        run = syncing.request_sync(by=at_the_keyboard(), source=source, snapshot=snapshot)
        db.session.commit()
        run_id = run.id
        syncing.run(run_id)
    except (syncing.AlreadyRunning, NotConnected, BadSnapshot) as reason:
        raise click.ClickException(str(reason)) from None
    end_transaction()
    _tell(db.session.get_one(SyncRun, run_id))


def _tell(run: SyncRun) -> None:
    if run.status == SyncStatus.BRAKED:
        raise click.ClickException(
            f"An admin has to approve or reject the changes, at /admin/sync/. {run.error}"
        )
    if run.status != SyncStatus.DONE:
        raise click.ClickException(f"The sync {run.status}. {run.error}")
    counts = ", ".join(f"{n} {what}" for what, n in run.report.items() if isinstance(n, int))
    click.echo(f"The catalog is up to date: {counts}.")


def _show(progress: Progress) -> None:
    click.echo(f"{progress.products} of {progress.total} products ...", err=True)
