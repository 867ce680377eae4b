"""What the demo has beside the shop: a sandbox in place of 4Over, and a welcome."""

import os
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from storefront.config import Config
from storefront.sandbox.serve import serve
from storefront.supervise.checks import free_port
from storefront.supervise.child import Child
from storefront.supervise.web import is_up

PEOPLE = "demo-people.txt"  # in the instance folder: who can sign in, and with what
LATENCY = 0.05  # seconds before each answer of the sandbox: quicker than 4Over, but not at once
FASTER: dict[str, Any] = {
    "sweep_seconds": 15,
    "track_seconds": 20,
    "fourover_reads_per_second": 500,
}


def read_config() -> Config:
    """From the environment, with a sandbox in place of 4Over. What .env says is for a real shop."""
    ours: dict[str, Any] = {
        name: value for name, value in FASTER.items() if name.upper() not in os.environ
    }
    config = Config(_env_file=None, **ours)  # type: ignore[call-arg]
    sandbox = f"http://127.0.0.1:{free_port('127.0.0.1', config.port + 1)}"
    config.fourover_staging_url, config.sandbox_url = sandbox, f"{sandbox}/sandbox/"
    return config


def sandbox(config: Config) -> Child:
    run = partial(
        serve, port=_port(config), state=config.instance_path / "sandbox", latency=LATENCY
    )
    return Child("sandbox", run, ready=lambda: is_up(config.sandbox_url))


def _port(config: Config) -> int:
    """The sandbox's."""
    return urlsplit(config.sandbox_url).port or 80


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


def welcome(config: Config) -> str:
    instance, address = config.instance_path, config.public_url
    people = read_people(instance).items()
    wanted, port = config.port + 1, _port(config)
    other = f" (on port {port}, as {wanted} is not free)" if port != wanted else ""
    sign_in = "\n".join(f"    {role:<10}{email:<26}{word}" for role, (email, word) in people)
    return f"""
The demo shop is open.

  Shop      {address}/
  Admin     {address}/admin/
  Sandbox   {config.sandbox_url}{other}
            It stands in for 4Over: nothing is printed and nobody is charged.

  Sign in as
{sign_in}

  Emails are files in {instance}/mail, logs are in {instance}/logs.
  Ctrl-C stops everything. The next `make demo` goes on with what is here.
"""
