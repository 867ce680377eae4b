"""How long a visitor waits, on this machine, one request after the other."""

import time
from collections.abc import Iterable

from bench.visitor import Fields, Visitor


def waits(
    visitor: Visitor, asked: Iterable[tuple[str, str, Fields | None]], **headers: str
) -> list[float]:
    """Milliseconds of each, sorted."""
    found = []
    for method, path, fields in asked:
        began = time.perf_counter()
        status = visitor.ask(method, path, fields, **headers).status
        found.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise ValueError(f"{path} answered {status}")
    return sorted(found)


def percentile(sorted_values: list[float], percent: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * percent / 100))]
