"""What was measured, as two tables that read well on a terminal and in Markdown."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.counting import Count
from bench.goals import GOALS
from bench.pages import Page
from bench.racing import Pace

HOW_TO_READ = (
    "Absolute figures belong to the machine they were taken on; the ratios travel. A floor is a "
    "bare Flask app under the same server that renders a page of the same size after 0, 1 or 3 "
    "queries on the same database (F0, F1, F3), measured in turn with the page itself. CPU time is "
    "that of all processes of the web server, for one request, the median of the rounds."
)


@dataclass(frozen=True)
class Results:
    products: int
    pages: list[Page]
    paces: dict[str, Pace]
    counts: dict[str, Count]
    weights: dict[str, int]  # gzipped HTML, bytes
    figures: dict[str, float]  # by the goal's words


def report(results: Results) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite"
    return "\n".join(
        [
            f"{results.products:,} products; {machine}.",
            "",
            *_pages(results),
            "",
            *_goals(results),
            "",
            HOW_TO_READ,
        ]
    )


def _pages(results: Results) -> list[str]:
    rows = [["page", "CPU ms", "floor ms", "ratio", "statements", "HTML, gzipped"]]
    for page in results.pages:
        pace, count = results.paces[page.name], results.counts[page.name]
        rows.append(
            [
                page.name,
                f"{pace.page:.2f}",
                f"{pace.floor:.2f} (F{page.queries})",
                f"{pace.ratio:.2f}",
                str(count.statements),
                f"{results.weights[page.name] / 1000:.1f} KB",
            ]
        )
    return table(rows)


def _goals(results: Results) -> list[str]:
    rows = [["goal", "measured", "must", "want", "verdict"]]
    for goal in GOALS:
        value = results.figures.get(goal.what)
        must = "" if goal.must is None else f"{goal.must:g} {goal.unit}".strip()
        want = f"{goal.want:g} {goal.unit}".strip()
        said = "not there" if value is None else f"{value:.3g} {goal.unit}".strip()
        rows.append([goal.what, said, must, want, "NOT" if value is None else goal.verdict(value)])
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first row is the head; all but the first column are numbers."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *rest = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(f"| {' | '.join([first, *rest])} |")
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [lines[0], f"| {' | '.join(rule)} |", *lines[1:]]


def keep(page: Path, section: str, text: str) -> None:
    """Put the section into the page, in place of what it said before."""
    said = page.read_text() if page.exists() else "# How fast\n"
    before, _, rest = said.partition(section)
    _, found, after = rest.partition("\n## ")
    page.write_text(f"{before.rstrip()}\n\n{section}\n\n{text}\n{found}{after}")
