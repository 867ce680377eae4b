"""The command line: `flask --help` lists it."""

from flask import Flask

from storefront.cli.catalog import snapshot, sync
from storefront.cli.night import schedule, sweep, track, worker
from storefront.cli.partner import connect
from storefront.cli.people import create_user
from storefront.cli.restored import restored
from storefront.cli.shop import set_setting
from storefront.cli.storage import storage
from storefront.cli.store import adopt_artwork
from storefront.sandbox.command import sandbox

COMMANDS = (
    create_user,
    connect,
    set_setting,
    adopt_artwork,
    restored,
    storage,
    sync,
    snapshot,
    worker,
    schedule,
    sweep,
    track,
    sandbox,
)


def init_app(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
