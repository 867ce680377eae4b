"""The signed link: one file, for a while, for whoever 4Over is."""

import hashlib
from datetime import timedelta

import pytest
import time_machine

from storefront.artwork import storage
from storefront.artwork.link import signed_link
from storefront.clock import now
from tests.artwork.files import a_pdf
from tests.factories import a_file
from tests.refusals import refusal


@pytest.fixture
def file(app):
    content = a_pdf()
    stored = a_file(
        stored_name="a" * 40,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        original_name='evil"\r\nname.html',
    )
    storage.path_of(stored).write_bytes(content)
    return stored


@pytest.fixture
def link(file):
    return signed_link(file).removeprefix("http://shop.test")


def test_the_link_stands_under_the_public_address_and_gives_the_file(browser, file, link):
    assert signed_link(file).startswith("http://shop.test/artwork/")
    answer = browser.get(link)
    assert answer.data == a_pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_head_and_ranges_work(browser, link):
    head = browser.head(link)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(a_pdf())
    part = browser.get(link, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"%PDF")


def test_a_wrong_link_is_not_found(browser, link):
    assert refusal(browser.get(link[:-1]), "Not Found") == 404
    assert refusal(browser.get("/artwork/" + "a" * 40), "Not Found") == 404


def test_an_old_link_is_gone(browser, link):
    with time_machine.travel(now() + timedelta(days=2)):
        assert browser.get(link).status_code == 200
    with time_machine.travel(now() + timedelta(days=4)):
        assert refusal(browser.get(link), "Gone") == 410


def test_a_link_to_a_file_that_is_gone_is_not_found(browser, file, link):
    storage.path_of(file).unlink()
    assert refusal(browser.get(link), "Not Found") == 404


def test_no_token_reaches_the_log(browser, link, caplog):
    caplog.set_level("DEBUG", "storefront")
    browser.get(link)
    assert "/artwork/" in caplog.text
    assert link.rsplit("/", 1)[1] not in caplog.text
