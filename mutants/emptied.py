"""`python -m mutants.emptied [tests]`: which tests would not notice that a page is empty.

A plugin of pytest. Every page that the tests' browser gets keeps its status and its headers and
loses the rest. A test that is shown a page and passes all the same is listed, with what it did:

    reads   it looks into the page, and only for what should not be there
    403     it is refused, and never looks for the sentence
    200     it looks at nothing but the status; the page may be a step to something else
"""

import inspect
import sys
from collections import Counter
from functools import cache

import pytest

EMPTY = '<!doctype html><html lang="en"><head><title></title></head><body></body></html>'
_did: list[str] = []  # what the present test did with its pages
_count: Counter[str] = Counter()  # of the tests that are shown a page


def pytest_sessionstart() -> None:
    from tests.fakes import Browser  # not before conftest has set up the environment

    opened = Browser.open
    Browser.open = lambda *args, **kwargs: without_text(opened(*args, **kwargs))


def without_text(answer):
    """The same answer; a page is emptied, and what is read of it is noted."""
    followed = "get_data" in vars(answer)  # emptied already, at the end of redirects
    if followed or answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
        return answer
    _did.append(str(answer.status_code))
    answer.get_data()  # to its end, as a browser would
    answer.headers.pop("Content-Encoding", None)
    answer.set_data(EMPTY)
    give = answer.get_data

    def get_data(*args, **kwargs):
        _did.append("reads")
        return give(*args, **kwargs)

    answer.get_data = get_data
    return answer


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only tests that have the browser of the fakes, by a fixture or made by themselves."""
    others = [item for item in items if not _may_be_shown_a_page(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def _may_be_shown_a_page(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or "app" not in item.fixturenames:
        return False
    fixtures = [found[-1].func for found in item._fixtureinfo.name2fixturedefs.values()]
    return any("test_client" in _source(one) for one in (*fixtures, item.module))


@cache
def _source(one: object) -> str:
    return inspect.getsource(one)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    _did.clear()
    try:
        return (yield)
    finally:
        if _did:  # to read a page and to be refused tell more than to be let in
            most = max(_did, key=lambda what: (what == "reads", what))
            item.user_properties.append(("shown", most))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    did = dict(report.user_properties).get("shown")
    if report.when == "call" and did:
        _count["fails" if report.failed else did] += 1
        if report.passed:
            print(f"{did:6}{report.nodeid}", flush=True)


def pytest_internalerror(excrepr: object) -> None:
    print(excrepr, file=sys.stderr)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker of xdist tells it to us
        passed = (total := _count.total()) - _count.pop("fails", 0)
        told = ", ".join(f"{what} {many}" for what, many in _count.most_common())
        print(f"{passed} of {total} tests that are shown a page pass without it: {told}")


if __name__ == "__main__":
    plugins = ["-p", __spec__.name, "-p", "no:terminal", "-p", "no:cacheprovider"]
    sys.exit(pytest.main([*plugins, *sys.argv[1:]]))
