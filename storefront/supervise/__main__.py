"""`python -m storefront.supervise`: the whole shop, until Ctrl-C."""

import os
import sys
from pathlib import Path

import click
from pydantic import ValidationError

from storefront.config import Config
from storefront.supervise import checks, demo
from storefront.supervise.child import Child
from storefront.supervise.supervisor import Stopped, Supervisor
from storefront.supervise.valkey import embedded
from storefront.supervise.web import address_of, is_up

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


@click.command(help=__doc__)
@click.option("--demo", "is_demo", is_flag=True, help="With a sandbox in place of 4Over.")
def main(is_demo: bool) -> None:
    try:
        run(is_demo)
    except ValidationError as error:
        raise SystemExit(checks.refused_variables(error)) from None
    except checks.NotReady as reason:
        raise SystemExit(str(reason)) from None
    except Stopped:
        pass
    click.echo("Stopped.")


def run(is_demo: bool) -> None:
    sandbox_port = demo.set_environment() if is_demo else 0
    config = Config(_env_file=None) if is_demo else Config()  # type: ignore[call-arg]
    instance = config.instance_path.resolve()
    checks.check_instance(instance)
    with checks.only_one(instance), Supervisor(instance / "logs") as supervisor:
        checks.check_port(config.host, config.port)
        address = address_of(config.host, config.port)
        os.environ["INSTANCE_PATH"] = str(instance)
        if "public_url" not in config.model_fields_set:
            os.environ["PUBLIC_URL"] = address
        if not config.redis_url:
            valkey, os.environ["REDIS_URL"] = embedded(instance)
            supervisor.start(valkey)
        click.echo("Bringing the database up to date ...")
        supervisor.run_once(Child("migrate", [*FLASK, "db", "upgrade"]))
        if is_demo:
            supervisor.start(demo.sandbox(sandbox_port, instance))
            click.echo("Connecting to the sandbox and syncing its catalog ...")
            supervisor.run_once(Child("demo", [sys.executable, "-m", "storefront.demo"]))
        for child in the_shop(config, address):
            supervisor.start(child)
        click.echo(demo.welcome(instance, address) if is_demo else open_words(instance, address))
        supervisor.watch()
        click.echo("\nStopping, in order ...")


def the_shop(config: Config, address: str) -> list[Child]:
    """What runs the shop, once its queue and its database are there."""
    order = config.push_deadline_seconds + 30  # an order on its way is finished, not cut off
    return [
        Child("orders", [*FLASK, "worker", "orders"], grace=order),
        Child("catalog", [*FLASK, "worker", "catalog"]),
        Child("schedule", [*FLASK, "schedule"], grace=order),
        Child(
            "web",
            [sys.executable, "-m", "storefront.serve"],
            ready=lambda: is_up(f"{address}/healthz"),
            patience=60,
            grace=20,
        ),
    ]


def open_words(instance: Path, address: str) -> str:
    lines = [
        f"The shop is open at {address}/, its admin at {address}/admin/.",
        f"Logs are in {instance}/logs. Ctrl-C stops everything.",
    ]
    if (instance / demo.PEOPLE).exists():
        lines.append(
            f"Take care: {instance} was made by `make demo`, and the demo's people can sign in. "
            "Use another INSTANCE_PATH for a real shop."
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
