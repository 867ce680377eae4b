"""Handing out a file that somebody was found to have a right to."""

from flask import Response, abort

from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.models import ArtworkFile
from storefront.artwork.pictures import picture
from storefront.storage.answering import answer_with

TYPES = {"pdf": "application/pdf", "tif": "image/tiff", "png": "image/png", "jpg": "image/jpeg"}

PICTURES = "3000 per hour"  # from one network address
_DRAWN_SOON = 503  # others are being drawn: asked for again, it is there


def send(file: ArtworkFile) -> Response:
    """The bytes as a download, whole or in ranges. Nothing in them can run as a page of ours."""
    printable = "".join(sign for sign in file.original_name if sign.isprintable())
    stem = printable.rsplit(".", 1)[0] or "file"
    response = answer_with(
        file.stored_name,
        mimetype=TYPES[file.extension],
        as_attachment=True,
        download_name=f"{stem}.{file.extension}",
        etag=file.sha256,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def send_page(file: ArtworkFile, page: int, *, small: bool) -> Response:
    """A picture of one page, from 1, drawn if need be."""
    try:
        key = picture(file, page, small=small)
    except BadArtwork as reason:
        abort(_DRAWN_SOON if reason.status == _DRAWN_SOON else 404)
    response = answer_with(key, mimetype="image/jpeg", etag=key.rsplit("/", 1)[-1])
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    return response
