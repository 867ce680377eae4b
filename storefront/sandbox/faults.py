"""Troubles that can be put in the way, once or until they are taken away again."""

from dataclasses import dataclass
from threading import RLock

from storefront.sandbox.fault_kinds import BY_NAME, Kind
from storefront.sandbox.store import Store


@dataclass
class Fault:
    """A trouble that is on. `left` is how many more calls it hits; None is until it is stopped."""

    kind: Kind
    left: int | None
    value: str
    path: str  # "" for every call, the beginning of a path, or method and path

    def fits(self, call: str) -> bool:
        if " " in self.path:
            return call == self.path
        return call.partition(" ")[2].startswith(self.path)


class Faults:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.lock = RLock()
        self.load()

    def load(self) -> None:
        rows = self.store.rows("SELECT * FROM faults")
        self.on = {
            row["name"]: Fault(BY_NAME[row["name"]], row["left"], row["value"], row["path"])
            for row in rows
            if row["name"] in BY_NAME
        }

    def put(self, name: str, count: int | None, value: str = "", path: str = "") -> Fault:
        """Switch a trouble on. Raises KeyError if there is none of that name."""
        kind = BY_NAME[name]
        fault = Fault(kind, count, value or kind.value, path if kind.anywhere else "")
        with self.lock:
            self.on[name] = fault
            self.store.run(
                "REPLACE INTO faults VALUES (?, ?, ?, ?)", name, count, fault.value, fault.path
            )
        return fault

    def clear(self, name: str | None = None) -> None:
        with self.lock:
            for gone in [name] if name else list(self.on):
                self.on.pop(gone, None)
                self.store.run("DELETE FROM faults WHERE name = ?", gone)

    def trigger(self, name: str, call: str = "") -> Fault | None:
        """The trouble, if it is on and fits this call, such as "GET /orders/X1-001/status"; one
        call of it is used up."""
        with self.lock:
            fault = self.on.get(name)
            if fault is None or not fault.fits(call):
                return None
            if fault.left is not None:
                fault.left -= 1
                self.store.run("UPDATE faults SET left = ? WHERE name = ?", fault.left, name)
                if fault.left <= 0:
                    self.clear(name)
            return fault

    def see(self, name: str) -> Fault | None:
        """The trouble, if it is on, without using it up."""
        return self.on.get(name)
