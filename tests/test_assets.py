"""The stylesheet and script of every page, and what no template may hold."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from storefront import assets
from tests.refusals import refusal

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if "mail" not in path.parts  # mails have no policy; their readers know no stylesheets
)

FORBIDDEN = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "a script without an address": re.compile(
        r"<script\b(?![^>]*\s(?:src=|type=\"application/ld\+json\"))",
        re.I,  # which is no script
    ),
    "a script without the nonce": re.compile(r"<script\b(?![^>]*\snonce=)", re.I),
    "an inline handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "something fetched from another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
    ),
}


def faults_of(markup):
    return [fault for fault, pattern in FORBIDDEN.items() if pattern.search(markup)]


def app_with(static):
    app = Flask(__name__, static_folder=str(static))
    app.register_blueprint(assets.bp)
    return app


def url_in(app, name):
    with app.test_request_context():
        return assets.asset_url(name)


@pytest.fixture
def static(tmp_path):
    return shutil.copytree(ROOT / "static", tmp_path / "static")


@pytest.fixture
def app():
    return app_with(ROOT / "static")


def test_a_changed_stylesheet_has_another_address_and_the_script_keeps_its_own(app, static):
    (static / "css/components/zebra.css").write_text(".zebra { color: black; }")
    changed = app_with(static)

    assert url_in(changed, "shop.css") != url_in(app, "shop.css")
    assert url_in(changed, "shop.js") == url_in(app, "shop.js")


def test_the_same_files_have_the_same_address_on_every_machine(app, static):
    assert url_in(app_with(static), "shop.css") == url_in(app, "shop.css")


def test_what_browsers_do_not_need_of_our_css_is_not_sent(static):
    (static / "css/components/zebra.css").write_text(
        "/* why */\n.zebra a:hover,\n.herd {\n  color: black;\n}\n"
    )

    css = app_with(static).extensions["assets"]["shop.css"].body.decode()

    assert "why" not in css
    assert ".zebra a:hover,.herd{color:black;}" in css


@pytest.mark.parametrize(
    ("name", "mimetype"),
    [
        ("shop.css", "text/css"),
        ("shop.js", "text/javascript"),
        ("img/favicon.svg", "image/svg+xml"),
    ],
)
def test_an_asset_is_kept_forever_and_packed_for_whoever_can_unpack_it(app, name, mimetype):
    browser, url = app.test_client(), url_in(app, name)

    plain = browser.get(url)
    packed = browser.get(url, headers={"Accept-Encoding": "br, gzip"})
    unwilling = browser.get(url, headers={"Accept-Encoding": "gzip;q=0"})

    assert plain.mimetype == packed.mimetype == mimetype
    assert plain.cache_control.immutable
    assert plain.cache_control.max_age == 31536000
    assert "Accept-Encoding" in plain.vary
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == unwilling.data


def test_an_address_of_other_content_is_not_found(app):
    assert refusal(app.test_client().get("/assets/0123456789abcdef.css"), "Not Found") == 404


def test_a_template_that_names_a_missing_asset_says_so(app):
    with pytest.raises(KeyError, match="img/missing"):
        url_in(app, "img/missing.svg")


def test_stylesheet_and_script_leave_room_for_the_page_in_forty_kilobytes(app):
    known = app.extensions["assets"]

    assert len(known["shop.css"].gzipped) + len(known["shop.js"].gzipped) < 35 * 1024


def test_default_pictures_are_light():
    pictures = list((ROOT / "static/img").glob("*.svg"))

    assert pictures
    assert {path.name: path.stat().st_size for path in pictures if path.stat().st_size > 2048} == {}


def test_vendored_files_are_the_ones_the_list_names():
    listed = (ROOT / "static/vendor/README.md").read_text()
    vendored = [*(ROOT / "static/vendor").glob("*/*.css"), *(ROOT / "static/vendor").glob("*/*.js")]

    assert vendored
    for path in vendored:
        assert assets.digest(path.read_bytes()) in listed, f"{path.name} is not the listed one"


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix()
)
def test_a_template_holds_nothing_the_content_security_policy_forbids(path):
    assert faults_of(path.read_text()) == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<script src="/assets/a.js"></script>',
        '<button type="button" onclick="go()">',
        '<form hx-on:submit="go()">',
        '<link rel="stylesheet" href="https://cdn.test/a.css">',
        '<img src="//cdn.test/a.png">',
    ],
)
def test_the_look_for_forbidden_markup_finds_it(markup):
    assert faults_of(markup)
