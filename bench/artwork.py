"""`python -m bench.artwork`: what it takes to look at print files, and who notices."""

import os
import platform
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import click

from bench import print_files
from bench.pages import choose, put_into_cart
from bench.process import free_port, running, tree
from bench.report import keep, table
from bench.shop import a_shop
from bench.visitor import Visitor, forms_in
from bench.waiting import percentile, waits
from storefront import create_app
from storefront.artwork.inspection.facts import FileKind
from storefront.artwork.inspection.inspecting import inspect, run_opener
from storefront.config import Config

SECTION = "## Print files"
ASKED = 200  # times in a round, for a percentile
ROUNDS = 5  # idle and beside two files, in turn
LARGE = 500_000_000  # bytes of an upload
HOW_TO_READ = (
    "Each file is looked at or drawn by a child process, as in the shop; its start counts. The "
    "verdict is on the median. Pages are asked for in turn while nothing else runs and while two "
    "files are looked at, one after the other for as long: the ratio is that of a round. Memory is "
    "the most that the processes of the web server held during the upload, beside what they held "
    "before; the child that looks at the file is not among them. A machine that is busy with other "
    "work makes waits longer, not CPU seconds: the load says how busy it was."
)


@dataclass(frozen=True)
class Measure:
    """`values` must be at most `must`, at the median."""

    what: str
    unit: str
    must: float
    values: list[float]

    @property
    def row(self) -> list[str]:
        middle = statistics.median(self.values)
        return [
            self.what,
            f"{min(self.values):.2f}",
            f"{middle:.2f} {self.unit}",
            f"{max(self.values):.2f}",
            f"{self.must:g} {self.unit}",
            "ok" if middle <= self.must else "NOT",
        ]


@click.command(help=__doc__)
@click.option("--products", default=400, show_default=True, help="How many the sandbox has.")
@click.option("--runs", default=7, show_default=True, help="Of each file.")
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Keep it there.")
def main(products: int, runs: int, write: Path | None) -> None:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-files-") as folder:
        measures = []
        for one in measure(Path(folder), products, runs):
            say(" ".join(one.row))
            measures.append(one)
    rows = [["what", "least", "median", "most", "must", "verdict"], *(one.row for one in measures)]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    busy = f"load before {load:.1f}, {runs} runs, {ROUNDS} rounds of {ASKED} pages"
    text = "\n".join([f"{machine}; {busy}.", "", *table(rows), "", HOW_TO_READ])
    click.echo(text)
    if write:
        keep(write, SECTION, f"By `python -m bench.artwork`, a part of `make bench`. {text}")


def measure(folder: Path, products: int, runs: int) -> Iterator[Measure]:
    say("Making files ...")
    print_files.make_all(folder)
    usual, card, booklet = (
        folder / name for name in (print_files.USUAL, print_files.CARD, print_files.BOOKLET)
    )
    say("Looking at them ...")
    size = usual.stat().st_size / 1e6
    what = f"inspection of 2 pages, {size:.1f} MB: CPU"
    yield Measure(what, "s", 1.5, [_cpu_of(lambda: inspect(usual)) for _ in range(runs)])
    drawn = folder / "drawn.zip"
    for what, file, pages, must in (
        ("proof of a card", card, 1, 0.5),
        ("proof of a booklet of 16 pages", booklet, 16, 4),
    ):
        took = [_seconds(lambda: _draw(file, drawn, pages)) for _ in range(runs)]  # noqa: B023
        yield Measure(what, "s", must, took)
    say("Making a shop ...")
    with a_shop(products) as shop:
        with create_app(Config(log_level="WARNING")).app_context():
            slugs = choose().products
        port = free_port()
        server = [sys.executable, "-m", "storefront.serve"]
        url, log = f"http://127.0.0.1:{port}/healthz", shop.log("web")
        with running(server, url, log, PORT=str(port), WEB_WORKERS="1") as pid:
            say("Asking for pages meanwhile ...")
            beside = _beside(port, slugs, usual)
            yield Measure("pages beside two inspections: p95", "x idle", 1.3, beside)
            say("Uploading 500 MB ...")
            large = folder / "large.pdf"
            print_files.make_large(large, LARGE)
            held = _upload(port, pid, slugs[0], large)
            yield Measure("upload of 500 MB: memory", "MB", 20, [held])


def _draw(file: Path, target: Path, pages: int) -> None:
    """As `artwork/pictures.py` has it done: eight pages together."""
    for first in range(1, pages + 1, 8):
        last = min(first + 7, pages)
        run_opener(FileKind.PDF, file, target, "pictures", str(first), str(last))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _cpu_of(act: Callable[[], object]) -> float:
    """CPU seconds of its child processes, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    act()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def _beside(port: int, slugs: list[str], file: Path) -> list[float]:
    """Of each round: how many times the p95 of idle pages that beside two inspections is."""
    pages = cycle([("GET", f"/products/{slug}/", None) for slug in slugs[:200]])
    visitor = Visitor(port)
    waits(visitor, islice(pages, ASKED))  # what is kept is there
    ratios = []
    for _ in range(ROUNDS):
        idle = percentile(waits(visitor, islice(pages, ASKED)), 95)
        with _two_looked_at(file):
            busy = percentile(waits(visitor, islice(pages, ASKED)), 95)
        ratios.append(busy / idle)
    return ratios


@contextmanager
def _two_looked_at(file: Path) -> Iterator[None]:
    """Two at a time, again and again."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            inspect(file)

    both = [threading.Thread(target=look) for _ in range(2)]
    for one in both:
        one.start()
    time.sleep(0.5)  # both are at work
    try:
        yield
    finally:
        over.set()
        for one in both:
            one.join()


def _upload(port: int, server: int, slug: str, file: Path) -> float:
    """MB more than before that the web server's processes held at most."""
    buyer = Visitor(port)
    put_into_cart(buyer, slug)
    cart = buyer.get("/cart/").body.decode()
    path = next(part for part in cart.split('"') if part.endswith("/artwork"))
    form = next(one for one in forms_in(buyer.get(path).body) if dict(one.fields).get("slot"))
    web = tree(server)
    before = _most_held(web, from_now=True)
    status = _post(buyer, path, form.fields, file)
    if status not in (302, 303):
        raise ValueError(f"the upload was answered with {status}")
    return _most_held(web) - before


def _most_held(pids: list[int], *, from_now: bool = False) -> float:
    """MB that these processes held at most, together; `from_now`: since this moment."""
    if from_now:
        for pid in pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
    words = (Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0] for pid in pids)
    return sum(int(kilobytes) for kilobytes in words) / 1024


def _post(visitor: Visitor, path: str, fields: list[tuple[str, str]], file: Path) -> int:
    """As a browser sends a form with a file, a piece at a time."""
    mark = "bench-boundary"
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    tail = f"\r\n--{mark}--\r\n"
    link = visitor.connection
    link.timeout = 300
    link.close()
    link.putrequest("POST", path)
    link.putheader("Cookie", visitor.cookie_header)
    link.putheader("Content-Type", f"multipart/form-data; boundary={mark}")
    link.putheader("Content-Length", str(len(head) + file.stat().st_size + len(tail)))
    link.endheaders()
    link.send(head.encode())
    with file.open("rb") as source:
        while piece := source.read(print_files.PIECE):
            link.send(piece)
    link.send(tail.encode())
    answer = link.getresponse()
    answer.read()
    return answer.status


def say(words: str) -> None:
    click.echo(words, err=True)


if __name__ == "__main__":
    main()
