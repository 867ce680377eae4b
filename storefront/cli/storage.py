"""`flask storage move`: the files of the shop to another place."""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from storefront.config import config
from storefront.storage.contract import Store, StoreAway
from storefront.storage.moving import Moved, NotMovable, move_all, remaining
from storefront.storage.opening import store_at

EVERY = 2.0  # seconds between two lines of progress
GB = 1e9


@click.group("storage")
def storage() -> None:
    """Where the files of the shop are."""


@storage.command("move")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@with_appcontext
def move(source: str, target: str) -> None:
    """Copy all files from one store to another: /whole/path or s3://bucket/folder each.

    The shop may go on meanwhile, and this may be stopped and called again. Each file is read back
    and compared by its SHA-256. Stop the shop for the last call, then set ARTWORK_STORE to TO.
    """
    if "://" not in source and not Path(source).is_dir():
        raise click.ClickException(f"There is no folder {source}.")
    told_at = 0.0

    def tell(moved: Moved) -> None:
        nonlocal told_at
        if time.monotonic() > told_at + EVERY:
            told_at = time.monotonic()
            sizes = f"{moved.done_size / GB:.1f} of {moved.size / GB:.1f} GB"
            click.echo(f"{moved.done:,} of {moved.files:,} files, {sizes} ...", err=True)

    try:
        here, there = store_at(source, config()), store_at(target, config())
        moved = move_all(here, there, tell)
        left = remaining(here, there)
    except (ValueError, NotMovable, StoreAway) as reason:
        raise click.ClickException(str(reason)) from None
    _conclude(moved, left, there)


def _conclude(moved: Moved, left: int, there: Store) -> None:
    checked = f"{moved.done:,} files are in {there.name}, {moved.put:,} of them put there now"
    if moved.wrong:
        raise click.ClickException(
            f"{len(moved.wrong)} of {moved.files:,} files are others in {there.name}, and left "
            f"as they are: {', '.join(moved.wrong[:5])}. Look at them before you go on."
        )
    if left:
        click.echo(f"{checked}. {left:,} came meanwhile: stop the shop, and call this again.")
    else:
        click.echo(
            f"{checked}, all compared by their SHA-256. If the shop stood still, set "
            f"ARTWORK_STORE={there.name} and start it; the old files are still where they were."
        )
