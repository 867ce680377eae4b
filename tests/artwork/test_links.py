"""The signed link: one file, for a while, for whoever 4Over is."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from storefront.artwork.link import signed_link
from storefront.clock import now
from storefront.storage.folder import Folder
from storefront.storage.opening import store
from tests.artwork.files import a_pdf
from tests.factories import a_file
from tests.refusals import refusal
from tests.stored import path_of


@pytest.fixture
def file(app):
    content = a_pdf()
    stored = a_file(
        stored_name="a" * 40,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        original_name='evil"\r\nname.html',
    )
    path_of(stored).write_bytes(content)
    return stored


@pytest.fixture
def link(file):
    return signed_link(file, "1042-1-fr").removeprefix("http://shop.test")


def test_the_link_stands_under_the_public_address_and_gives_the_file(browser, file, link):
    assert signed_link(file, "1042-1-fr").startswith("http://shop.test/artwork/")
    answer = browser.get(link)
    assert answer.data == a_pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_it_ends_in_a_name_from_which_4over_takes_name_and_kind(link):
    assert re.fullmatch(r"/artwork/[\w.-]+/1042-1-fr\.pdf", link)


def test_links_that_4over_was_given_before_still_work(browser, link):
    answer = browser.get(link.removesuffix("/1042-1-fr.pdf"))
    assert (answer.status_code, answer.data) == (200, a_pdf())


def test_head_and_ranges_work(browser, link):
    head = browser.head(link)
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(a_pdf())
    part = browser.get(link, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"%PDF")
    whole = browser.get(link).data
    rest = browser.get(link, headers={"Range": "bytes=4-", "If-Range": part.headers["ETag"]})
    assert (rest.status_code, rest.data) == (206, whole[4:])
    assert rest.headers["Content-Range"] == f"bytes 4-{len(whole) - 1}/{len(whole)}"
    same = browser.get(link, headers={"If-None-Match": part.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    beyond = browser.get(link, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_a_wrong_link_is_not_found(browser, link):
    assert refusal(browser.get(link.replace("/1042-1", "x/1042-1")), "Not Found") == 404
    assert refusal(browser.get("/artwork/" + "a" * 40), "Not Found") == 404


def test_an_old_link_is_gone(browser, link):
    with time_machine.travel(now() + timedelta(days=89)):
        assert browser.get(link).status_code == 200
    with time_machine.travel(now() + timedelta(days=91)):
        assert refusal(browser.get(link), "Gone") == 410


def test_a_link_to_a_file_that_is_gone_is_not_found(browser, file, link):
    path_of(file).unlink()
    assert refusal(browser.get(link), "Not Found") == 404


def test_no_token_reaches_the_log(browser, link, caplog):
    caplog.set_level("DEBUG", "storefront")
    browser.get(link)
    assert "/artwork/" in caplog.text
    assert link.split("/")[2] not in caplog.text


class SigningStore(Folder):
    """A folder that signs as a bucket does, and notes for how long."""

    def sign(self, key, seconds):
        return f"https://bucket.test/{key}?seconds={seconds}"


class TestLeadingToTheBucket:
    """ARTWORK_REDIRECT_SECONDS: large files need not pass through the shop."""

    @pytest.fixture
    def settings(self):
        return {"artwork_redirect_seconds": 600}

    @pytest.fixture
    def bucket(self, app, file):
        app.extensions["storage"] = SigningStore(Path(store().name))

    def test_the_link_leads_to_a_signed_one_of_the_bucket_for_that_long(
        self, browser, link, bucket
    ):
        answer = browser.get(link)
        assert answer.status_code == 302
        assert answer.location == f"https://bucket.test/{'a' * 40}?seconds=600"
        assert "Set-Cookie" not in answer.headers

    def test_whoever_asks_about_it_alone_is_answered_here(self, browser, link, bucket):
        head = browser.head(link)
        assert (head.status_code, int(head.headers["Content-Length"])) == (200, len(a_pdf()))

    def test_a_store_that_signs_nothing_gives_the_file_itself(self, browser, link):
        assert browser.get(link).data == a_pdf()

    def test_a_wrong_and_an_old_link_lead_nowhere(self, browser, link, bucket):
        wrong = browser.get(link.replace("/1042-1", "x/1042-1"))
        assert refusal(wrong, "Not Found") == 404
        with time_machine.travel(now() + timedelta(days=91)):
            assert browser.get(link).status_code == 410


def test_without_that_setting_a_bucket_that_signs_is_not_led_to(app, browser, file, link):
    app.extensions["storage"] = SigningStore(Path(store().name))
    assert browser.get(link).data == a_pdf()
