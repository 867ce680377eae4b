"""What is wrong with the machine is one sentence, said before anything is started."""

import os
import socket
import subprocess
import sys

import pytest

from storefront.config import ROOT
from storefront.supervise import checks


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def supervise(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "storefront.supervise", *arguments],
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_taken_port_is_one_sentence_and_nothing_starts(tmp_path, taken):
    found = supervise("--demo", INSTANCE_PATH=str(tmp_path), PORT=str(taken))
    assert found.returncode == 1
    assert f"Port {taken} on 127.0.0.1 is taken" in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "valkey").exists()


def test_a_bad_variable_is_one_sentence_with_its_name(tmp_path):
    found = supervise(INSTANCE_PATH=str(tmp_path), PORT="eighty", SECRET_KEY="hush")
    assert found.returncode == 1
    assert "PORT:" in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert "hush" not in found.stderr


def test_a_second_shop_on_the_same_instance_is_refused(tmp_path):
    with checks.only_one(tmp_path), pytest.raises(checks.CannotStart, match="already running"):
        checks.only_one(tmp_path)


def test_the_instance_is_free_again_when_the_first_shop_is_gone(tmp_path):
    checks.only_one(tmp_path).close()
    checks.only_one(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(checks.CannotStart, match="cannot be written") as reason:
        checks.check_instance(tmp_path / "file" / "instance")
    assert "INSTANCE_PATH" in str(reason.value)


def test_a_full_disk_is_one_sentence(tmp_path):
    with pytest.raises(checks.CannotStart, match="is full"):
        checks.check_instance(tmp_path, least_free=10**18)


def test_a_good_folder_is_made_and_left_clean(tmp_path):
    checks.check_instance(tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["logs"]


def test_a_free_port_is_taken_as_it_is_and_a_taken_one_is_replaced(taken):
    free = checks.free_port("127.0.0.1", 0)
    assert checks.free_port("127.0.0.1", free) == free
    assert checks.free_port("127.0.0.1", taken) not in (0, taken)


def test_a_host_that_is_not_ours_is_one_sentence():
    with pytest.raises(checks.CannotStart, match="cannot listen on"):
        checks.check_port("192.0.2.1", 8000)
