"""All files from one store to another, also if it breaks off, and while the shop goes on."""

import pytest
from obstore.store import MemoryStore

from storefront.storage.bucket import Bucket
from storefront.storage.folder import Folder
from storefront.storage.moving import NotMovable, move_all, remaining

FILES = {"a" * 40: b"artwork", "images/b.jpg": b"a picture", "trash/" + "c" * 40: b"thrown away"}
STATES = {"database.id": b"ours", "invoice-series/49": b"7 I", "snapshots/staging-1.json": b"{}"}


@pytest.fixture
def folder(tmp_path):
    store = Folder(tmp_path / "here")
    for key, content in (FILES | STATES).items():
        store.put(key, content)
    return store


@pytest.fixture
def bucket(tmp_path):
    return Bucket(MemoryStore(), "s3://there", tmp_path / "incoming")


def everything_in(store):
    return {file.key: store.read(file.key) for file in store.list(deep=True)}


def moved(source, target):
    return move_all(source, target, lambda moved: None)


def test_everything_is_there_afterwards_and_still_here(folder, bucket):
    done = moved(folder, bucket)
    assert everything_in(bucket) == everything_in(folder) == FILES | STATES
    assert (done.done, done.put, done.wrong) == (6, 6, [])
    assert done.done_size == done.size == sum(map(len, (FILES | STATES).values()))
    assert remaining(folder, bucket) == 0


def test_and_back_again(folder, bucket, tmp_path):
    moved(folder, bucket)
    back = Folder(tmp_path / "back")
    moved(bucket, back)
    assert everything_in(back) == FILES | STATES


def test_broken_off_it_goes_on_and_puts_nothing_twice(folder, bucket):
    class Stopped(Exception):
        pass

    def stop(moved):
        if moved.done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        move_all(folder, bucket, stop)
    there = len(everything_in(bucket))
    assert there == 2
    never_changing = set(everything_in(bucket)) & set(FILES)
    assert moved(folder, bucket).put == 6 - len(never_changing)
    assert everything_in(bucket) == FILES | STATES


def test_what_came_meanwhile_is_told_and_goes_with_the_next(folder, bucket):
    moved(folder, bucket)
    folder.put("d" * 40, b"just uploaded")
    folder.replace("invoice-series/49", b"18 I")
    assert remaining(folder, bucket) == 2
    moved(folder, bucket)
    assert bucket.read("d" * 40) == b"just uploaded"
    assert bucket.read("invoice-series/49") == b"18 I"


def test_another_file_under_the_same_name_is_told_and_left_alone(folder, bucket):
    bucket.put("a" * 40, b"damaged")  # as long as the true one
    assert moved(folder, bucket).wrong == ["a" * 40]
    assert bucket.read("a" * 40) == b"damaged"


@pytest.mark.parametrize("mark", [b"another shop's", b""])
def test_nothing_goes_into_another_shops_store(folder, bucket, mark):
    bucket.put("database.id", mark)
    with pytest.raises(NotMovable, match="another shop"):
        moved(folder, bucket)
    assert everything_in(bucket) == {"database.id": mark}


def test_the_command_tells_what_it_did_and_what_to_do(app, folder, tmp_path):
    run = app.test_cli_runner().invoke
    target = str(tmp_path / "new")
    said = run(args=["storage", "move", folder.name, target])
    assert said.exit_code == 0
    assert "6 files are in" in said.output
    assert f"set ARTWORK_STORE={target}" in said.output
    assert everything_in(Folder(tmp_path / "new")) == FILES | STATES

    (tmp_path / "new" / ("a" * 40)).write_bytes(b"damaged")
    again = run(args=["storage", "move", folder.name, target])
    assert again.exit_code == 1
    assert "1 of 6 files are others" in again.output
    assert run(args=["storage", "move", "/nowhere", target]).exit_code == 1
