"""A visitor: one connection kept open, cookies, and forms sent as a browser would send them."""

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import html5lib

Fields = list[tuple[str, str]]
CONTROLS = "input", "select", "textarea", "button"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True)
class Form:
    action: str
    method: str
    fields: Fields  # as they are when the page is opened


class Visitor:
    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: Fields | None = None, **headers: str) -> Answer:
        body = urlencode(fields).encode() if fields is not None else None
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = self.cookie_header
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        reply = self._send(method, path, body, sent)
        answer = Answer(reply.status, {n.lower(): v for n, v in reply.getheaders()}, reply.read())
        for line in reply.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: crumb.value for name, crumb in SimpleCookie(line).items()}
        return answer

    def _send(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> HTTPResponse:
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (RemoteDisconnected, BrokenPipeError):  # kept open too long for the server
            self.connection.close()
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()

    def get(self, path: str) -> Answer:
        """The page, wherever it leads. Anything but a good page is an error."""
        answer = self.ask("GET", path)
        while answer.status in (301, 302, 303):
            path = answer.headers["location"]
            answer = self.ask("GET", path)
        if answer.status != 200:
            raise ValueError(f"{path} answered {answer.status}")
        return answer

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def forms_in(page: bytes) -> list[Form]:
    root: Any = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    forms = list(root.iter("form"))
    found = []
    for form in forms:
        inside = set(form.iter())
        mine = [
            control
            for control in root.iter()
            if control.tag in CONTROLS
            and (
                control in inside
                if not control.get("form")
                else control.get("form") == form.get("id")
            )
        ]
        fields = [pair for control in mine for pair in _sent_by(control)]
        fields += _main_button(mine)
        found.append(Form(form.get("action", ""), form.get("method", "get").lower(), fields))
    return found


def _main_button(controls: list[Any]) -> Fields:
    """What is sent by pressing the first button, which is what the Enter key does."""
    first = next((one for one in controls if one.tag == "button"), None)
    name = None if first is None else first.get("name")
    return [] if first is None or not name else [(name, first.get("value", ""))]


def _sent_by(control: Any) -> Fields:
    """What a control sends when nobody touched it."""
    name, kind = control.get("name"), control.get("type", "text")
    if not name or control.get("disabled") is not None or control.tag == "button":
        return []
    if control.tag == "textarea":
        return [(name, control.text or "")]
    if control.tag == "select":
        options = list(control.iter("option"))
        picked = [o for o in options if o.get("selected") is not None] or options[:1]
        return [(name, o.get("value", o.text or "")) for o in picked]
    if kind in ("submit", "button", "file", "image", "reset"):
        return []
    if kind in ("radio", "checkbox") and control.get("checked") is None:
        return []
    return [(name, control.get("value", "on" if kind in ("radio", "checkbox") else ""))]
