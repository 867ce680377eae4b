"""The checks themselves: each finds the fault it is for."""

import pytest

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="icon" href="data:,">
</head><body><main><h1>A page</h1>{main}</main></body></html>"""
FAULTS = {
    "two headings": "<h1>Another</h1>",
    "an id used twice": '<p id="a">One</p><p id="a">Two</p>',
    "a field without a label": '<input name="nameless">',
    "text that can hardly be read": '<p style="color: #eee; background: #fff">Pale</p>',
    "wider than a phone": '<div style="width: 700px">Wide</div>',
    "a script that fails": "<script>console.error('broken')</script>",
    "a picture that is not there": '<img src="/gone.png" alt="Gone">',
    "tags that do not match": "<p><div>Not in a paragraph</div></p>",
}


@pytest.fixture
def person(visit):
    def person(html, status=200):
        def answer(route):
            gone = route.request.url.endswith("gone.png")
            body = "" if gone else html
            route.fulfill(status=404 if gone else status, body=body, content_type="text/html")

        somebody = visit("http://shop.test")
        somebody.page.route("**/*", answer)
        return somebody

    return person


def test_a_good_page_passes(person):
    person(PAGE.format(title="Good", main="<p>Words</p>")).goes_to("/")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(person, fault):
    with pytest.raises(AssertionError):
        person(PAGE.format(title="Not good", main=FAULTS[fault])).goes_to("/")


def test_a_page_without_a_title_is_found(person):
    with pytest.raises(AssertionError):
        person(PAGE.format(title="", main="")).goes_to("/")


def test_a_wrong_status_is_found(person):
    with pytest.raises(AssertionError):
        person(PAGE.format(title="Good", main=""), status=500).goes_to("/")
