"""A client with made-up keys, and an HTTP that never leaves the machine."""

import pytest
import responses

from storefront.fourover import FourOver
from tests.fourover.printer import Printer

PUBLIC, PRIVATE = "shop_public_key", "shop-private/key 2026"
URL = "https://fourover.test"


@pytest.fixture
def http():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as http:
        yield http


@pytest.fixture
def pauses():
    """The seconds that the client waited between tries."""
    return []


@pytest.fixture
def client(pauses):
    return FourOver(URL, PUBLIC, PRIVATE, sleep=pauses.append)


@pytest.fixture
def printer():
    """A real server, as ill-behaved as the test wants it."""
    with Printer() as printer:
        yield printer


@pytest.fixture
def client_of(pauses):
    def make(printer, **how):
        how = {"read_timeout": 0.6, "write_deadline": 0.6} | how
        return FourOver(printer.url, PUBLIC, PRIVATE, sleep=pauses.append, **how)

    return make
