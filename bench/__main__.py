"""`python -m bench`: how fast the pages are, beside a floor measured in the same run."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from bench.counting import count
from bench.memory import memory_of
from bench.order import place_order
from bench.pages import SEARCHES, choose, option_form, pages, put_into_cart
from bench.process import free_port, running
from bench.racing import race
from bench.report import Results, keep, report
from bench.shop import Shop, a_shop
from bench.visitor import Visitor
from bench.waiting import percentile, waits
from bench.weight import gzipped, weigh
from storefront import create_app
from storefront.config import Config

TAIL = 5000  # product requests, of which the slowest counts
ASKED = 600  # times, for a percentile


@click.command(help=__doc__)
@click.option("--products", default=9500, show_default=True, help="How many the sandbox has.")
@click.option("--rounds", default=12, show_default=True, help="More are slower and steadier.")
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), help="Keep it as a page.")
def main(products: int, rounds: int, write: Path | None) -> None:
    say("Making a shop and syncing its catalog ...")
    with a_shop(products) as shop:
        text = report(measure(shop, rounds))
    click.echo(text)
    if write:
        keep(write, "## The pages", f"By `make bench`. {text}")


def measure(shop: Shop, rounds: int) -> Results:
    app = create_app(Config(log_level="WARNING"))
    with app.app_context():
        chosen = choose()
        order = place_order(chosen.products[:3])
    slug = chosen.products[0]
    with ExitStack() as stack:

        def serve(module: str) -> tuple[int, int]:
            port = free_port()
            command, url = [sys.executable, "-m", module], f"http://127.0.0.1:{port}/healthz"
            log = shop.log(module)
            server = running(command, url, log, PORT=str(port), WEB_WORKERS="1")
            return stack.enter_context(server), port

        shop_pid, port = serve("storefront.serve")
        floor_pid, floor_port = serve("bench.floor")
        measured = pages(port, chosen, order)
        say("Measuring CPU time ...")
        paces = race(measured, shop_pid, floor_pid, floor_port, slug, rounds)
        say("Measuring waits ...")
        by_name = {page.name: page for page in measured}
        price = by_name["price box"]
        found = [("GET", f"/search?q={q.replace(' ', '+')}", None) for q in SEARCHES]
        searches = waits(Visitor(port), found * (ASKED // len(found)))
        prices = waits(
            price.visitor, [("POST", price.path, price.fields)] * ASKED, HX_Request="true"
        )
        every = [("GET", f"/products/{slug}/", None) for slug in chosen.products]
        tail = waits(Visitor(port), (every * (TAIL // len(every) + 1))[:TAIL])
        weights = {page.name: gzipped(page.ask().body) for page in measured}
        weight = weigh(Visitor(port), by_name["product"].path)
        say("Counting statements ...")
        counts = {
            page.name: count(app, page.visitor, page.method, page.path, page.fields, page.headers)
            for page in measured
        }
        buyer = Visitor(port)
        put_into_cart(buyer, slug)
        form = option_form(buyer, slug)
        added = count(app, buyer, "POST", form.action, form.fields)
    say("Measuring memory ...")
    visited = [page.path for page in measured[:4]]
    web = memory_of("storefront.serve", shop.log("web"), visited)
    everything = memory_of("storefront.supervise", shop.log("supervise"), visited)
    figures = {
        **{f"{name}: CPU": pace.ratio for name, pace in paces.items()},
        **{f"{name}: statements": one.statements for name, one in counts.items()},
        "search: p95": percentile(searches, 95),
        "price box: p99": percentile(prices, 99),
        "slowest of 5,000 product requests": tail[-1],
        "add to cart: statements": added.statements,
        "add to cart: commits": added.commits,
        "product: first view, gzipped": (weight.html + weight.rest) / 1000,
        "product: requests of the first view": weight.requests,
        "memory of two web workers": web,
        "memory of the whole stack": everything,
    }
    return Results(len(chosen.products), measured, paces, counts, weights, figures)


def say(words: str) -> None:
    click.echo(words, err=True)


if __name__ == "__main__":
    main()
