"""A bucket on a real S3 server: what is promised of a store, and who is let in."""

import hashlib
import os
import secrets
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
import time_machine

from storefront import jobs
from storefront.artwork.link import signed_link
from storefront.clock import now
from storefront.config import Config
from storefront.storage.bucket import AT_ONCE
from storefront.storage.contract import StoreAway
from storefront.storage.folder import Folder
from storefront.storage.moving import move_all, remaining
from storefront.storage.opening import store_at
from tests.factories import a_cart, a_file, a_quote
from tests.runtime.s3 import s3_server

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("s3")]
MB = 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("s3")
    with s3_server(folder) as settings:
        config = Config(_env_file=None, instance_path=folder, **settings)
        store_at("s3://shop", config).put("first", b"makes the bucket")
        yield settings


@pytest.fixture
def opened(server, tmp_path):
    """Opens a place in the bucket that no other test has."""
    place = f"s3://shop/{secrets.token_hex(4)}/files"

    def at(**others):
        config = Config(_env_file=None, instance_path=tmp_path, **(server | others))
        return store_at(place, config)

    at().put("first", b"of all")
    return at


@pytest.fixture
def store(opened):
    return opened()


def status(url, method="GET"):
    try:
        request = urllib.request.Request(url, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, b""


def test_it_keeps_what_a_store_promises(store, tmp_path):
    large = tmp_path / "large"
    large.write_bytes(os.urandom(AT_ONCE + 1000))
    store.put("images/a.jpg", b"small")
    store.put("b" * 40, large)
    for key, content in (("images/a.jpg", b"other"), ("b" * 40, large)):
        with pytest.raises(FileExistsError):
            store.put(key, content)
    assert store.read("images/a.jpg") == b"small"
    with store.open("b" * 40) as file:
        assert file.seek(0, 2) == AT_ONCE + 1000
        file.seek(AT_ONCE - 5)
        assert file.read(10) == large.read_bytes()[AT_ONCE - 5 :][:10]
    assert [file.key for file in store.list("images")] == ["images/a.jpg"]
    assert [file.key for file in store.list()] == ["b" * 40, "first"]
    before = store.about("images/a.jpg").at
    time.sleep(1.1)
    store.move("images/a.jpg", "trash/a.jpg")
    assert store.about("trash/a.jpg").at > before
    store.replace("database.id", b"one")
    store.replace("database.id", b"another")
    assert store.read("database.id") == b"another"
    for absent in ("images/a.jpg", "nothing"):
        with pytest.raises(FileNotFoundError):
            store.open(absent)
        store.delete(absent)
    with store.local_copy("b" * 40) as path:
        assert path.read_bytes() == large.read_bytes()


def test_a_signed_link_gives_that_file_for_its_time_and_nothing_else(store):
    store.put("a.pdf", b"%PDF")
    store.put("b.pdf", b"of somebody else")
    link = store.sign("a.pdf", 60)
    assert status(link) == (200, b"%PDF")
    forged = link[:-1] + ("0" if link[-1] != "0" else "1")
    assert status(forged)[0] == 403
    assert status(link.replace("a.pdf", "b.pdf"))[0] == 403
    assert status(link, "DELETE")[0] == 403
    assert status(link.partition("?")[0])[0] == 403
    short = store.sign("a.pdf", 1)
    time.sleep(2.5)
    assert status(short)[0] == 403


def test_with_a_wrong_secret_nothing_opens_and_no_key_is_told(opened):
    wrong = opened(s3_secret_access_key="not-the-secret-of-the-tests")
    with pytest.raises(StoreAway) as told:
        wrong.read("first")
    assert "secret" not in f"{told.value}{told.value.__cause__}"


def test_a_server_that_is_away_is_said_so_soon(opened):
    away = opened
    began = time.monotonic()
    with pytest.raises(StoreAway):
        away(s3_endpoint="http://127.0.0.1:1").put("a", b"x")
    assert time.monotonic() - began < 30


def test_a_folder_goes_into_a_bucket_and_back(store, tmp_path):
    here = Folder(tmp_path / "here")
    for number in range(20):
        here.put(f"images/{number}.jpg", os.urandom(1000))
    here.put("large", os.urandom(AT_ONCE + 1))
    moved = move_all(here, store, lambda moved: None)
    assert (moved.put, moved.wrong, remaining(here, store)) == (21, [], 0)
    back = Folder(tmp_path / "back")
    assert move_all(store, back, lambda moved: None).wrong == []
    assert all(back.read(file.key) == here.read(file.key) for file in here.list(deep=True))


def test_half_a_gigabyte_costs_no_more_than_20_mb_of_memory(opened, server, tmp_path):
    """What a process holds at most, put and read again, beside what it held before."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        for _ in range(500):
            file.write(os.urandom(MB))
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from storefront.config import Config
        from storefront.storage.opening import store_at

        def most():
            words = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()
            return int(words[0]) // 1024

        store = store_at(sys.argv[1], Config(_env_file=None, instance_path=Path(sys.argv[2])))
        store.put("small", b"opens the connection")
        before = most()
        store.put("large", Path(sys.argv[2]) / "large")
        after = most()
        digest = store.sha256("large")
        print(after - before, most() - before, digest)
    """)
    environment = {name.upper(): value for name, value in server.items()}
    place = opened().name
    run = subprocess.run(
        [sys.executable, "-c", program, place, str(tmp_path)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    put, read, digest = run.stdout.split()
    assert int(put) <= 20
    assert int(read) <= 20
    with path.open("rb") as file:
        assert digest == hashlib.file_digest(file, "sha256").hexdigest()


def test_a_forked_process_says_so_instead_of_hanging(store):
    """obstore's threads do not live on in a fork: it would wait for ever."""
    store.read("first")
    child = os.fork()
    if child == 0:
        try:
            store.read("first")
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


class TestTheShopOnIt:
    @pytest.fixture
    def settings(self, server):
        place = f"s3://shop/{secrets.token_hex(4)}/files"
        return server | {"artwork_store": place, "artwork_redirect_seconds": 60}

    def test_what_4over_was_given_leads_to_the_bucket_and_gives_that_file(self, app):
        content = os.urandom(AT_ONCE + 1000)
        link = signed_link(a_file(content), "1042-1-fr").removeprefix("http://shop.test")
        answer = app.test_client().get(link)
        assert answer.status_code == 302
        assert status(answer.location) == (200, content)
        part = urllib.request.Request(answer.location, headers={"Range": "bytes=0-3"})
        with urllib.request.urlopen(part, timeout=20) as some:
            assert (some.status, some.read()) == (206, content[:4])

    def test_what_nothing_needs_goes_to_the_trash_there(self, app):
        jobs.tidy_artwork()
        kept = a_cart(a_quote()).items[0].slots[0].file.stored_name
        unused = a_file().stored_name
        for day in (1, 2):
            with time_machine.travel(now() + timedelta(days=day, hours=1)):
                jobs.tidy_artwork()
        files = app.extensions["storage"]
        assert {file.key for file in files.list()} == {"database.id", kept}
        assert [file.key for file in files.list("trash")] == [f"trash/{unused}"]
