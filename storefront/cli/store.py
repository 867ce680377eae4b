"""`flask adopt-artwork`: saying on purpose that the artwork store is this database's."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from storefront import belonging
from storefront.artwork import storage
from storefront.artwork.models import ArtworkFile
from storefront.artwork.tidying import IN_TRASH
from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.database import db


@click.command("adopt-artwork")
@with_appcontext
def adopt_artwork() -> None:
    """Take over the artwork folder (ARTWORK_STORE) after the database was restored or moved."""
    folder = storage.folder()
    here = {path.name for path in storage.files_in(folder)}
    unknown = here - set(db.session.scalars(select(ArtworkFile.stored_name)))
    record(at_the_keyboard(), "artwork folder taken over", str(folder), f"{len(unknown)} unknown")
    belonging.adopt_store(folder)
    known = len(here - unknown)
    click.echo(
        f"{folder} belongs to this shop now, which knows {known} of {len(here)} files there. "
        "The others go to trash/ in it when they are a day old, and are removed after "
        f"{IN_TRASH.days} days there."
    )
