"""Forms as a browser sees and sends them."""

from dataclasses import dataclass

import html5lib

NOT_TYPED = {"hidden", "submit", "button", "reset", "image"}


@dataclass
class ShownForm:
    """A form on a page: where it goes, and what is sent when nobody has touched it."""

    action: str
    method: str
    fields: list  # of (name, value), as sent
    asks: bool  # whether it has anything to fill in
    lacks: bool  # whether something is empty that must not be
    numbers: list  # the names of what asks for digits


def page_of(html):
    return html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)


def links_of(page):
    return [a.get("href") for a in page.iter("a") if a.get("href")]


def forms_of(page, address):
    """The forms of a page that was got from this address."""
    everything = [node for node in page.iter() if isinstance(node.tag, str)]
    for form in page.iter("form"):
        beside = [n for n in everything if n.get("form") and n.get("form") == form.get("id")]
        controls = [
            node
            for node in (*form.iter(), *beside)
            if isinstance(node.tag, str) and node.get("name") and node.get("disabled") is None
        ]
        fields = [pair for control in controls for pair in _sent(control)]
        given = {name for name, value in fields if value}
        yield ShownForm(
            form.get("action") or address,
            form.get("method", "get").lower(),
            fields,
            any(map(_asks, controls)),
            any(control.get("name") not in given for control in controls if _needed(control)),
            [control.get("name") for control in controls if _of_digits(control)],
        )


def _asks(control):
    if control.tag in ("select", "textarea"):
        return True
    return control.tag == "input" and control.get("type", "text") not in NOT_TYPED


def _of_digits(control):
    return control.get("inputmode") in ("numeric", "decimal") or control.get("type") == "number"


def _needed(control):
    return control.get("required") is not None


def _sent(control):
    name, kind = control.get("name"), control.get("type", "text")
    if control.tag == "textarea":
        text = "".join(control.itertext())
        yield name, text.replace("\r\n", "\n").replace("\n", "\r\n")
    elif control.tag == "select":
        options = [o for o in control.iter("option") if o.get("disabled") is None]
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        for option in chosen:
            yield name, option.get("value", "".join(option.itertext()).strip())
    elif control.tag == "input" and kind in ("checkbox", "radio"):
        if control.get("checked") is not None:
            yield name, control.get("value", "on")
    elif control.tag == "input" and kind not in ("submit", "button", "reset", "image", "file"):
        value = control.get("value", "")
        yield name, value.replace("\r", "").replace("\n", "")


def say_yes(browser, address):
    """Open a page that asks before it does something, and send its form."""
    forms = forms_of(page_of(browser.get(address).text), address)
    (data,) = [dict(form.fields) for form in forms if "yes" in dict(form.fields)]
    return browser.post(address, data=data, follow_redirects=True)
