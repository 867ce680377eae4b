"""A whole shop for the browser tests: as `make run` starts it, with a sandbox in place of 4Over."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from storefront import create_app
from storefront.accounts.models import Role
from storefront.accounts.registering import create_user
from storefront.cli.catalog import run_here
from storefront.config import Config
from storefront.database import db
from storefront.partner import connecting
from storefront.partner.models import Environment
from storefront.settings import save_setting
from storefront.supervise.web import is_up

ROOT = Path(__file__).parents[2]
KEYS = "sandbox_public", "sandbox-private-key"
PASSWORD = "plainly-made-up-9"
PEOPLE = {
    "customer": ("casey@customer.example", "Casey Customer"),
    "staff": ("sam@shop.example", "Sam Staff"),
    "admin": ("ada@shop.example", "Ada Admin"),
}
# Everything that takes minutes in a real shop, in seconds, and still in order
QUICK = {
    "SWEEP_SECONDS": "2",
    "TRACK_SECONDS": "2",
    "NOTICE_RETRY_SECONDS": "3",
    "BREAKER_SECONDS": "2",
    "READ_TIMEOUT_SECONDS": "5",
    "PUSH_STEP_SECONDS": "6",
    "PUSH_DEADLINE_SECONDS": "8",
    "PUSH_UNKNOWN_SECONDS": "14",
    "PUSH_LEASE_SECONDS": "16",
    "JOB_TIMEOUT_SECONDS": "60",
    "PUSH_SETTLE_SECONDS": "2",
    "FOUROVER_READS_PER_SECOND": "1000",
    "WEB_WORKERS": "1",
}


def eventually(question, what, seconds=30.0):
    """The answer, once there is one."""
    until = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < until, f"in {seconds:g} s it did not come true: {what}"
        time.sleep(0.2)
    return answer


class Shop:
    """Its processes, what is known of it from outside, and the sandbox's switches."""

    def __init__(self, folder, products=120, **shared):
        self.folder, self.products = Path(folder), products
        self.shared = shared  # settings that all machines of the shop have in common
        self.instance = self.folder / "instance"
        self.port, self.sandbox_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox = f"http://127.0.0.1:{self.sandbox_port}"
        self.processes = []

    # Its life

    def __enter__(self):
        """An empty shop: people who can sign in, and no account at 4Over."""
        self.instance.mkdir(parents=True)
        sandbox = ["-m", "storefront.sandbox", "--port", str(self.sandbox_port)]
        sandbox += ["--size", str(self.products), "--seconds-per-step", "0"]
        self._start("sandbox", sandbox)
        self._start("shop", ["-m", "storefront.supervise"])
        for url in (f"{self.sandbox}/sandbox/", f"{self.url}/healthz"):
            eventually(lambda url=url: is_up(url), f"{url} answers", 60)
        with self.inside():
            save_setting("shop_name", "Larkspur Print")
            for role, (email, name) in PEOPLE.items():
                create_user(email, PASSWORD, Role(role), name)
            db.session.commit()
        return self

    def __exit__(self, *exc_info):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)  # asked twice, it stops at once
                process.wait(20)

    def open(self):
        """Connected, synced and selling, by what `flask connect`, `set` and `sync` do."""
        with self.inside():
            tried = connecting.try_keys(Environment.STAGING, *KEYS)
            connecting.take_keys(tried, "test", tried.usable[0].token)
            save_setting("active", True)
            db.session.commit()
            run_here("4over")

    @contextmanager
    def inside(self):
        """An app of this process on the same instance, to set things up."""
        values = {name.lower(): value for name, value in self.settings.items()}
        app = create_app(Config(_env_file=None, **values))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    @property
    def environment(self):
        ours = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return ours | {"ENV_FILE": os.devnull, "FLASK_SKIP_DOTENV": "1", **self.settings}

    @property
    def settings(self):
        return {
            "INSTANCE_PATH": str(self.instance),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,  # where the sandbox fetches the artwork
            "FOUROVER_STAGING_URL": self.sandbox,
            "SANDBOX_URL": f"{self.sandbox}/sandbox/",
            **QUICK,
            **self.shared,
        }

    def _start(self, name, command):
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)

    # What came of it

    def mails(self):
        folder = self.instance / "mail"
        return [file.read_text() for file in folder.glob("*")] if folder.exists() else []

    def rows(self, sql, *values):
        with sqlite3.connect(self.instance / "storefront.db", timeout=10) as database:
            return database.execute(sql, values).fetchall()

    def let_quotes_age(self, hours=2):
        """As if the customers had waited so long."""
        for table, column in (("quote", "made_at"), ("delivery", "quoted_at")):
            for row_id, moment in self.rows(f"SELECT rowid, {column} FROM {table}"):
                before = datetime.fromisoformat(moment) - timedelta(hours=hours)
                self.rows(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", str(before), row_id)

    # The sandbox, which is 4Over here

    def jobs_of(self, reference):
        """4Over's jobs of one of our order items, such as 1042-1."""
        return [job for job in self._sandbox("GET", "jobs") if job["order_id"] == reference]

    def advance(self, job_id, steps=1):
        return self._sandbox("POST", f"jobs/{job_id}/advance", {"steps": steps})["status"]

    def trouble(self, name, count=None, value=None, path=""):
        sent = {"name": name, "count": count, "value": value, "path": path}
        self._sandbox("POST", "faults", sent)

    def calm(self):
        self._sandbox("DELETE", "faults")

    def calls(self, method, path):
        return self._sandbox("GET", f"requests?method={method}&path={path}")

    def _sandbox(self, method, path, body=None):
        request = Request(
            f"{self.sandbox}/sandbox/api/{path}",
            json.dumps(body).encode() if body is not None else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)


class AnotherMachine(Shop):
    """Of the same shop: with an instance folder, a queue and workers of its own."""

    def __init__(self, first, folder):
        super().__init__(folder, **first.shared)
        self.sandbox, self.sandbox_port = first.sandbox, first.sandbox_port

    def __enter__(self):
        self.instance.mkdir(parents=True)
        self._start("shop", ["-m", "storefront.supervise"])
        eventually(lambda: is_up(f"{self.url}/healthz"), f"{self.url} answers", 60)
        return self


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
