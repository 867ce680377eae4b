"""What is true of the text of every page, whoever reads it: `faults_of` names what is not."""

import re
from collections import Counter
from urllib.parse import urlsplit

import html5lib
from werkzeug.exceptions import HTTPException

from storefront.admin.blueprint import FOR_STAFF
from tests.forms import NOT_TYPED

REFERRING = ("for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls")
ASKING = {"hx-get": "GET", "hx-post": "POST"}


def words_of(node):
    """All that is read in it: the text, and what stands in the fields."""
    found = []
    for one in node.iter():
        if not isinstance(one.tag, str):
            continue
        found.append(one.text or "")
        if one.tag == "input" and one.get("type", "text") not in NOT_TYPED:
            found.append(one.get("value", ""))
        found += [part.tail or "" for part in one if part.tail]
    return " ".join(" ".join(found).split())


def main_of(page):
    return next(page.iter("main"))


class Reader:
    """Of pages of this app, as one role: "stranger", "customer", "staff" or "admin"."""

    def __init__(self, app, role):
        self.urls, self.role = app.url_map.bind("shop.test"), role

    def endpoint(self, address, method="GET"):
        try:
            return self.urls.match(urlsplit(address).path, method)[0]
        except HTTPException:
            return None

    def may_open(self, endpoint):
        if not endpoint.startswith("admin."):
            return True
        return self.role == "admin" or (self.role == "staff" and endpoint in FOR_STAFF)

    def faults_of(self, answer, status, subjects, whole=True):
        """Without `whole`, of a part that is put into a page. A redirect shows nothing."""
        where = answer.request.path
        if answer.status_code != status:
            yield f"{where}: answers {answer.status_code}, not {status}"
        elif not 300 <= status < 400:
            yield from (f"{where}: {it}" for it in self._faults(answer.text, subjects, whole))

    def _faults(self, html, subjects, whole):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        page = (parser.parse if whole else parser.parseFragment)(html)
        main = main_of(page) if whole else page
        yield from (f"line {at[0]}: {code}" for at, code, _ in parser.errors)
        read = words_of(main)
        yield from (f"nothing of “{subject}”" for subject in subjects if subject not in read)
        if whole:
            yield from _heads(page)
            yield from _references(page)
        yield from _names(page)
        yield from self._ways(page)

    def _ways(self, page):
        """Each form, link and part leads where there is something, and this role may go."""
        for node in _elements(page):
            for method, address in _asked_by(node):
                if address.startswith("/") and not address.startswith("//"):
                    endpoint = self.endpoint(address, method)
                    if endpoint is None:
                        yield f"{method} {address} is not in the map"
                    elif not self.may_open(endpoint):
                        yield f"{method} {address} is refused to {self.role}"
            if node.tag == "form" and node.get("method", "get").lower() == "post":
                names = [field.get("name", "") for field in node.iter()]
                if not any(name.endswith("csrf_token") for name in names):
                    yield f"the form of {node.get('action')} has no token"


def _asked_by(node):
    if node.tag == "a" and node.get("href"):
        yield "GET", node.get("href")
    if node.tag == "form" and node.get("action"):
        yield node.get("method", "get").upper(), node.get("action")
    if node.get("formaction"):
        yield node.get("formmethod", "post").upper(), node.get("formaction")
    for name, method in ASKING.items():
        if node.get(name):
            yield method, node.get(name)


def _elements(page):
    return [node for node in page.iter() if isinstance(node.tag, str)]


def _heads(page):
    titles = [words_of(title) for title in page.iter("title") if title.text]
    if len(titles) != 1:
        yield f"titles: {titles}"
    headings = [words_of(heading) for heading in page.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1: {headings}"
    if next(page.iter("html")).get("lang") != "en":
        yield "no language"


def _references(page):
    """Ids are there once, and what refers to one finds it."""
    ids = Counter(node.get("id") for node in _elements(page) if node.get("id"))
    yield from (f"id {one} is there {many} times" for one, many in ids.items() if many > 1)
    for node in _elements(page):
        named = [one for name in REFERRING for one in node.get(name, "").split()]
        href = node.get("href", "")
        if node.tag == "a" and re.match(r"#.", href):
            named.append(href[1:])
        yield from (f"<{node.tag}> refers to {one}" for one in named if one not in ids)


def _names(page):
    """Whatever is filled in, pressed or followed says what it is."""
    labelled = {label.get("for") for label in page.iter("label") if words_of(label)}
    inside = {id(node) for label in page.iter("label") if words_of(label) for node in label.iter()}
    for node in _elements(page):
        spoken = node.get("aria-label") or node.get("aria-labelledby")
        if node.tag in ("select", "textarea") or (
            node.tag == "input" and node.get("type", "text") not in NOT_TYPED
        ):
            if not (spoken or node.get("id") in labelled or id(node) in inside):
                yield f"the field {node.get('name')} has no label"
        elif node.tag in ("a", "button", "summary"):
            pictures = " ".join(image.get("alt", "") for image in node.iter("img"))
            if not (spoken or words_of(node) or pictures.strip()):
                yield f"a <{node.tag}> without words: {dict(node.attrib)}"
        elif node.tag == "img" and node.get("alt") is None:
            yield f"a picture without words: {node.get('src')}"
