"""The whole shop starts with all that .env.example describes, each set as its comment suggests."""

import http.client
import os
import socket
import subprocess
import sys

import pytest

from storefront.config import ROOT
from tests.documented import DESCRIBED, suggested
from tests.runtime.processes import eventually

OTHERS = {"DATABASE_URL", "REDIS_URL"}  # need a server that is not here


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start(tmp_path, port):
    """Starts the supervisor, and returns what it says once the shop is open."""
    log, started = tmp_path / "supervise.log", []

    def start(**environment):
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "storefront.supervise"],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(process)
        said = lambda: "Ctrl-C" in log.read_text() or process.poll() is not None  # noqa: E731
        assert eventually(said, 60), log.read_text()
        return log.read_text()

    yield start
    for process in started:
        process.terminate()
        assert process.wait(30) == 0, log.read_text()
        assert log.read_text().endswith("Stopped.\n")


def status(port, host, path="/"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    connection.close()
    return answer.status


@pytest.mark.slow
def test_it_starts_with_everything_set_and_answers_to_its_names_alone(start, tmp_path, port):
    settings = {name: suggested(name, tmp_path) for name in set(DESCRIBED) - OTHERS}
    settings |= {"PORT": str(port), "PUBLIC_URL": "https://print.example.net", "WEB_WORKERS": "1"}
    settings["TRUSTED_HOSTS"] = "shop.example.com"
    said = start(**settings)
    assert "The shop is open at https://print.example.net/" in said
    assert status(port, "shop.example.com") == 200
    assert status(port, "print.example.net") == 200
    for path in ("/", "/healthz", "/static/nothing.js"):
        assert status(port, "evil.example", path) == 400
    assert status(port, "127.0.0.1", "/readyz") == 200
    assert status(port, "127.0.0.1") == 400
    assert "Traceback" not in (tmp_path / "instance/logs/web.log").read_text()
