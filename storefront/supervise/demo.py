"""What the demo has beside the shop: a sandbox in place of 4Over, and a welcome."""

import os
import sys
from pathlib import Path

from storefront.supervise.checks import free_port
from storefront.supervise.child import Child
from storefront.supervise.web import is_up

PEOPLE = "demo-people.txt"  # in the instance folder: who can sign in, and with what
FASTER = {"SWEEP_SECONDS": "15", "TRACK_SECONDS": "20", "FOUROVER_READS_PER_SECOND": "500"}


def set_environment() -> int:
    """Point the shop at the sandbox, and return the port that is left for that.

    What .env says is for a real shop, so it is not read here.
    """
    port = free_port("127.0.0.1", 8001)
    address = f"http://127.0.0.1:{port}"
    os.environ["ENV_FILE"] = os.devnull
    os.environ["FLASK_SKIP_DOTENV"] = "1"
    os.environ["FOUROVER_STAGING_URL"] = address
    os.environ["SANDBOX_URL"] = f"{address}/sandbox/"
    for name, value in FASTER.items():
        os.environ.setdefault(name, value)
    return port


def sandbox(port: int, instance: Path) -> Child:
    command = [sys.executable, "-m", "storefront.sandbox", "--port", str(port)]
    command += ["--state", str(instance / "sandbox")]
    return Child("sandbox", command, ready=lambda: is_up(f"http://127.0.0.1:{port}/sandbox/"))


def read_people(instance: Path) -> dict[str, tuple[str, str]]:
    """E-mail and password of each role's person, as far as they are known."""
    file = instance / PEOPLE
    lines = file.read_text().splitlines() if file.exists() else []
    return {role: (email, password) for role, email, password in map(str.split, lines)}


def write_people(instance: Path, people: dict[str, tuple[str, str]]) -> None:
    """For our own eyes, so that the passwords can be shown again."""
    file = instance / PEOPLE
    file.touch(mode=0o600)
    file.write_text("".join(f"{role} {' '.join(who)}\n" for role, who in people.items()))


def welcome(instance: Path, address: str) -> str:
    people = read_people(instance).items()
    sign_in = "\n".join(f"    {role:<10}{email:<26}{word}" for role, (email, word) in people)
    return f"""
The demo shop is open.

  Shop      {address}/
  Admin     {address}/admin/
  Sandbox   {os.environ["SANDBOX_URL"]}
            It stands in for 4Over: nothing is printed and nobody is charged.

  Sign in as
{sign_in}

  Mails are files in {instance}/mail, logs are in {instance}/logs.
  Ctrl-C stops everything. The next `make demo` goes on with what is here.
"""
