"""Handing out a file that somebody was found to have a right to."""

from flask import Response

from storefront.artwork.models import ArtworkFile
from storefront.storage.answering import answer_with

TYPES = {"pdf": "application/pdf", "tif": "image/tiff", "png": "image/png", "jpg": "image/jpeg"}


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
