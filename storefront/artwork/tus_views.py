"""tus 1.0 for an item's files: begun, continued part by part, asked how far it is, given up. What
has come is taken in by the form of the same page (`upload_forms.py`)."""

import base64
from collections.abc import Callable
from typing import BinaryIO, cast

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import http_date

from storefront.artwork import parts, words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.blueprint import bp
from storefront.artwork.models import Upload
from storefront.artwork.parts import PART, Checksum
from storefront.artwork.upload_forms import OLD_PAGE
from storefront.artwork.views import UPLOADS, item_or_404, path_of
from storefront.config import config
from storefront.database import db, end_transaction
from storefront.extensions import limiter
from storefront.storage.incoming import MIB
from storefront.web.guards import checks_its_form, form_is_current

VERSION = "1.0.0"
PARTS = "8000 per hour"  # from one network address: of as many files as may be uploaded
ALGORITHMS = ("sha1", "sha256")
GOES_ON = ("HEAD", "PATCH", "DELETE")
_LONGEST = 15  # digits


@checks_its_form
@bp.route("/cart/items/<int:item_id>/uploads", methods=["POST", "OPTIONS"])
@limiter.limit(UPLOADS, methods=["POST"])
def begin_upload(item_id: int) -> ResponseReturnValue:
    return begun(path_of(item_id), lambda: len(item_or_404(item_id, lock=True).slots))


@checks_its_form
@bp.route("/cart/items/<int:item_id>/uploads/<token>", methods=GOES_ON)
@limiter.limit(PARTS)
def go_on(item_id: int, token: str) -> ResponseReturnValue:
    item_or_404(item_id)
    return gone_on(path_of(item_id), token)


def begun(item: str, locked: Callable[[], int]) -> Response:
    """The answer to who wants to upload a file for the item at this path, or asks what can be done.
    `locked` checks the item, has others wait for it, and says how many files it takes: of more that
    are on their way, the one that stood still longest is dropped."""
    if request.method == "OPTIONS":
        return _can_be_done()

    def begin() -> Response:
        slots = locked()
        told = _metadata()
        fingerprint = told.get("fingerprint", "")
        if len(fingerprint) not in (0, 64) or set(fingerprint) - set("0123456789abcdef"):
            raise BadArtwork(words.NOT_UNDERSTOOD, 400)
        size = _number("Upload-Length")
        dropped = parts.drop_oldest(item, keep=max(slots, 1) - 1)
        upload = parts.begin(item, told.get("filename", ""), size, fingerprint)
        db.session.commit()
        answer = _how_far(upload, 201, {"Location": f"{item}/uploads/{upload.token}"})
        end_transaction()
        parts.delete_parts(dropped)
        return answer

    return _in_tus(begin)


def gone_on(item: str, token: str) -> Response:
    """The answer to who goes on with an upload, gives it up, or asks how far it is."""

    def answer() -> Response:
        upload = parts.upload_of(item, token)
        if request.method == "HEAD":
            return _how_far(upload, 200, {"Upload-Length": str(upload.size)})
        if request.method == "DELETE":
            keys = parts.keys_of(upload)
            parts.forget(token)
            db.session.commit()
            parts.delete_parts(keys)
            return Response(status=204)
        return _another_part(item, upload)

    return _in_tus(answer)


def _another_part(item: str, upload: Upload) -> Response:
    if request.mimetype != "application/offset+octet-stream":
        raise BadArtwork(words.NOT_UNDERSTOOD, 415)
    token, keys, length = upload.token, parts.keys_of(upload), request.content_length or 0
    offset, checksum = _number("Upload-Offset"), _checksum()
    body = cast("BinaryIO", request.stream)
    came = parts.add_part(upload, offset, length, body, checksum)
    db.session.commit()
    if not came:
        parts.delete_parts(keys)
        raise BadArtwork(words.ANOTHER_FILE, parts.WRONG_SUM)
    return _how_far(parts.upload_of(item, token), 204)


def _in_tus(act: Callable[[], Response]) -> Response:
    """What it answers; why it is refused, as a sentence."""
    request.max_content_length = PART + MIB  # more than any part has
    try:
        if request.headers.get("Tus-Resumable") != VERSION:
            raise BadArtwork(words.NOT_UNDERSTOOD, 412)
        if not form_is_current():
            raise BadArtwork(OLD_PAGE, 403)
        response = act()
    except RequestEntityTooLarge:
        response = _refused(BadArtwork(words.NO_PART, 413))
    except BadArtwork as reason:
        response = _refused(reason)
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(reason: BadArtwork) -> Response:
    db.session.rollback()
    response = Response(reason.message, reason.status, mimetype="text/plain")
    response.headers["Tus-Version"] = VERSION
    return response


def _how_far(upload: Upload, status: int, more: dict[str, str] | None = None) -> Response:
    response = Response(status=status, headers=more)
    response.headers["Upload-Offset"] = str(upload.received)
    response.headers["Upload-Expires"] = http_date(upload.expires_at)
    return response


def _can_be_done() -> Response:
    return Response(
        status=204,
        headers={
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,checksum,expiration,termination",
            "Tus-Max-Size": str(config().artwork_max_mb * MIB),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def _number(header: str) -> int:
    """Not negative, and of no more digits than any file has bytes."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        raise BadArtwork(words.NOT_UNDERSTOOD, 400)
    return int(text)


def _metadata() -> dict[str, str]:
    """What is told of the file: names, each with a text in base64."""
    pairs = filter(None, request.headers.get("Upload-Metadata", "").split(","))
    try:
        told = [pair.strip().partition(" ") for pair in pairs]
        return {name: base64.b64decode(text, validate=True).decode() for name, _, text in told}
    except ValueError:
        raise BadArtwork(words.NOT_UNDERSTOOD, 400) from None


def _checksum() -> Checksum | None:
    algorithm, _, text = request.headers.get("Upload-Checksum", "").partition(" ")
    if not algorithm:
        return None
    try:
        digest = base64.b64decode(text, validate=True)
    except ValueError:
        digest = b""
    if algorithm not in ALGORITHMS or not digest:
        raise BadArtwork(words.NOT_UNDERSTOOD, 400)
    return Checksum(algorithm, digest)
