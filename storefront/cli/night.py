"""What runs in the background: `flask worker`, `schedule`, and by hand `sweep` and `track`."""

from functools import partial

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront import jobs, queue
from storefront import schedule as ticking
from storefront.config import config
from storefront.supervise.child import Child
from storefront.supervise.supervisor import Supervisor


@click.command("worker")
@click.argument("name", metavar="[QUEUE]", default="", type=click.Choice(["", *queue.NAMES]))
@with_appcontext
def worker(name: str) -> None:
    """Do the background work of one queue (orders or catalog), or of both."""
    if not config().redis_url:
        raise click.ClickException(
            "REDIS_URL is not set, so there is no queue to work on. "
            "`make run` starts one, and everything that works on it."
        )
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if name:
        queue.work(app, name)
        return
    grace = config().push_deadline_seconds + 30
    with Supervisor(None) as supervisor:
        for one in queue.NAMES:
            supervisor.start(Child(one, partial(queue.work, app, one), grace=grace))
        supervisor.watch()


@click.command("schedule")
@with_appcontext
def schedule() -> None:
    """Start what has its time (unfinished work, print jobs, the weekly sync) until stopped."""
    ticking.run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("sweep")
@with_appcontext
def sweep() -> None:
    """Do now what an outage left unfinished."""
    jobs.sweep()
    click.echo("Swept.")


@click.command("track")
@with_appcontext
def track() -> None:
    """Ask 4Over now for the status of every print job that is due."""
    jobs.track()
    click.echo("Asked.")
