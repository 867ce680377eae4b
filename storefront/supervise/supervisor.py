"""Starts processes in order, starts again what ends, and stops all in the opposite order."""

import signal
import time
from pathlib import Path
from types import FrameType
from typing import Any

import click

from storefront.supervise.checks import CannotStart
from storefront.supervise.child import TICK, Child


class StopAsked(Exception):
    """Somebody asked us to stop."""


class Supervisor:
    """Runs children until told to stop. Use it as a context manager: leaving it stops them.

    Each writes a log of its own into the folder; without a folder they write where we do.
    """

    def __init__(self, logs: Path | None) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.asked = 0  # how often we were asked to stop
        self.before: dict[int, Any] = {}  # what signals did before

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        for number, before in self.before.items():
            signal.signal(number, before)

    def log_of(self, child: Child) -> Path | None:
        return self.logs / f"{child.name}.log" if self.logs else None

    def start(self, child: Child) -> None:
        """Start it and wait until it is ready. Raises CannotStart, and StopAsked meanwhile."""
        self.begin(child)
        self.wait_for(child)

    def begin(self, child: Child) -> None:
        """Start it; somebody else waits for it later."""
        self._go_on()
        child.start(self.log_of(child))
        self.children.append(child)

    def wait_for(self, child: Child) -> None:
        until = time.monotonic() + child.patience
        while not child.ready():
            self._go_on()
            if child.ended is not None or time.monotonic() > until:
                raise CannotStart(self._what_went_wrong(child))
            time.sleep(TICK)

    def run_once(self, child: Child) -> None:
        """Run it to its end. Raises CannotStart if it fails, and StopAsked if asked meanwhile."""
        self._go_on()
        child.start(self.log_of(child))
        try:
            while child.ended is None:
                self._go_on()
                time.sleep(TICK)
        finally:
            child.kill()
        if child.ended:
            raise CannotStart(self._what_went_wrong(child))

    def watch(self) -> None:
        """Start again whatever ends, until asked to stop."""
        while not self.asked:
            for child in self.children:
                if child.ended is not None:
                    ended = child.ended
                    pause = child.plan_another_start()
                    said = f"{child.name} ended ({ended}); it starts again in {pause:g} s."
                    log = self.log_of(child)
                    click.echo(f"{said} Its log: {log}" if log else said, err=True)
                elif child.process is None and time.monotonic() >= child.start_again_at:
                    child.start(self.log_of(child))
            time.sleep(TICK)

    def stop(self) -> None:
        """In the opposite order, each with its time to finish; asked again, at once."""
        already = self.asked
        for child in reversed(self.children):
            child.ask_to_stop()
            until = time.monotonic() + child.grace
            told = time.monotonic() + 2
            while not child.wait(TICK):
                if time.monotonic() > told:
                    told = until + 1
                    click.echo(f"{child.name} finishes its work. Ctrl-C again: at once.", err=True)
                if self.asked > max(already, 1) or time.monotonic() > until:
                    child.kill()
        self.children.clear()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    def _go_on(self) -> None:
        if self.asked:
            raise StopAsked

    def _what_went_wrong(self, child: Child) -> str:
        how = "took too long to start" if child.ended is None else f"ended ({child.ended})"
        log = self.log_of(child)
        if log is None:
            return f"{child.name} {how}."
        lines = log.read_text(errors="replace").strip().splitlines()[-12:]
        return "\n".join(
            [f"{child.name} {how}. The end of {log}:", *(f"  {line[:300]}" for line in lines)]
        )
