"""The push journal: what was sent, on the disk, also when lines are torn, old or written twice."""

import json
import resource
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront.clock import now
from storefront.fourover.charge import Charge
from storefront.orders.pushing import journal


@pytest.fixture
def folder(app):
    folder = app.extensions["config"].instance_path / "push-journal"
    folder.mkdir()
    return folder


@pytest.fixture
def months(folder):
    """A journal of so many days ago, with these lines."""

    def write(days, *lines):
        path = folder / f"{now() - timedelta(days=days):%Y-%m}.ndjson"
        path.write_text("".join(f"{line}\n" for line in lines))

    return write


def line(item, **more):
    facts = {"at": now().isoformat(), "what": "sending", "item": item, "attempt": 1}
    return json.dumps(facts | {"owner": f"run of {item}"} | more)


def found(reference=""):
    return [(one.item, one.attempt, one.ended, one.jobs) for one in journal.sent(reference)]


def test_each_order_is_there_with_how_it_ended(app):
    for number, item in enumerate(("1041-1", "1042-1", "1043-1"), start=1):
        journal.write(
            journal.SENDING, item, number, owner=item, card="Visa ending in 4242", amount="44.50"
        )
    journal.write(journal.ANSWERED, "1042-1", 2, status="200", jobs="Z1-001")
    journal.write(journal.NOT_SENT, "1043-1", 3)

    assert found() == [("1041-1", 1, "", ""), ("1042-1", 2, journal.ANSWERED, "Z1-001")]
    (sent, _) = journal.sent()
    assert (sent.owner, sent.card) == ("1041-1", "Visa ending in 4242")
    assert sent.expected == Charge(Decimal("44.50"), Decimal("0.00"))  # of a line of before
    assert timedelta(0) <= now() - sent.at < timedelta(minutes=1)


def test_an_end_belongs_to_the_last_that_was_begun_with_its_number(app):
    """After a restore, numbers of attempts are given a second time."""
    journal.write(journal.SENDING, "1042-1", 7, owner="before")
    journal.write(journal.SENDING, "1042-1", 7, owner="after")
    journal.write(journal.ANSWERED, "1042-1", 7, jobs="Z1-001")

    assert [(one.owner, one.jobs) for one in journal.sent()] == [
        ("before", ""),
        ("after", "Z1-001"),
    ]


def test_an_end_without_a_beginning_says_nothing(app):
    journal.write(journal.ANSWERED, "1042-1", 7, jobs="Z1-001")
    journal.write(journal.SENDING, "1043-1", 8, owner="me")

    assert found() == [("1043-1", 8, "", "")]


def test_of_one_item_only_its_own_lines_are_read(app):
    for item in ("1042-1", "1042-11", "1042-2", "42-1"):
        journal.write(journal.SENDING, item, 1, owner=item)

    assert [one[0] for one in found("1042-1")] == ["1042-1"]
    assert len(found()) == 4


def test_what_is_older_than_two_months_is_not_read(months):
    months(150, line("1000-1"))
    months(62, line("1041-1"))
    months(0, line("1042-1"))

    assert [one[0] for one in found()] == ["1041-1", "1042-1"]


def test_its_number_counts_however_old_it_is(months):
    months(150, line("1900-1"), '{"note": "nothing of an order"}')

    assert journal.highest_number() == 1900


def test_lines_that_are_none_hide_no_other(months):
    months(
        0,
        line("1041-1"),
        '{"what": "sending", "item": "1042-1", "att',
        '"1042-1"',
        '{"note": "not of an order", "item": "1042-1"}',
        "[1, 2]",
        line("1042-1", attempt="seven", at="yesterday"),
        line("1043-1", what="something else"),
    )

    assert found() == [("1041-1", 1, "", ""), ("1042-1", 0, "", "")]
    assert now() - journal.sent("1042-1")[0].at < timedelta(minutes=1)


def test_two_lines_of_before_runs_had_names_are_two(months):
    months(0, line("1042-1", owner="", attempt=1), line("1042-1", owner="", attempt=2))

    assert [one.owner for one in journal.sent()] == ["1042-1:1", "1042-1:2"]


def test_on_a_full_disk_half_a_line_is_no_line(folder, app):
    """Nothing may be sent on the strength of it, and the next one is whole."""
    journal.write(journal.SENDING, "1041-1", 1, owner="me")
    (path,) = folder.glob("*.ndjson")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, before[1]))
    try:
        with pytest.raises(OSError, match="took only part of a line"):
            journal.write(journal.SENDING, "1042-1", 2, owner="me")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    journal.write(journal.SENDING, "1043-1", 3, owner="me")

    assert [one[0] for one in found()] == ["1041-1", "1043-1"]


def test_nobody_else_may_read_it(folder, app):
    journal.write(journal.SENDING, "1041-1", 1, owner="me")

    (path,) = folder.glob("*.ndjson")
    assert path.stat().st_mode & 0o777 == 0o600
