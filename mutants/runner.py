"""Runs the tests against each mutant, in forks of one pytest that has collected them all.

A fork takes the changed function in, runs the tests that execute its line until one fails, and
ends. A test that fails without any change as well is believed no more.
"""

import gc
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import CodeType, FunctionType

import coverage
import pytest
from _pytest.runner import runtestprotocol

from mutants.mutations import Mutant

HANGS_AFTER = 180  # seconds of one test; the watched ones are slow
AT_ONCE = os.cpu_count() or 1
NOBODY, HANGS, UNFIT = "no test", "a test that never ended", "does not fit into its place"
_forking = Lock()


@dataclass
class Runner:
    """A plugin that runs no session of its own but one for each mutant. Ends with `killers`."""

    mutants: list[Mutant]
    killers: dict[Mutant, str] = field(default_factory=dict)
    executing: dict[Mutant, int] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.believed: dict[str, bool] = {}
        first = max(session.items, key=lambda item: "app" in item.fixturenames)
        list(run([first]))  # what a session makes once
        tell(f"{len(self.items)} tests: which runs which line")
        self.seconds, self.tests_of = who_runs_what(
            session.items, sorted({mutant.path for mutant in self.mutants})
        )
        tell(f"{len(self.mutants)} mutants")
        self.live = live_functions({mutant.path for mutant in self.mutants})
        # here: two threads that parse at once trip over each other (CPython 3.11)
        self.codes = {mutant: mutant.code() for mutant in self.mutants}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done, mutant in enumerate(pool.map(self._try, self.mutants), start=1):
                if done % 25 == 0 or self.killers[mutant] == NOBODY:
                    tell(f"{done}: {self.killers[mutant]}: {mutant}")
        return True

    def _try(self, mutant: Mutant) -> Mutant:
        nodeids = self._executing(mutant)
        self.executing[mutant] = len(nodeids)
        if not self._fits(mutant, self.codes[mutant]):
            self.killers[mutant] = UNFIT
            return mutant
        while True:
            killer = self._fork(nodeids, lambda: self._take_in(mutant, self.codes[mutant]))
            if killer == HANGS and self._fork(nodeids, lambda: None) == HANGS:
                killer = NOBODY  # they hang anyway
            if killer in (NOBODY, HANGS) or self._believes(killer):
                self.killers[mutant] = killer
                return mutant
            nodeids.remove(killer)

    def _executing(self, mutant: Mutant) -> list[str]:
        """The tests of its own folder first, the quick before the slow."""
        lines = self.tests_of.get(mutant.path, {})
        nodeids = {nodeid for line in mutant.lines for nodeid in lines.get(line, ())}
        room = Path(mutant.path).parent.name
        return sorted(nodeids, key=lambda one: (f"/{room}/" not in one, self.seconds[one]))

    def _fits(self, mutant: Mutant, code: CodeType) -> bool:
        """What names other things around it than before, such as no `super()`, cannot be put in."""
        return all(
            function.__code__.co_freevars == code.co_freevars
            for function in self._replaced(mutant, code)
        )

    def _take_in(self, mutant: Mutant, code: CodeType) -> None:
        for function in self._replaced(mutant, code):
            function.__code__ = code

    def _replaced(self, mutant: Mutant, code: CodeType) -> list[FunctionType]:
        functions = self.live[mutant.path, mutant.function]
        return [one for one in functions if one.__code__.co_firstlineno == code.co_firstlineno]

    def _believes(self, nodeid: str) -> bool:
        if nodeid not in self.believed:
            self.believed[nodeid] = self._fork([nodeid], lambda: None) == NOBODY
        return self.believed[nodeid]

    def _fork(self, nodeids: list[str], prepare: Callable[[], None]) -> str:
        return in_a_fork(lambda: self._killer(nodeids, prepare)) or HANGS

    def _killer(self, nodeids: list[str], prepare: Callable[[], None]) -> str:
        prepare()
        items = [self.items[nodeid] for nodeid in nodeids]
        return next((item.nodeid for item, good in run(items) if not good), NOBODY)


def who_runs_what(
    items: list[pytest.Item], paths: list[str]
) -> tuple[dict[str, float], dict[str, dict[int, set[str]]]]:
    """How long each good test takes, and for each file and line the tests that execute it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = pool.map(
            lambda at: in_a_fork(lambda: _watched(items[at::AT_ONCE], paths)), range(AT_ONCE)
        )
    seconds, tests_of = {}, {path: {} for path in paths}
    for seconds_here, lines_here in parts:
        seconds |= seconds_here
        for path, lines in lines_here.items():
            for line, nodeids in lines.items():
                tests_of[path].setdefault(line, set()).update(set(nodeids) & seconds_here.keys())
    return seconds, tests_of


def _watched(items: list[pytest.Item], paths: list[str]) -> tuple:
    watching = coverage.Coverage(data_file=None, include=paths, config_file=False)
    watching.start()
    seconds = {}
    began = time.monotonic()
    watching.switch_context(items[0].nodeid)
    for at, (item, good) in enumerate(run(items), start=1):
        if good:
            seconds[item.nodeid] = time.monotonic() - began
        else:
            tell(f"fails without any change: {item.nodeid}")
        began = time.monotonic()
        if at < len(items):
            watching.switch_context(items[at].nodeid)
    watching.stop()
    data = watching.get_data()
    return seconds, {path: data.contexts_by_lineno(str(Path(path).resolve())) for path in paths}


def run(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, bool]]:
    """Each test, and whether it passed. One that hangs ends the process. The last leaves nothing
    but what the session made, so that one of any folder may come next."""
    last = [item.session for item in items[-1:]]
    for item, after in zip(items, [*items[1:], *last], strict=True):
        signal.alarm(HANGS_AFTER)
        reports = runtestprotocol(item, log=False, nextitem=after)
        signal.alarm(0)
        yield item, not any(report.failed for report in reports)


def live_functions(paths: Iterable[str]) -> dict[tuple[str, str], list[FunctionType]]:
    """The functions of these files that are in use, by file and name."""
    names = {str(Path(path).resolve()): path for path in paths}
    found: dict[tuple[str, str], list[FunctionType]] = {}
    gc.unfreeze()  # what the tests froze is not listed
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in names:
            key = names[one.__code__.co_filename], one.__code__.co_qualname
            found.setdefault(key, []).append(one)
    return found


def in_a_fork(work: Callable[[], object]) -> object:
    """What it returns, worked out in a process of its own; None if that one was killed.

    RuntimeError if the work itself failed, which says nothing about any test.
    """
    with _forking:  # or the other's fork keeps our end open, and we wait for it
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _works_and_ends(work, writing)
        os.close(writing)
    with open(reading, "rb") as answer:
        said = answer.read()
    _, ended = os.waitpid(child, 0)
    if os.WIFEXITED(ended) and os.WEXITSTATUS(ended):
        raise RuntimeError("a fork failed: see above")
    return pickle.loads(said) if said else None


def _works_and_ends(work: Callable[[], object], writing: int) -> None:
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 1)
        with open(writing, "wb") as answer:
            answer.write(pickle.dumps(work()))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
