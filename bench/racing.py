"""Pages and their floors in turn, round after round: what each request costs in CPU time."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.pages import Page
from bench.process import cpu_seconds, tree
from bench.visitor import Answer, Visitor

REQUESTS = 25  # in a round, of each


@dataclass(frozen=True)
class Pace:
    """Medians over the rounds, in milliseconds of CPU for a request."""

    page: float
    floor: float
    ratio: float  # the median of each round's own


@dataclass(frozen=True)
class Lane:
    ask: Callable[[], Answer]
    server: int  # process id

    def run(self) -> float:
        pids = tree(self.server)
        before = cpu_seconds(pids)
        for _ in range(REQUESTS):
            self.ask()
        return (cpu_seconds(pids) - before) * 1000 / REQUESTS


def race(
    pages: list[Page], shop: int, floor: int, floor_port: int, slug: str, rounds: int
) -> dict[str, Pace]:
    visitor, full = Visitor(floor_port), {p.path: len(p.ask().body) for p in pages if not p.headers}
    lanes = {}
    for page in pages:
        size = full.get(page.path) or len(page.ask().body)
        lanes[page.name] = (
            Lane(page.ask, shop),
            Lane(_floor(visitor, page, f"/{page.queries}/{size}/{slug}"), floor),
        )
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in lanes}
    for number in range(rounds + 1):
        for name, (ours, bare) in lanes.items():
            if number % 2:
                cost = ours.run(), bare.run()
            else:
                second = bare.run()
                cost = ours.run(), second
            if number:  # the first round warms up
                results[name].append(cost)
    return {name: _pace(costs) for name, costs in results.items()}


def _floor(visitor: Visitor, page: Page, path: str) -> Callable[[], Answer]:
    def ask() -> Answer:
        answer = visitor.ask(page.method, path, page.fields)
        if answer.status != 200:
            raise ValueError(f"the floor answered {answer.status}")
        return answer

    return ask


def _pace(costs: list[tuple[float, float]]) -> Pace:
    return Pace(
        median(page for page, _ in costs),
        median(floor for _, floor in costs),
        median(page / floor for page, floor in costs),
    )
