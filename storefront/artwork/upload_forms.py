"""The form by which a browser sends a file: the file itself, or one that came in parts before."""

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from storefront.artwork import parts, words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.upload import OF_THE_FILE, disk_may_be_full, no_room, shown_name, too_large
from storefront.config import config
from storefront.database import db
from storefront.storage.incoming import MIB, has_room_for
from storefront.web.guards import form_is_current, row_id

OLD_PAGE = "This page was out of date, so nothing was uploaded yet. Please choose the file again."


class PostedFile:
    """The file of a form for an item (its path), and the slot it is meant for.

    `with` it the file can be looked at; before, nothing of the form is read. What came in parts is
    this request's alone meanwhile: when it ends, the parts are deleted if the file was `taken` or
    is to blame itself, else it can be sent again. Raises BadArtwork.
    """

    def __init__(self, item: str) -> None:
        self.slot_id, self.name = 0, ""
        self._item, self._token = item, ""
        self._keys: list[str] = []

    def __enter__(self) -> FileStorage:
        _read_form()
        self.slot_id = request.form.get("slot", 0, type=row_id)
        token = request.form.get("upload", "")
        file = self._joined(token) if token else _file_of_form()
        self.name = shown_name(file)
        return file

    def __exit__(self, kind: object, trouble: BaseException | None, trace: object) -> None:
        if not self._token:
            return
        if trouble is not None:
            db.session.rollback()
            if not (isinstance(trouble, BadArtwork) and trouble.status in OF_THE_FILE):
                parts.let_go(self._token)
                db.session.commit()
                return
            parts.forget(self._token)
            db.session.commit()
        parts.delete_parts(self._keys)

    def taken(self) -> None:
        """It is in its slot. The caller commits. Raises BadArtwork if it came in parts and is in
        one already."""
        if self._token:
            parts.take(self._token)

    def _joined(self, token: str) -> FileStorage:
        upload = parts.claim(self._item, token)
        if not has_room_for(upload.size):
            raise no_room()
        file, keys = parts.joined(upload), parts.keys_of(upload)
        db.session.commit()
        self._token, self._keys = token, keys
        return file


def posted_file() -> FileStorage:
    """The file of a form that is for no item. Raises BadArtwork."""
    _read_form()
    return _file_of_form()


def _read_form() -> None:
    """Only here may a body be large: it is read from here on."""
    if not has_room_for(request.content_length or 0):
        raise no_room()
    request.max_content_length = config().artwork_max_mb * MIB + MIB  # the form around the file
    try:
        with disk_may_be_full():
            if not form_is_current():
                raise BadArtwork(OLD_PAGE, 400)
            request.files  # noqa: B018 - read now, where a full disk is told
    except RequestEntityTooLarge:
        raise too_large() from None


def _file_of_form() -> FileStorage:
    file = request.files.get("file")
    if not file:
        raise BadArtwork(words.NO_FILE)
    return file
