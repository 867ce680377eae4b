"""Many calls to 4Over at once: each piece tried again, and all of them at rest when it is busy."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event, Lock

from storefront.fourover.errors import FourOverError, Refused

log = logging.getLogger(__name__)

WORKERS = 8
TRIES = 3  # of a piece, each with the client's own retries inside
GIVE_UP_AFTER = 6  # rests in a row: then 4Over is away
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0  # seconds; it doubles with each failure in a row


class Incomplete(Exception):
    """Not everything could be fetched, so there is no snapshot. What came is kept for next time."""


class FetchingStopped(Exception):
    """It ends early; this piece is not fetched any more."""


@dataclass
class Progress:
    """How far it is, for people to look at."""

    total: int = 0  # products that 4Over says there are to fetch
    products: int = 0  # fetched so far, base prices included
    prices: int = 0  # products whose base prices were asked for in this try
    categories: int = 0
    failures: int = 0  # pieces that had to be tried again
    causes: dict[str, int] = field(default_factory=dict)  # why, with how often
    paused: float = 0.0  # seconds that everything rested, because 4Over was busy or away
    resumed: int = 0  # products that were here from an earlier try


@dataclass
class Fetching:
    """`report` is called every second; what it raises ends everything."""

    report: Callable[[Progress], None]
    workers: int = WORKERS
    first_pause: float = FIRST_PAUSE
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        self._stop = Event()
        self._rest_until = 0.0  # monotonic
        self._in_a_row = 0  # rests without a piece between them
        self._failing = Lock()

    def tell(self) -> None:
        self.report(self.progress)

    def wait_for_my_turn(self) -> None:
        """Before each call, in any thread. Raises FetchingStopped."""
        while (rest := self._rest_until - time.monotonic()) > 0 and not self._stop.is_set():
            self._stop.wait(rest)
        if self._stop.is_set():
            raise FetchingStopped

    def all(self, work: dict[int, Callable[[], int]]) -> None:
        """Do it all; each piece returns how many products it brought, and is tried a few times.

        Raises Incomplete if one cannot be had, or what `report` raises.
        """
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="fetching")
        tries = dict.fromkeys(work, 1)
        doing = {pool.submit(self._try, do): place for place, do in work.items()}
        try:
            while doing:
                done, _ = wait(doing, timeout=1, return_when=FIRST_COMPLETED)
                for future in done:
                    place = doing.pop(future)
                    try:
                        self.progress.products += future.result()
                        continue
                    except FourOverError as error:
                        trouble = error
                    self._note(place, trouble)
                    no_use = isinstance(trouble, Refused) and trouble.credentials
                    if no_use or self._in_a_row >= GIVE_UP_AFTER or tries[place] >= TRIES:
                        raise Incomplete(f"Products from {place} on: {trouble}")
                    tries[place] += 1
                    doing[pool.submit(self._try, work[place])] = place
                self.tell()
        finally:
            self._stop.set()
            pool.shutdown(cancel_futures=True)
            self._stop.clear()

    def _note(self, place: int, trouble: FourOverError) -> None:
        log.warning("Products from %s on: %s", place, trouble)
        self.progress.failures += 1
        status = getattr(trouble, "status", None)
        cause = f"{type(trouble).__name__}, {status or 'no answer'}"
        self.progress.causes[cause] = self.progress.causes.get(cause, 0) + 1

    def _try(self, do: Callable[[], int]) -> int:
        """In a thread of the pool, which must not take up another piece before the rest begins."""
        try:
            brought = do()
        except FourOverError as trouble:
            with self._failing:
                if time.monotonic() >= self._rest_until:  # else it had asked before the rest
                    self._in_a_row += 1
                    self._rest(trouble)
            raise
        self._in_a_row = 0
        return brought

    def _rest(self, trouble: FourOverError) -> None:
        """Nobody asks for a while: as long as 4Over asks for, or longer with each failure."""
        longer = self.first_pause * 2 ** (self._in_a_row - 1)
        seconds = min(max(longer, trouble.retry_after or 0.0), LONGEST_PAUSE)
        now = time.monotonic()
        self.progress.paused += max(0.0, now + seconds - max(self._rest_until, now))
        self._rest_until = max(self._rest_until, now + seconds)
