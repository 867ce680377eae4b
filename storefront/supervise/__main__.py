"""`python -m storefront.supervise`: the whole shop, until Ctrl-C."""

import gc
from functools import partial

import click
from flask import Flask
from flask_migrate import upgrade

from storefront import create_app, queue, schedule
from storefront.config import Config, refused_in_a_sentence
from storefront.serve import serve
from storefront.supervise import checks, demo
from storefront.supervise.child import Child
from storefront.supervise.filling import fill
from storefront.supervise.supervisor import StopAsked, Supervisor
from storefront.supervise.valkey import embedded
from storefront.supervise.web import address_of, is_up


@click.command(help=__doc__)
@click.option("--demo", "is_demo", is_flag=True, help="With a sandbox in place of 4Over.")
def main(is_demo: bool) -> None:
    try:
        run(is_demo)
    except checks.CannotStart as reason:
        raise SystemExit(str(reason)) from None
    except StopAsked:
        pass
    click.echo("Stopped.")


def run(is_demo: bool) -> None:
    with refused_in_a_sentence():
        config = demo.read_config() if is_demo else Config()
    instance = config.instance_path = config.instance_path.resolve()
    address = address_of(config.host, config.port)
    if "public_url" not in config.model_fields_set:
        config.public_url = address
    checks.check_instance(instance)
    with checks.only_one(instance), Supervisor(instance / "logs") as supervisor:
        checks.check_port(config.host, config.port)
        if not config.redis_url:
            valkey, config.redis_url = embedded(instance)
            supervisor.start(valkey)
        app = make(config)
        click.echo("Bringing the database up to date ...")
        supervisor.run_once(Child("migrate", partial(migrate, app)))
        if is_demo:
            click.echo("Connecting to the sandbox and syncing its catalog ...")
            supervisor.start(demo.sandbox(config))
            supervisor.run_once(Child("demo", partial(fill, app)))
        click.echo("Opening the shop ...")
        for child in the_shop(app, address):
            supervisor.start(child)
        click.echo(demo.welcome(config) if is_demo else open_words(config, address))
        supervisor.watch()
        click.echo("\nStopping, in order ...")


def make(config: Config) -> Flask:
    """The app, once; the children are forks of this process and share its memory."""
    try:
        app = create_app(config)
    except ValueError as bad:
        raise checks.CannotStart(str(bad)) from None
    gc.collect()
    gc.freeze()
    return app


def migrate(app: Flask) -> None:
    with app.app_context():
        upgrade()
        schedule.look_for_lost_orders()


def the_shop(app: Flask, address: str) -> list[Child]:
    """What runs the shop, once its queue and its database are there."""
    # an order on its way is finished, not cut off
    order = app.extensions["config"].push_deadline_seconds + 30
    return [
        Child(queue.ORDERS, partial(queue.work, app, queue.ORDERS), grace=order),
        Child(queue.CATALOG, partial(queue.work, app, queue.CATALOG)),
        Child("schedule", partial(schedule.run, app), grace=order),
        Child(
            "web",
            partial(serve, app),
            ready=lambda: is_up(f"{address}/healthz"),
            grace=20,
        ),
    ]


def open_words(config: Config, address: str) -> str:
    instance, shop = config.instance_path, config.public_url
    lines = [
        f"The shop is open at {shop}/, its admin at {shop}/admin/.",
        *([f"It listens at {address}."] if address != shop else []),
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
