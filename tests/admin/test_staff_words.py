"""Staff read the words of the trade and of software, one for one thing: none of those below.

Read are all templates of the staff's pages, the settings and labels, and every sentence in the
Python files whose words come before staff or owners. A page that is added is in it by itself.
"""

import ast
import dataclasses
import re
from pathlib import Path

import lxml.html
import pytest

from storefront.admin.labels import LABELS
from storefront.settings import ShopSettings
from tests.parsing import parsed

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "templates" / "layouts" / "admin.html",
    *sorted((ROOT / "templates" / "admin").glob("*.html")),
]
SPEAKING = sorted(
    path
    for folder in ("admin", "cli", "orders", "partner", "payments", "catalog", "sync", "quotes")
    for path in (ROOT / "storefront" / folder).rglob("*.py")
)
NEVER = {  # what staff never read: what stands there instead, or why
    r"push(ed|es|ing)?\b": "send",
    r"synchroni[sz]\w*": "sync",
    r"\bthe printer\b": "4Over, or our print facility",
    r"quarantine\w*|kept aside": "Can't be sold: data problem",
    r"\bcompleteness\b|\blacks?\b|\blacking\b": "Missing content, Missing",
    r"\blooks, |\blooks at products": "Views",
    r"\bacts\b": "Actions",
    r"\bby itself\b|\bby themselves\b": "automatic; in an order of its own",
    r"your word\b": "Needs your approval",
    r"\bmoves? far\b|moving prices|price moves": "Large price changes",
    r"\b(whole|last) crawl|\bcrawl\b": "full sync",
    r"\bbeneath\b": "4Over changed it after you edited",
    r"\bwaived?\b|\bsettled?\b": "Close without refund; Record refund; Mark as resolved",
    r"\bcleared\b": "Released to print: cleared reads as paid",
    r"\brests\b|\brested\b": "Sending is on hold",
    r"\bbrak(e|ed|es|ing)\b": "Needs your approval",
    r"\bworkers?\b|\bsweep\w*|\bbreaker\b": "the inside of the shop",
    r"\b(fourover|shop)'s journal\b|push journal": "the shop's record of sent orders",
    r"\btid(y|ied|ies|ying)\b": "remove old files",
    r"\bnobody knows\b|never had it": "not known yet; 4Over does not have it",
    r"\bheld for (a person|staff)\b": "put on hold",
    r"\bsaid (yes|so) to\b.*\bperson\b": "approved",
    r"who says so|how do you know|came all the same": "Confirmed by, Evidence, Record a payment",
    r"cancelled|cancelling": "canceled, on pages",
    r"\be-mails?\b": "email",
    r"\d %|\} %": "8.875%",
    r"\bcount for what\b|what is here stays": "apply to new products; existing ones stay",
    r"\bjob ids?\b": "job number",
    r"__name__": "the name of an exception: the log has it",
}
INSIDE = re.compile(  # said to logs or to the machine, not to people
    r"\b(log|logger)\.\w+$|^(getattr|setattr|url_for|render_template|mapped_column|index|"
    r"relationship|re\.compile|text|form_page|check_constraint|op\.\w+|String|Index)$"
)


def found_in(words):
    return [never for never in NEVER if re.search(never, words, re.IGNORECASE)]


def read_in_template(source):
    """Text and what is spoken of a template, and the sentences in its expressions."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    code = re.findall(r"\{[{%](.*?)[%}]\}", source, flags=re.DOTALL)
    for literal in re.findall(r"\"([^\"]*)\"|(?<![\w])'([^']*)'", "\n".join(code)):
        words = "".join(literal)
        if " " in words or words[:1].isupper():
            yield words
    html = lxml.html.fromstring("<main>" + re.sub(r"\{[{%].*?[%}]\}", " ", source, flags=re.S))
    for element in html.iter():
        if isinstance(element.tag, str):
            yield from (element.text or "", element.tail or "")
            for name in ("aria-label", "data-label", "placeholder", "title", "alt"):
                yield element.get(name) or ""


def read_in_python(source):
    """Its sentences, but for docstrings and what is said to logs."""
    tree = parsed(source)
    silent, commands = set(), set()  # ids of nodes
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            commands.update(
                id(node.body[0]) for of in node.decorator_list if "command" in ast.unparse(of)
            )
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if id(node) not in commands:
                silent.add(id(node.value))
        elif isinstance(node, ast.Call) and INSIDE.search(ast.unparse(node.func)):
            silent.update(id(part) for part in ast.walk(node))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            silent.update(id(part) for part in node.values)
            words = "".join(
                str(part.value)
                if isinstance(part, ast.Constant)
                else "{" + ("__name__" if "__name__" in ast.unparse(part) else "") + "}"
                for part in node.values
            )
            if re.search(r"\w+ \w+", words):
                yield words
        elif isinstance(node, ast.Constant) and " " in str(node.value).strip():
            yield str(node.value)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_of_the_staff_has_a_word_that_needs_a_manual(path):
    read = read_in_template(path.read_text())
    assert {words: found for words in read if (found := found_in(words))} == {}


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nor_has_any_sentence_that_the_shop_says_to_them(path):
    read = read_in_python(path.read_text())
    assert {words: found for words in read if (found := found_in(words))} == {}


def test_what_they_read_is_found():
    """The control of both: the sentences of pages and of the code are there to be looked at."""
    pages = [words for path in PAGES for words in read_in_template(path.read_text())]
    code = [words for path in SPEAKING for words in read_in_python(path.read_text())]
    assert {"Missing content", "Recent syncs", "Status history of "} <= set(pages)
    assert {"The settings are saved.", "4Over's staging server."} <= set(code)


def test_nor_have_settings_and_labels():
    settings = dataclasses.fields(ShopSettings)
    shown = [field.metadata[part] for field in settings for part in ("label", "help")]
    shown += [words for kind in LABELS.values() for words in kind.values()]
    assert "Sending on hold" in shown
    assert {words: found for words in shown if (found := found_in(words))} == {}


@pytest.mark.parametrize(
    "page",
    [
        "<p>It is <b>pushed</b> soon.</p>",
        '<td data-label="Lacks">-</td>',
        '{{ notice("bad", "In quarantine") }}',
        "{% set words = {'braked': \"Waits for your word\"} %}<p>-</p>",
        "<p>Kept {{ number }} waived</p>",
        "<p>7.25 %</p>",
    ],
)
def test_the_control_finds_them_on_a_page_wherever_they_stand(page):
    assert [words for words in read_in_template(page) if found_in(words)]


@pytest.mark.parametrize(
    "code",
    [
        'flash("The order is pushed now.")',
        'def sweep():\n    flash(f"{count} items wait for a worker.")',
        '@bp.cli.command()\ndef go():\n    """Synchronize the catalog."""',
        'reason = f"It broke: {type(trouble).__name__} came"',
    ],
)
def test_the_control_finds_them_in_a_sentence_of_the_shop(code):
    assert [words for words in read_in_python(code) if found_in(words)]


def test_what_only_logs_and_developers_read_may_be_named_as_in_the_code():
    silent = '"""The sweep of pushed orders."""\nlog.error("worker %s pushed", name)\n'
    assert list(read_in_python(silent + 'words = "Sent now."')) == ["Sent now."]
