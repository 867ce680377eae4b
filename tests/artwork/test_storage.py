"""The folder of print files, and what is swept out of it."""

import os
from datetime import timedelta

import pytest

from storefront.artwork import storage
from storefront.artwork.models import ArtworkFile
from storefront.artwork.tidying import tidy
from storefront.clock import now
from storefront.config import Config
from storefront.extensions import db
from tests.factories import a_cart, a_file, a_quote, an_account


def a_config(tmp_path, store):
    return Config(_env_file=None, instance_path=tmp_path, artwork_store=store)


def test_files_are_kept_in_the_instance_folder_unless_told_otherwise(tmp_path):
    assert storage.folder_for(a_config(tmp_path, "")) == tmp_path.resolve() / "artwork"
    other = tmp_path / "elsewhere"
    assert storage.folder_for(a_config(tmp_path, str(other))) == other
    assert other.is_dir()


@pytest.mark.parametrize("store", ["s3://bucket/files", "relative/folder", "/dev/null/folder"])
def test_a_store_that_cannot_be_used_is_refused_by_name(tmp_path, store):
    with pytest.raises(ValueError, match="ARTWORK_STORE"):
        storage.folder_for(a_config(tmp_path, store))


def old(path):
    yesterday = (now() - timedelta(days=2)).timestamp()
    os.utime(path, (yesterday, yesterday))
    return path


def test_tidying_takes_what_nothing_needs_and_leaves_the_rest(app):
    an_account()
    used = a_cart(a_quote()).items[0].slots[0].file
    unused = a_file(uploaded_at=now() - timedelta(days=2))
    just_removed = a_file()
    for file in (used, unused, just_removed):
        storage.path_of(file).write_bytes(b"bytes")
        old(storage.path_of(file))
    left = storage.folder() / "incoming" / "left"
    left.write_bytes(b"half")
    under_way = storage.folder() / "incoming" / "under-way"
    under_way.write_bytes(b"half")
    old(left)
    kept = {storage.path_of(used), storage.path_of(just_removed)}

    for _ in range(2):  # the second time removes the bytes of what the first has forgotten
        tidy()
        db.session.commit()

    assert {path for path in storage.folder().iterdir() if path.is_file()} == kept
    assert list((storage.folder() / "incoming").iterdir()) == [under_way]
    assert db.session.query(ArtworkFile).count() == 2
