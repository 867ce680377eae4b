"""Small processes that say what they do, and whether one is still there."""

import os
import sys
import time
from pathlib import Path

from storefront.supervise.child import Child, program

SAY = """
import signal, sys, time
name, diary, ready, work = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
def say(what):
    with open(diary, "a") as file:
        file.write(f"{what} {name}\\n")
def stop(*_):
    time.sleep(work)
    say("stop")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
time.sleep(ready)
say("start")
while True:
    time.sleep(0.05)
"""


def talker(name, diary, *, ready_after=0.0, work=0.0, **how):
    """A child that writes when it starts and stops; `work` seconds pass before it stops."""
    talk = program(sys.executable, "-c", SAY, name, str(diary), str(ready_after), str(work))
    return Child(name, talk, ready=lambda: f"start {name}" in said(diary), **how)


def said(diary):
    return Path(diary).read_text().splitlines() if Path(diary).exists() else []


def eventually(question, seconds=10.0):
    """Whether it comes true in time."""
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def is_there(pid):
    """A process that runs: not one that has ended and only waits to be noticed."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
