"""What every store does, be it a folder or a bucket. The real S3 is asked in tests/runtime."""

import io
import os
import stat
from datetime import timedelta

import pytest
from obstore.store import MemoryStore

from storefront.clock import now
from storefront.storage.bucket import AT_ONCE, Bucket
from storefront.storage.folder import Folder


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path):
    if request.param == "folder":
        return Folder(tmp_path / "files")
    return Bucket(MemoryStore(), "memory", tmp_path / "incoming")


def keys(store, *args, **named):
    return [file.key for file in store.list(*args, **named)]


def test_what_is_put_is_there_with_its_size_and_age(store):
    store.put("images/a.jpg", b"a picture")
    assert store.read("images/a.jpg") == b"a picture"
    stored = store.about("images/a.jpg")
    assert (stored.key, stored.size) == ("images/a.jpg", 9)
    assert abs(now() - stored.at) < timedelta(minutes=1)
    assert store.has("images/a.jpg")
    assert not store.has("images/b.jpg")


def test_what_is_put_never_changes(store):
    store.put("a", b"first")
    with pytest.raises(FileExistsError):
        store.put("a", b"second")
    assert store.read("a") == b"first"


@pytest.mark.parametrize("size", [0, 10, AT_ONCE + 1])
def test_a_local_file_is_put_and_stays(store, tmp_path, size):
    content = os.urandom(size)
    for folder in (tmp_path, store.incoming):
        path = folder / f"of-{size}"
        path.write_bytes(content)
        key = f"files/{folder.name}"
        store.put(key, path)
        assert store.read(key) == content
        assert path.read_bytes() == content
        with pytest.raises(FileExistsError):
            store.put(key, path)


def test_a_file_of_somebody_elses_is_copied_not_linked(store, tmp_path):
    path = tmp_path / "theirs"
    path.write_bytes(b"as it was")
    store.put("a", path)
    path.write_bytes(b"changed by them")
    assert store.read("a") == b"as it was"


def test_it_is_read_from_any_place(store):
    store.put("a", b"0123456789")
    with store.open("a") as file:
        assert file.seek(4) == 4
        assert file.read(3) == b"456"
        assert file.seek(0, io.SEEK_END) == 10
        assert file.read() == b""
        file.seek(0)
        assert file.read() == b"0123456789"


def test_what_says_how_things_stand_is_replaced(store):
    store.replace("database.id", b"one")
    store.replace("database.id", b"another")
    assert store.read("database.id") == b"another"


def test_a_folder_is_listed_alone_or_with_all_below(store):
    for key in ("a", "images/b", "images/small/c"):
        store.put(key, b"x")
    (store.incoming / "on-its-way").write_bytes(b"x")
    assert keys(store) == ["a"]
    assert keys(store, "images") == ["images/b"]
    assert keys(store, "nothing") == []
    assert sorted(keys(store, deep=True)) == ["a", "images/b", "images/small/c"]
    assert sorted(keys(store, "images", deep=True)) == ["images/b", "images/small/c"]


def test_a_moved_file_is_young_again(store):
    store.put("a", b"x")
    store.move("a", "trash/a")
    assert keys(store, deep=True) == ["trash/a"]
    store.put("a", b"another")
    store.move("a", "trash/a")
    assert store.read("trash/a") == b"another"
    with pytest.raises(FileNotFoundError):
        store.move("a", "trash/b")


def test_deleting_what_is_not_there_is_no_fault(store):
    store.put("a", b"x")
    store.delete("a")
    store.delete("a")
    assert keys(store, deep=True) == []


def test_a_program_gets_a_path_to_read(store):
    store.put("a.pdf", b"%PDF")
    with store.local_copy("a.pdf") as path:
        assert path.read_bytes() == b"%PDF"
    assert list(store.incoming.iterdir()) == []
    assert store.has("a.pdf")


@pytest.mark.parametrize("act", ["open", "about", "sha256", "read"])
def test_what_is_not_there_is_said_so(store, act):
    with pytest.raises(FileNotFoundError):
        getattr(store, act)("absent")


@pytest.mark.parametrize(
    "key", ["../out", "a/../../out", "/etc/passwd", "", "a//b", ".hidden", "é"]
)
def test_no_key_leads_out_of_the_store(store, key, tmp_path):
    for act in (store.open, store.about, lambda key: store.put(key, b"x")):
        with pytest.raises(FileNotFoundError):
            act(key)
    assert not (tmp_path / "out").exists()


def test_only_its_owner_may_look_into_a_folder(tmp_path):
    store = Folder(tmp_path / "shop" / "files")
    path = store.incoming / "a"
    path.write_bytes(b"x")
    store.put("images/a.jpg", path)
    store.put("images/b.jpg", b"x")
    for folder in ("shop", "shop/files", "shop/files/incoming", "shop/files/images"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
    for name in ("a", "b"):
        file = tmp_path / f"shop/files/images/{name}.jpg"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_lies_in_a_folder_under_no_key_is_not_listed(tmp_path):
    store = Folder(tmp_path)
    store.put("a", b"x")
    (tmp_path / ".nfs0001").write_bytes(b"x")
    (tmp_path / "holiday photo.jpg").write_bytes(b"x")
    assert keys(store, deep=True) == ["a"]
