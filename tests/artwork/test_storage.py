"""The folder of print files."""

import pytest

from storefront.artwork import storage
from storefront.config import Config


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
