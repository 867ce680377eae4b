"""The link by which 4Over fetches one file: signed, for that file alone, and not for ever."""

from urllib.parse import quote

from sqlalchemy import select

from storefront import tokens
from storefront.artwork.models import ArtworkFile
from storefront.config import config
from storefront.database import db

PURPOSE = "artwork link"


def signed_link(file: ArtworkFile, called: str) -> str:
    """A URL under PUBLIC_URL, good for ARTWORK_LINK_SECONDS. Whoever holds it can fetch the
    file, so it is sent to 4Over and nowhere else.

    It ends in what the file is `called`, with its extension: 4Over takes both from there (API 9.3).
    """
    token = tokens.dumps(file.stored_name, PURPOSE)
    name = f"{called}.{file.extension}"
    return f"{config().public_url.rstrip('/')}/artwork/{token}/{quote(name, safe='')}"


def file_behind(token: str) -> ArtworkFile | None:
    """The file that a link is for; None for a wrong link. Raises LinkExpired."""
    name = tokens.loads(token, PURPOSE, good_for=config().artwork_link_seconds)
    if name is None:
        return None
    return db.session.scalar(select(ArtworkFile).where(ArtworkFile.stored_name == name))
