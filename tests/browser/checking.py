"""What is true of every page, at both widths, whoever looks at it."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
from axe_playwright_python.sync_playwright import Axe

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}
axe = Axe()

FACTS = """() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map(e => e.id);
  const asked = all('input:not([type=hidden]), select, textarea');
  const named = e => e.labels?.length || e.getAttribute('aria-label')
    || e.getAttribute('aria-labelledby');
  return {
    title: document.title,
    lang: document.documentElement.lang,
    headings: all('h1').map(e => e.textContent.trim()),
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    nameless: asked.filter(e => !named(e)).map(e => e.outerHTML),
    pulled: all('[hx-trigger^=every] :is(a, button, input, select, textarea, summary)')
      .map(e => e.outerHTML),
  };
}"""
TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 160)).slice(0, 5).concat('page ' + root.scrollWidth);
}"""
CRUMBS = """() => new Set(
  [...document.querySelectorAll('.crumbs li')].filter(e => e.offsetParent).map(e => e.offsetTop)
).size"""


class Witness:
    """Hears what a page complains about, and knows how it was answered."""

    def __init__(self, page):
        self.complaints, self.answer = [], None
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._response)
        self.page = page

    def _console(self, message):
        # that a page is a 404 is no fault of the page, and is checked by its status
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def _response(self, response):
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.answer = response
        elif response.status >= 400 and request.resource_type not in ("xhr", "fetch"):
            self.complaints.append(f"{response.status} {response.url}")


def check_page(page, witness, status=200, script=True):
    """The page that is open now. `status` is what it should have been answered with."""
    where = f"{page.url} (“{page.title()}”)"
    assert witness.answer.status == status, f"{where} answered {witness.answer.status}"
    facts = page.evaluate(FACTS)
    assert facts["title"].strip(), where
    assert facts["lang"] == "en", where
    assert len(facts["headings"]) == 1, f"{where}: {facts['headings']}"
    assert facts["headings"][0], where
    assert not facts["twice"], f"{where}: ids used twice: {facts['twice']}"
    assert not facts["nameless"], f"{where}: without a label: {facts['nameless']}"
    assert not facts["pulled"], f"{where} redraws what people stand on: {facts['pulled']}"
    if script:
        found = axe.run(page).response["violations"]
        bad = [
            f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS
        ]
        assert not bad, f"{where}: {bad}"
    keep_screenshot(page, "wide")
    page.set_viewport_size(NARROW)
    assert not (wide := page.evaluate(TOO_WIDE)), f"{where} scrolls sideways at 390: {wide}"
    assert page.evaluate(CRUMBS) <= 1, f"{where}: the breadcrumbs take several lines at 390"
    keep_screenshot(page, "narrow")
    page.set_viewport_size(WIDE)
    assert not witness.complaints, f"{where}: {witness.complaints}"


def check_html(html, where):
    """Strictly: a browser forgives what another one, or a reader, may not."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    errors = [f"line {at[0]}: {code} {words}" for at, code, words in parser.errors]
    assert not errors, f"{where}: {errors[:5]}"


_taken = iter(range(1, 10_000))


def keep_screenshot(page, width):
    """For people to look at, if SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    name = re.sub(r"[^a-z0-9]+", "-", urlsplit(page.url).path.lower()).strip("-")[:60] or "home"
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / f"{next(_taken):04}-{name}-{width}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
