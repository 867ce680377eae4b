"""Waiting for a turn at 4Over: pages in a line of their own, and not for ever."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storefront.config import config
from storefront.database import db
from storefront.fourover.errors import FourOverError, Unreachable
from storefront.fourover.payloads import Choice
from storefront.partner.account import client_for, client_for_page
from tests.factories import an_account

PER_SECOND = 4


@pytest.fixture
def settings():
    return {"fourover_reads_per_second": PER_SECOND, "page_timeout_seconds": 6}


@pytest.fixture
def clients(app, fourover):
    """Of a page and of a job."""
    fourover.quotes("32.00")
    account = an_account()
    account.public_key = f"key-{time.monotonic_ns()}"  # nobody of another test waits in its line
    db.session.commit()
    found = client_for_page(account), client_for(account)
    db.session.rollback()
    return found


def asks(client):
    """How long it took, and what went wrong."""
    began, trouble = time.monotonic(), None
    try:
        client.quote(Choice("p", "r", "c", "t"))
    except FourOverError as error:
        trouble = error
    return time.monotonic() - began, trouble


def test_a_page_gives_up_long_before_its_visitor_and_says_why(clients):
    page, _ = clients
    with ThreadPoolExecutor(24) as threads:
        ended = list(threads.map(asks, [page] * 24))

    assert max(seconds for seconds, _ in ended) < config().page_timeout_seconds
    troubles = [trouble for _, trouble in ended if trouble]
    assert 0 < len(troubles) < 24
    assert {type(trouble) for trouble in troubles} == {Unreachable}


def test_orders_do_not_wait_behind_pages(clients):
    page, job = clients
    with ThreadPoolExecutor(24) as threads:
        pages = [threads.submit(asks, page) for _ in range(24)]
        time.sleep(0.2)
        waited = [asks(job) for _ in range(2)]
        assert not all(asking.done() for asking in pages)  # they are still in their line

    assert all(trouble is None for _, trouble in waited)
    assert max(seconds for seconds, _ in waited) < 2


def test_all_together_keep_the_rate(clients, fourover):
    page, job = clients
    began = time.monotonic()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(asks, [page, job, job, job] * 4))

    seconds, asked = time.monotonic() - began, fourover.count("GET /printproducts/productquote")
    assert asked >= 12
    assert asked <= PER_SECOND * (seconds + 1) + 1  # a clock's tick
