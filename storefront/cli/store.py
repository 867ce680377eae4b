"""`flask adopt-artwork`: saying on purpose that the artwork store is this database's."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from storefront import belonging
from storefront.artwork.models import ArtworkFile
from storefront.artwork.tidying import IN_TRASH, artwork_in
from storefront.audit import record
from storefront.cli.who import at_the_keyboard
from storefront.database import db
from storefront.storage.opening import store


@click.command("adopt-artwork")
@with_appcontext
def adopt_artwork() -> None:
    """Take over the store of files (ARTWORK_STORE) after the database was restored or moved."""
    name = store().name
    here = {file.key for file in artwork_in("")}
    unknown = here - set(db.session.scalars(select(ArtworkFile.stored_name)))
    record(at_the_keyboard(), "store of files taken over", name, f"{len(unknown)} unknown")
    belonging.adopt_store()
    known = len(here - unknown)
    click.echo(
        f"{name} belongs to this shop now, which knows {known} of {len(here)} files there. "
        "The others go to trash/ in it when they are a day old, and are removed after "
        f"{IN_TRASH.days} days there."
    )
