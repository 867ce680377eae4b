"""Four files at once that unpack to a gigabyte each: the shop's pages stay quick meanwhile, at most
two are looked at at a time, and each is refused in a sentence."""

import html
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storefront.accounts.models import User
from storefront.config import ROOT
from storefront.database import db
from storefront.supervise.web import is_up
from tests.artwork.test_bombs import BOMBS
from tests.factories import a_cart, a_quote, a_user, an_account, with_settings
from tests.runtime.processes import eventually

SAID = "far too complex", "Many files are being checked just now"
MOST = 512  # MB of the web server's own memory; a bomb would take 1,000


@pytest.fixture
def item(app):
    an_account()
    with_settings(active=True)
    return a_cart(a_quote(), user=a_user(), filled=False).items[0]


@pytest.fixture
def server(app, item, tmp_path):
    """The shop's own web server, on the database of the test; gives its port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = app.extensions["config"]
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATABASE_URL": config.database_url,
        "INSTANCE_PATH": str(config.instance_path),
        "SECRET_KEY": app.secret_key,
        "CREDENTIALS_KEY": config.credentials_key.get_secret_value(),
        "TMPDIR": str(tmp_path),  # the turns of other tests on this machine are their own
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKERS": "1",
    }
    log = tmp_path / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "storefront.serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        up = lambda: is_up(f"http://127.0.0.1:{port}/healthz")  # noqa: E731
        assert eventually(up, 60), log.read_text()
        yield port, process, log
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def cookie(app, item):
    client = app.test_client().login(db.session.get(User, item.cart.user_id))
    return f"session={client.get_cookie('session').value}"


def ask(port, cookie, path, body=None, kind=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=150)
    headers = {"Cookie": cookie} | ({"Content-Type": kind} if kind else {})
    connection.request("POST" if body else "GET", path, body, headers)
    answer = connection.getresponse()
    cookie = (answer.headers["Set-Cookie"] or cookie).partition(";")[0]
    read = answer.status, html.unescape(answer.read().decode()), cookie
    connection.close()
    return read


def children(pid):
    """What the web server's processes have started, by command line."""
    found, ahead = [], [pid]
    while ahead:
        one = ahead.pop()
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                more = [int(child) for child in task.read_text().split()]
            except OSError:  # it ended
                continue
            found += more
            ahead += more
    return found


def opening(pid):
    """How many files are being looked at."""
    lines = []
    for child in children(pid):
        try:
            lines.append(Path(f"/proc/{child}/cmdline").read_bytes())
        except OSError:
            continue
    return sum(b"opener.py" in line for line in lines)


@pytest.mark.slow
def test_pages_stay_quick_beside_four_bombs(server, item, cookie):
    port, process, log = server
    url = f"/cart/items/{item.id}/artwork"
    _, page, cookie = ask(port, cookie, url)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    bomb = BOMBS["two kilobytes that unpack to a gigabyte"][0]()
    assert len(bomb) < 10_000
    fields = {"csrf_token": token, "slot": str(item.slots[0].id)}
    db.session.rollback()  # or nobody else could write
    parts = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = parts + head + bomb + b"\r\n--x--\r\n"
    answers = []

    def send():
        answers.append(ask(port, cookie, url, body, "multipart/form-data; boundary=x"))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    waits, most = [], 0
    while any(sender.is_alive() for sender in senders):
        most = max(most, opening(process.pid))
        began = time.monotonic()
        assert ask(port, cookie, "/cart/")[0] == 200
        waits.append(time.monotonic() - began)
        time.sleep(0.05)

    assert len(answers) == 4
    for status, text, _ in answers:
        said = any(words in text for words in SAID)
        assert (status, said) in [(422, True), (503, True)], f"{status}\n{log.read_text()}"
    assert most <= 2
    assert len(waits) > 3  # there was something to wait beside
    assert sorted(waits)[len(waits) // 2] < 4, waits  # on a machine that does much else
    held = Path(f"/proc/{children(process.pid)[0]}/status").read_text().split("VmHWM:")[1]
    assert int(held.split()[0]) / 1024 < MOST
