"""What `make mutants` changes, and whether a fork notices."""

import os
import signal

import pytest

from mutants import emptied
from mutants.mutations import mutants, sample
from mutants.runner import in_a_fork, run

SOURCE = '''
def owed(orders, limit: int | None = None):
    """What is open."""
    found = [order for order in orders if order.open and not order.free]
    if len(found) > 3:
        log.info("many")
        mail(found)
    note(found)
    return select(Order).where(Order.id == 1, Order.open)
'''


@pytest.fixture
def module(tmp_path):
    path = tmp_path / "owed.py"
    path.write_text(SOURCE)
    return str(path)


def test_each_condition_act_and_answer_is_changed_once(module):
    assert sorted(mutant.change for mutant in mutants(module)) == sorted(
        [
            "without order.open and (not order.free)",
            "order.open and (not order.free) -> order.open or not order.free",
            "if len(found) > 3 -> if not len(found) > 3",
            "len(found) > 3 -> len(found) >= 3",
            "3 -> 4",
            "without mail(found)",
            "without note(found)",
            "return select(Order).where(Order.id == 1, Order.open) -> return None",
            "without Order.id == 1",
            "without Order.open",
            "Order.id == 1 -> Order.id != 1",
            "1 -> 2",
        ]
    )


def test_each_is_compiled_to_another_function_than_the_one_that_is_there(module):
    compiled = compile(SOURCE, module, "exec").co_consts
    owed = next(code for code in compiled if getattr(code, "co_name", "") == "owed")
    changed = [mutant.code() for mutant in mutants(module)]
    assert len(changed) == 12
    assert all(code.co_name == "owed" and code != owed for code in changed)


def test_whoever_executes_what_is_changed_may_notice(module):
    """Nobody executes the head of a function that has a docstring."""
    lines = {mutant.change: list(mutant.lines) for mutant in mutants(module)}
    assert lines["len(found) > 3 -> len(found) >= 3"] == [5]
    assert lines["without mail(found)"] == [7]
    assert lines["without note(found)"] == [8]


def test_the_same_seed_takes_the_same_ones(module):
    one = [str(mutant) for mutant in sample(module, 5, seed=1)]
    assert one == [str(mutant) for mutant in sample(module, 5, seed=1)]
    assert one != [str(mutant) for mutant in sample(module, 5, seed=2)]
    assert len(one) == 5


def test_a_fork_answers_and_leaves_no_trace_here(tmp_path):
    here = []
    assert in_a_fork(lambda: here.append(1) or "done") == "done"
    assert here == []


def test_a_fork_that_is_killed_answers_nothing():
    assert in_a_fork(lambda: os.kill(os.getpid(), signal.SIGKILL)) is None


def test_a_page_is_emptied_but_for_its_status_and_headers(browser):
    whole, page = browser.get("/login"), emptied.without_text(browser.get("/login"))
    assert "Sign in" in whole.text
    assert page.text == emptied.EMPTY
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"][:20] == "default-src 'self'; "
    for other in (browser.get("/account/"), browser.get("/healthz")):  # a redirect, and no page
        text = other.get_data()
        assert emptied.without_text(other).get_data() == text != b""


def test_a_fork_whose_work_fails_is_not_taken_for_one_that_hangs():
    with pytest.raises(RuntimeError, match="a fork failed"):
        in_a_fork(lambda: 1 / 0)


class InTurn:
    """Runs each test on its own, one after the other."""

    def pytest_runtestloop(self, session):
        self.passed = {item.name: good for one in session.items for item, good in run([one])}
        return True


def test_a_test_runs_after_one_of_any_folder_and_fails_by_its_end_as_well(tmp_path):
    for name, end in (("first", "pass"), ("second", "pass"), ("third", "assert 0")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / f"test_{name}.py").write_text(
            f"import pytest\n@pytest.fixture\ndef end():\n    yield\n    {end}\n"
            f"def test_{name}(end): pass\n"
        )
    turns = InTurn()

    def passed():
        where = ["-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)]
        pytest.main(["-pno:randomly", *where], [turns])
        return turns.passed

    assert in_a_fork(passed) == {"test_first": True, "test_second": True, "test_third": False}


def test_what_no_test_executes_none_is_run_for():
    assert list(run([])) == []
