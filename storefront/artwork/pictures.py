"""Pictures of the pages of a file: drawn when somebody first looks at them, kept by its hash."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

from storefront.artwork import words
from storefront.artwork.bad_artwork import BadArtwork
from storefront.artwork.inspection.facts import FileKind
from storefront.artwork.inspection.inspecting import run_opener
from storefront.artwork.models import ArtworkFile
from storefront.database import end_transaction
from storefront.storage.incoming import incoming
from storefront.storage.opening import store

FOLDER = "proofs"
MOST_SHOWN = 100  # pages of a file
_AT_ONCE = 8  # pages that are drawn together
_DRAWING = 3  # otherwise drawn, otherwise named

_drawing_now: WeakValueDictionary[str, Lock] = WeakValueDictionary()  # as long as one is held
_drawing_lock = Lock()


def picture(file: ArtworkFile, page: int, *, small: bool) -> str:
    """The key of a picture of one page, from 1. Ends the present transaction if it has to be drawn
    first. Raises BadArtwork where it cannot be drawn now, or has no such page."""
    if not 1 <= page <= min(file.facts.count, MOST_SHOWN):
        raise BadArtwork(words.NO_SUCH_PAGE, 404)
    key = key_of(file.sha256, f"{page}-small" if small else str(page))
    if not store().has(key):
        _draw(file, page, key)
    return key


def _draw(file: ArtworkFile, page: int, key: str) -> None:
    """The page, and those that stand beside it. A browser asks for them all at once: whoever comes
    while they are drawn waits, and finds its own."""
    sha256, kind, name = file.sha256, FileKind(file.extension), file.stored_name
    first = (page - 1) // _AT_ONCE * _AT_ONCE + 1
    last = min(first + _AT_ONCE - 1, file.facts.count)
    end_transaction()  # it takes a moment, and nobody shall wait for our database meanwhile
    with one_at_a_time(key_of(sha256, str(first))):
        if store().has(key):
            return
        with store().local_copy(name) as path, incoming() as target:
            run_opener(kind, path, target, "pictures", str(first), str(last))
            for drawn, content in _in(target):
                try:
                    store().put(key_of(sha256, drawn), content)
                except FileExistsError:  # another process looked at the same moment
                    continue


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """One thread of this process at a time."""
    with _drawing_lock:
        lock = _drawing_now.setdefault(what, Lock())
    with lock:
        yield


def _in(target: object) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(str(target)) as file:
        for name in file.namelist():
            yield name.removesuffix(".jpg"), file.read(name)


def key_of(sha256: str, picture: str) -> str:
    return f"{FOLDER}/{sha256}-{_DRAWING}-{picture}.jpg"


def forget_pictures(known: set[str]) -> int:
    """Delete those of files whose SHA-256 is not known any more, and those that are drawn otherwise
    now. Returns how many."""
    kept = {f"{FOLDER}/{sha256}-{_DRAWING}" for sha256 in known}
    there = [one.key for one in store().list(FOLDER)]
    gone = [key for key in there if "-".join(key.split("-", 2)[:2]) not in kept]
    for key in gone:
        store().delete(key)
    return len(gone)
