"""Looking at the folder of a test's shop: its own code asks the store."""

import os
from datetime import timedelta
from pathlib import Path

from storefront.clock import now
from storefront.storage.opening import store


def path_of(key):
    """Where a stored file lies: of a row of ArtworkFile, or a key."""
    return Path(store().name) / getattr(key, "stored_name", key)


def stored_in(folder=""):
    """The names of the files in a folder of the store."""
    under = path_of(folder)
    return {path.name for path in under.iterdir() if path.is_file()} if under.exists() else set()


def place(name, content=b"bytes", folder=""):
    """Put a file there by hand, as another machine would."""
    path = path_of(folder) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def old(path, days=2):
    then = (now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path
