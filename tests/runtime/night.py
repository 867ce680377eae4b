"""Jobs for the worker's tests. A worker imports them by name, as it does those of the shop."""

import time
from pathlib import Path

from flask import current_app

SECRET = "https://api.example/orders?signature=open-sesame"


def note(path):
    """Write down whose app it runs in."""
    with Path(path).open("a") as file:
        file.write(f"{current_app.name}\n")


def fail(path):
    note(path)
    raise ConnectionError(SECRET)


def linger(path):
    note(path)
    time.sleep(30)
