"""From one store to another while the shop goes on: each file put, and read back by its hash.

Nothing is taken away from where it was. Broken off, it goes on where it stopped: what is there
already is only compared.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from storefront.storage.contract import Store, StoredFile

MARK = "database.id"  # whose store it is
CHANGING = (MARK, "invoice-numbers", "invoice-series/", "spreadsheets/")  # what `replace` wrote


class NotMovable(Exception):
    """The files may not go there. The text says why."""


@dataclass
class Moved:
    """How far it is."""

    files: int  # in all
    size: int  # bytes of all
    done: int = 0
    done_size: int = 0
    put: int = 0  # those that were not there before
    wrong: list[str] = field(default_factory=list)  # keys: what is there is another file


def move_all(source: Store, target: Store, report: Callable[[Moved], None]) -> Moved:
    """Put whatever the source has into the target. Raises NotMovable and StoreAway.

    `report` is told after each file.
    """
    _same_shop(source, target)
    files = list(source.list(deep=True))
    moved = Moved(len(files), sum(file.size for file in files))
    for file in files:
        try:
            moved.put += _put(source, target, file, moved)
        except FileNotFoundError:  # to the trash meanwhile, or deleted
            pass
        moved.done += 1
        moved.done_size += file.size
        report(moved)
    return moved


def remaining(source: Store, target: Store) -> int:
    """How many files came into the source meanwhile, or changed their place there."""
    there = {(file.key, file.size) for file in target.list(deep=True)}
    return sum((file.key, file.size) not in there for file in source.list(deep=True))


def _same_shop(source: Store, target: Store) -> None:
    if target.has(MARK) and not (source.has(MARK) and target.read(MARK) == source.read(MARK)):
        raise NotMovable(f"{target.name} belongs to another shop. Choose an empty place.")


def _put(source: Store, target: Store, file: StoredFile, moved: Moved) -> bool:
    """Whether it had to be put. What never changes and is another file there stays as it is."""
    if file.key.startswith(CHANGING) or file.key.endswith(".json"):
        target.replace(file.key, source.read(file.key))
        return True
    sha256, put = source.sha256(file.key), not target.has(file.key)
    if put:
        with source.local_copy(file.key) as path:
            target.put(file.key, path)
    if target.sha256(file.key) != sha256:
        moved.wrong.append(file.key)
    return put
