"""A whole shop for the bench: a temporary instance, a sandbox, a catalog, an order."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.process import free_port, running

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
KEYS = ["--public-key", "sandbox_public", "--private-key", "sandbox-private-key"]


@dataclass(frozen=True)
class Shop:
    instance: Path
    sandbox: int  # its port

    def log(self, name: str) -> Path:
        return self.instance / f"{name}.log"


@contextmanager
def a_shop(products: int) -> Iterator[Shop]:
    """Synced with a sandbox of so many products, through the real client and the real commands."""
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        port = free_port()
        shop = Shop(instance, port)
        environment_of(instance, port)
        sandbox = [sys.executable, "-m", "storefront.sandbox", "--port", str(port)]
        sandbox += ["--size", str(products), "--seconds-per-step", "0"]
        url = f"http://127.0.0.1:{port}/sandbox/"
        stack.enter_context(running(sandbox, url, shop.log("sandbox")))
        for command in (
            ["db", "upgrade"],
            ["connect", *KEYS, "--staging", "--card", "first"],
            ["set", "active", "yes"],
            ["sync"],
        ):
            flask(command)
        yield shop


def flask(command: list[str]) -> None:
    done = subprocess.run([*FLASK, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(
            f"flask {' '.join(command[:1])} failed:\n{(done.stdout + done.stderr)[-1500:]}"
        )


def environment_of(instance: Path, sandbox: int) -> None:
    """For every process of the bench, this one too: nothing of this machine's own shop."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CREDENTIALS_KEY", "TRUSTED_HOSTS"):
        os.environ.pop(name, None)
    os.environ |= {
        "ENV_FILE": os.devnull,
        "FLASK_SKIP_DOTENV": "1",
        "INSTANCE_PATH": str(instance),
        "FOUROVER_STAGING_URL": f"http://127.0.0.1:{sandbox}",
        "FOUROVER_READS_PER_SECOND": "1000",
        "HOST": "127.0.0.1",
    }
