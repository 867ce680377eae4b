"""Waiting for a turn at 4Over: pages in a line of their own, and not for ever."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from storefront.config import config
from storefront.database import db
from storefront.fourover.errors import FourOverError, Unreachable
from storefront.fourover.payloads import Choice
from storefront.partner import throttle
from storefront.partner.account import client_for, client_for_page
from storefront.partner.connecting import try_keys
from storefront.partner.models import Environment
from storefront.partner.throttle import throttle_for
from tests.factories import a_user, an_account, with_settings
from tests.refusals import refusal

PER_SECOND = 4
STAGING = Environment.STAGING


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


class TestKeysThatAreOnlyTried:
    @pytest.fixture
    def settings(self):
        return {}  # as fast as tests are

    def test_share_a_line_and_leave_no_thread_behind(self, app, fourover):
        fourover.has_cards()
        try_keys(STAGING, "first", "private")
        before, lines = leaking(), dict(throttle._lines)
        for number in range(20):
            try_keys(STAGING, f"key{number}", "private")
        assert throttle._lines == lines
        assert leaking() <= before

    def test_no_more_than_ten_an_hour_are_tried(self, app, fourover, browser):
        fourover.has_cards()
        with_settings(own_accounts=True)
        browser.login(a_user())

        def post(number):
            keys = {"public_key": f"key{number}", "private_key": "private"}
            return browser.post("/account/4over/", data=keys)

        assert {post(number).status_code for number in range(10)} <= {200, 302, 422}
        assert refusal(post(11)) == 429
        assert browser.get("/account/4over/").status_code == 200


def test_so_many_lines_are_kept_and_the_oldest_make_room_with_their_threads(app):
    most = throttle.MOST_LINES
    throttle_for("account 0")()
    oldest = throttle._lines["account 0", PER_SECOND, ""]
    assert oldest.bucket_factory._leaker
    for number in range(1, most + 20):
        throttle_for(f"account {number}")()
    assert len(throttle._lines) == most
    assert (f"account {most + 19}", PER_SECOND, "") in throttle._lines
    assert not oldest.bucket_factory._leaker  # whose thread ends soon


def leaking():
    return sum("Leaker" in thread.name for thread in threading.enumerate())
