"""ARTWORK_STORE: a folder or a bucket, and what is neither is refused at start."""

import pytest

from storefront.config import Config
from storefront.storage.opening import store_at


def opened(tmp_path, place, **settings):
    return store_at(place, Config(_env_file=None, instance_path=tmp_path, **settings))


def test_files_are_in_the_instance_folder_unless_told_otherwise(tmp_path):
    assert opened(tmp_path, "").name == str(tmp_path.resolve() / "artwork")
    other = tmp_path / "elsewhere"
    assert opened(tmp_path, str(other)).name == str(other)
    assert other.is_dir()


@pytest.mark.parametrize("place", ["s3://bucket/some/files", "s3://bucket/some/files/"])
def test_a_bucket_is_named_and_asked_nothing_yet(tmp_path, place):
    keys = {"s3_access_key_id": "key", "s3_secret_access_key": "hush"}
    store = opened(tmp_path, place, s3_endpoint="http://127.0.0.1:1", **keys)
    assert store.name == "s3://bucket/some/files"
    assert store.incoming == tmp_path.resolve() / "incoming"
    assert "hush" not in repr(vars(store))
    url = store.sign("a.pdf", 60)
    assert url.startswith("http://127.0.0.1:1/bucket/some/files/a.pdf?X-Amz")
    assert "hush" not in url


@pytest.mark.parametrize(
    "place", ["relative/folder", "/dev/null/folder", "s3://", "s3://B/x", "gs://bucket/files"]
)
def test_a_store_that_cannot_be_used_is_refused_by_name(tmp_path, place):
    with pytest.raises(ValueError, match="ARTWORK_STORE"):
        opened(tmp_path, place)
