"""The form by which a browser sends a file."""

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.upload import disk_may_be_full, no_room, too_large
from storefront.config import config
from storefront.storage.incoming import MIB, has_room_for
from storefront.web.guards import form_is_current, row_id

OLD_PAGE = "This page was out of date, so nothing was uploaded yet. Please choose the file again."


def posted_file() -> tuple[int, FileStorage]:
    """The slot and the file of the form. Only here may a body be large: it is read from here on."""
    if not has_room_for(request.content_length or 0):
        raise no_room()
    request.max_content_length = config().artwork_max_mb * MIB + MIB  # the form around the file
    try:
        with disk_may_be_full():
            if not form_is_current():
                raise BadArtwork(OLD_PAGE, 400)
            uploaded = request.files.get("file")
    except RequestEntityTooLarge:
        raise too_large() from None
    if uploaded is None:
        raise BadArtwork(words.NO_FILE)
    return request.form.get("slot", 0, type=row_id), uploaded
