"""A whole shop, real Chromium, and the people in front of it."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.checking import WIDE
from tests.browser.person import Person
from tests.browser.shop import PASSWORD, PEOPLE, Shop

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # a busy machine is no fault of the page


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one shop for all of them


def program():
    """Where Chromium is, or None."""
    names = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium():
    if program() is None:
        pytest.skip("There is no Chromium here (on Debian: apt install chromium-headless-shell).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """Open: connected to the sandbox, and synced."""
    with Shop(tmp_path_factory.mktemp("shop")) as shop:
        shop.open()
        yield shop


@pytest.fixture(autouse=True)
def calm(request):
    """No trouble outlives its test."""
    yield
    if "shop" in request.fixturenames:
        request.getfixturevalue("shop").calm()


@pytest.fixture
def visit(chromium, request):
    """Opens a browser of its own for somebody, as often as it is called."""
    contexts = []

    def visit(address, state=None, script=True):
        context = chromium.new_context(
            base_url=address,
            viewport=WIDE,
            locale="en-US",
            reduced_motion="reduce",
            storage_state=state,
            java_script_enabled=script,
        )
        contexts.append(context)
        return Person(context, script)

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def signed_in():
    """Cookies of people who signed in: each once, as sign-ins are limited."""
    return {}


@pytest.fixture
def guest(visit, shop):
    return visit(shop.url)


@pytest.fixture
def guest_without_script(visit, shop):
    return visit(shop.url, script=False)


@pytest.fixture
def customer(visit, shop, signed_in):
    return come_in(visit, shop, signed_in, "customer")


@pytest.fixture
def staff(visit, shop, signed_in):
    return come_in(visit, shop, signed_in, "staff")


@pytest.fixture
def admin(visit, shop, signed_in):
    return come_in(visit, shop, signed_in, "admin")


def come_in(visit, shop, signed_in, role):
    if role not in signed_in:
        person = visit(shop.url)
        sign_in(person, role)
        signed_in[role] = person.page.context.storage_state()
        return person
    return visit(shop.url, state=signed_in[role])


def sign_in(person, role):
    person.goes_to("/login")
    person.fills(email=PEOPLE[role][0], password=PASSWORD)
    person.presses("Sign in", within=person.page.locator("main"))
