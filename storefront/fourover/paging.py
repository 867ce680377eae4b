"""Walking 4Over's lists to their true end, by `max` and `offset` alone (API 2)."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from storefront.fourover.errors import Unclear
from storefront.fourover.replies import reading
from storefront.fourover.replies.reading import Unreadable

_ENOUGH_REPEATS = 3  # pages in a row with nothing new on them


class EntityPage(Struct, frozen=True):
    entities: list[Any]
    total: int | None  # of the whole list, where 4Over says it

    @classmethod
    def from_json(cls, data: Any) -> "EntityPage":
        """An empty answer is an empty page."""
        if data is None:
            return cls([], None)
        data = reading.record(data, "page")
        entities = data.get("entities")
        if entities is None:
            raise Unreadable("no entities")
        if not isinstance(entities, list):
            raise Unreadable("entities is not a list")
        total = data.get("totalResults")
        known = total is not None and total != ""
        return cls(entities, reading.count(data, "totalResults") if known else None)


def every_entity(
    fetch: Callable[[int], EntityPage], identity: Callable[[Any], str], *, step: int, path: str
) -> Iterator[Any]:
    """Each entity once, page after page; `fetch` takes the offset and asks for `step` entities.

    Ends at `totalResults`, or without one at a page with nothing new. Raises Unclear if the list
    stops before its total, or turns in a circle.
    """
    offset, repeats, total = 0, 0, None
    seen: set[str] = set()
    while total is None or offset < total:
        page = fetch(offset)
        total = page.total if page.total is not None else total
        fresh = 0
        for entity in page.entities:
            if (name := identity(entity)) not in seen:
                seen.add(name)
                fresh += 1
                yield entity
        offset += len(page.entities)
        repeats = 0 if fresh else repeats + 1
        if total is None and not fresh and len(page.entities) < step:
            return
        if total is not None and offset < total and not page.entities:
            raise Unclear(f"GET {path} stopped at {offset} of {total}")
        in_a_circle = repeats > 0 and 0 < 2 * len(seen) <= offset
        if in_a_circle or repeats >= _ENOUGH_REPEATS:
            raise Unclear(f"GET {path} repeats itself at {offset} of {total or '?'}")
