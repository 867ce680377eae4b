"""The link by which 4Over fetches one file: signed, for that file alone, and not for ever."""

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import select

from storefront.artwork.models import ArtworkFile
from storefront.config import config
from storefront.extensions import db


class LinkExpired(Exception):
    """The link was ours, but its time is over."""


def signed_link(file: ArtworkFile) -> str:
    """An address under PUBLIC_URL, good for ARTWORK_LINK_SECONDS. Whoever holds it can fetch the
    file, so it is sent to 4Over and nowhere else."""
    token = _signer().dumps(file.stored_name)
    return f"{config().public_url.rstrip('/')}/artwork/{token}"


def file_behind(token: str) -> ArtworkFile | None:
    """The file that a link is for; None for a wrong link. Raises LinkExpired."""
    try:
        name = _signer().loads(token, max_age=int(config().artwork_link_seconds))
    except SignatureExpired:
        raise LinkExpired from None
    except BadSignature:
        return None
    return db.session.scalar(select(ArtworkFile).where(ArtworkFile.stored_name == name))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="artwork link")
