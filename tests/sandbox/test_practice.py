import pytest
import requests
from html5lib import HTMLParser


def _page(fourover):
    return requests.get(f"{fourover.url}/sandbox/").text


def test_the_page_is_good_html(fourover):
    fourover.ordered()
    fourover.control("/faults", name="slow")
    HTMLParser(strict=True).parse(_page(fourover))


def test_the_page_shows_jobs_and_moves_them_on(fourover, artwork):
    job_id = fourover.printing(artwork)
    assert "4Over sandbox (practice)" in _page(fourover)
    assert job_id in _page(fourover)

    requests.post(f"{fourover.url}/sandbox/jobs/{job_id}/advance")

    assert fourover.status(job_id) == "Pre-Flighting"
    assert "Pre-Flighting" in _page(fourover)


def test_the_page_makes_trouble_and_ends_it(fourover):
    words = {"how": "once", "value": "<b>Not today</b>"}
    requests.post(f"{fourover.url}/sandbox/faults/refuse_order", data=words)
    assert "&lt;b&gt;Not today&lt;/b&gt;" in _page(fourover)
    assert "<b>Not today" not in _page(fourover)

    requests.post(f"{fourover.url}/sandbox/faults/refuse_order/end")

    assert fourover.control("/faults", "GET") == []
    assert fourover.order().json()["order_status"] == "Success"


def test_the_page_runs_and_stops_the_clock(fourover):
    requests.post(f"{fourover.url}/sandbox/clock", data={"running": "on", "seconds": "7"})
    assert fourover.sandbox.clock.running
    assert fourover.sandbox.clock.step == 7
    requests.post(f"{fourover.url}/sandbox/clock", data={"running": "off"})
    assert not fourover.sandbox.clock.running


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.test"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["/sandbox/advance", "/sandbox/api/reset"])
def test_posts_from_other_sites_are_refused(fourover, headers, path):
    assert requests.post(fourover.url + path, headers=headers).status_code == 403


def test_posts_from_the_page_itself_are_taken(fourover):
    headers = {"Origin": fourover.url, "Sec-Fetch-Site": "same-origin"}
    assert requests.post(f"{fourover.url}/sandbox/advance", headers=headers).status_code == 200


def test_the_page_allows_no_script_and_no_style_of_its_own(fourover):
    response = requests.get(f"{fourover.url}/sandbox/")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in response.text
    assert "style=" not in response.text


def test_the_page_stays_up_while_4over_is_down(fourover):
    fourover.control("/faults", name="down", value="drop")
    assert "Go down" in _page(fourover)


def test_the_pages_stylesheets_are_there(fourover):
    for name in ("tokens.css", "sandbox/page.css", "sandbox/parts.css"):
        assert requests.get(f"{fourover.url}/sandbox/static/css/{name}").status_code == 200
