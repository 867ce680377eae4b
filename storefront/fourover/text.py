"""Text from outside, made harmless: no NUL, no lone surrogates, no endless lines."""

import html
import re
from typing import Any

LONGEST = 2000  # characters of any one text; 4Over's descriptions stay far below
LONGEST_WORDS = 500  # characters of what is shown to a person

_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_QUERY = re.compile(r"(https?:[^\s\"'<>?]+)\?[^\s\"'<>]*", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?([a-z][a-z0-9]*)(?:\s+[a-z-]+\s*=[^<>]*)?\s*/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,10}\d?);", re.IGNORECASE)
_WITHIN_A_LINE = {"a", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
_DEEPEST = 6  # how far a sentence may hide inside an error


def clean(text: str, longest: int | None = None) -> str:
    """The text without what databases, terminals and XML choke on, at most `longest` long."""
    if not text.isprintable():
        text = _HARMFUL.sub("", text)
    return text if longest is None or len(text) <= longest else text[: longest - 1] + "…"


def without_html(text: str) -> str:
    """The plain text of what may be HTML: no tags, &amp; is &. A lone "<" stays: a < b."""
    if "<" not in text and "&" not in text:
        return text
    text = _TAG.sub(
        lambda tag: "" if tag[1].lower() in _WITHIN_A_LINE else " ", _SCRIPT.sub(" ", text)
    )
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return clean(re.sub(r" +", " ", text.replace("\xa0", " "))).strip()


def words(answer: Any, otherwise: str = "") -> str:
    """The sentence in an answer, however deep 4Over has put it (API 9.1, 10.3, 19).

    A message may be a text, {"description": ...}, {code: text} or a list of these.
    """
    sentences = "; ".join(dict.fromkeys(_sentences(answer, _DEEPEST)))
    return clean(_QUERY.sub(r"\1", sentences), LONGEST_WORDS) or otherwise


def _sentences(value: Any, deepest: int) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if deepest == 0:
        return []
    if isinstance(value, list):
        return [sentence for part in value for sentence in _sentences(part, deepest - 1)]
    if isinstance(value, dict):
        for key in ("message", "messages", "description", "errors", "error", "status_text"):
            if sentence := _sentences(value.get(key), deepest - 1):
                return sentence
        coded = [text for code, text in value.items() if code.isdigit()]
        return _sentences(coded, deepest - 1)
    return []


def excerpt(body: bytes | str, longest: int = 200) -> str:
    """The beginning of an answer that could not be read, to show to a person."""
    text = body[: 4 * longest]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return clean(_QUERY.sub(r"\1", " ".join(text.split())), longest)
