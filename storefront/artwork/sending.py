"""Handing out a file that somebody was found to have a right to."""

from flask import Response, abort, send_file

from storefront.artwork.models import ArtworkFile
from storefront.artwork.storage import path_of

TYPES = {"pdf": "application/pdf", "tif": "image/tiff", "png": "image/png", "jpg": "image/jpeg"}


def send(file: ArtworkFile) -> Response:
    """The bytes as a download, whole or in ranges. Nothing in them can run as a page of ours."""
    path = path_of(file)
    if not path.is_file():
        abort(404)
    printable = "".join(sign for sign in file.original_name if sign.isprintable())
    stem = printable.rsplit(".", 1)[0] or "file"
    response = send_file(
        path,
        mimetype=TYPES[file.extension],
        as_attachment=True,
        download_name=f"{stem}.{file.extension}",
        etag=file.sha256,
        conditional=True,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
