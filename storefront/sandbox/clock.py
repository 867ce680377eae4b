"""The time by which jobs move on: it can stand still, and it stands still while we are off."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from storefront.sandbox.store import Store

PACIFIC = ZoneInfo("America/Los_Angeles")


class Clock:
    """Seconds of sandbox time since the beginning; `step` of them lie between two statuses."""

    def __init__(self, store: Store, step: float) -> None:
        self.store = store
        self._step = step
        self.load()

    def load(self) -> None:
        self.step = float(self.store.setting("clock step", str(self._step or 20)))
        self.running = self.store.setting("clock running", str(self._step > 0)) == "True"
        self._elapsed = float(self.store.setting("clock elapsed", "0"))
        self._since = monotonic()

    @property
    def now(self) -> float:
        return self._elapsed + (monotonic() - self._since if self.running else 0)

    def save(self) -> None:
        self._elapsed, self._since = self.now, monotonic()
        self.store.set("clock elapsed", str(self._elapsed))

    def run(self, running: bool) -> None:
        self._elapsed, self._since = self.now, monotonic()
        self.running = running
        self.save()
        self.store.set("clock running", str(running))

    def pace(self, step: float) -> None:
        self.step = max(0.05, min(step, 86_400))
        self.store.set("clock step", str(self.step))

    def date(self, moment: float | None = None) -> str:
        """A moment of this clock as status histories show it: Pacific, without its zone."""
        ago = timedelta(seconds=self.now - moment) if moment is not None else timedelta()
        return f"{(datetime.now(UTC) - ago).astimezone(PACIFIC):%Y-%m-%d %H:%M:%S}"
