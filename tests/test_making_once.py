"""What is made once on a machine is made once, however many begin at the same moment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from storefront.config import ROOT

TOOLS = ("bash", "env", "flock", "grep", "tail", "mktemp", "rm", "seq", "mkdir", "rmdir", "sleep")
TOOLS += ("awk", "chmod", "df", "dirname", "touch")

# Each refuses to run beside another of its kind, as the real ones do or should.
APT = """
mkdir "$HOME/apt.lock" || { echo "E: Could not get lock /var/lib/apt/lists/lock."; exit 100; }
echo "$1" >> "$HOME/diary"
sleep 0.3
browser="$HOME/bin/chromium-headless-shell"
[ "$1" = update ] || { echo exit > "$browser"; chmod +x "$browser"; }
rmdir "$HOME/apt.lock"
"""
UV = """
[ "$2" != --version ] || exit 0
mkdir "$HOME/uv.lock" || exit 1
echo "$2 $3" >> "$HOME/diary"
sleep 0.3
if [ "$2" = venv ]; then
  rm -rf .venv
  mkdir -p .venv/bin
  printf '#!/bin/sh\n' > .venv/bin/python
  chmod +x .venv/bin/python
fi
rmdir "$HOME/uv.lock"
"""


@pytest.fixture
def machine(tmp_path):
    """A machine that has nothing but a shell, and a checkout of the shop's own scripts."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    (tmp_path / "bin/python3").symlink_to(Path(sys.executable).resolve())
    put(tmp_path / "bin/apt-get", APT)
    put(tmp_path / "bin/id", "echo 0")
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".tools/bin").mkdir(parents=True)
    put(tmp_path / ".tools/bin/uv", UV)
    return tmp_path


def put(path, script):
    path.unlink(missing_ok=True)  # never write through a link to what the machine has
    path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
    path.chmod(0o755)


def at_once(machine, *commands):
    """Their exit codes."""
    begun = [
        subprocess.Popen(
            command,
            cwd=machine,
            env={"PATH": str(machine / "bin"), "HOME": str(machine)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for command in commands
    ]
    for process in begun:
        process.communicate(timeout=60)
    return [process.returncode for process in begun]


def diary(machine):
    return (machine / "diary").read_text().splitlines()


def test_two_that_want_chromium_install_it_once(machine):
    assert at_once(machine, *2 * [[".ci/chromium"]]) == [0, 0]
    assert diary(machine) == ["update", "install"]


def test_without_turns_one_of_two_would_fail(machine):
    """The control."""
    assert sorted(at_once(machine, *2 * [["apt-get", "update"]])) == [0, 100]


def test_something_else_that_installs_is_waited_for(machine):
    put(machine / "bin/sleep", '[ "$1" != 5 ] || rmdir "$HOME/apt.lock"')
    (machine / "apt.lock").mkdir()
    assert at_once(machine, [".ci/chromium"]) == [0]
    assert (machine / "bin/chromium-headless-shell").exists()


def test_two_that_need_an_environment_make_and_fill_it_once(machine):
    assert at_once(machine, *2 * [[".ci/bootstrap", "dev"]]) == [0, 0]
    assert diary(machine) == ["venv --clear", "pip sync"]


@pytest.mark.parametrize("later", ["shop", "dev"])
def test_the_shop_never_takes_away_what_the_tests_stand_on(machine, later):
    at_once(machine, [".ci/bootstrap", "dev"])
    at_once(machine, [".ci/bootstrap", later])
    assert diary(machine) == ["venv --clear", "pip sync"]


def test_shop_and_tests_at_once_end_with_what_both_need(machine):
    assert at_once(machine, [".ci/bootstrap", "shop"], [".ci/bootstrap", "dev"]) == [0, 0]
    assert (machine / ".venv/.shop").exists()
    assert (machine / ".venv/.dev").exists()
    assert diary(machine).count("venv --clear") == 1


def test_without_turns_one_would_clear_what_the_other_fills(machine):
    """The control."""
    assert sorted(at_once(machine, *2 * [[".ci/uv", "venv"]])) == [0, 1]


def test_what_is_asked_for_anew_is_installed_anew(machine):
    at_once(machine, [".ci/bootstrap", "shop"])
    os.utime(machine / "requirements.txt", (2**31 - 1, 2**31 - 1))
    at_once(machine, [".ci/bootstrap", "shop"])
    assert diary(machine) == ["venv --clear", "pip sync", "pip sync"]
