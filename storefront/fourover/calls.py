"""What several calls have in common: paths, whole lists, questions, and readable answers."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from storefront.fourover.answers import UNDECIDED, RawAnswer, asks_to_wait, read_json, value_of
from storefront.fourover.errors import Malformed, Refused, Unclear
from storefront.fourover.paging import EntityPage, every_entity
from storefront.fourover.payloads import encoded
from storefront.fourover.replies import FeedProduct, Unreadable, reading
from storefront.fourover.text import excerpt, words
from storefront.fourover.transport import Reader, Transport

T = TypeVar("T")

MANY = 1000  # entities to ask for at once, where 4Over sets no limit
_ATTACHED = re.compile(r"\battached\b|(?<!un)succes", re.IGNORECASE)  # 4Over writes "succesfully"
_NOT_SO = re.compile(r"\b(?:not|cannot|unable|fail\w*)\b|n['’]t\b", re.IGNORECASE)
_LONGEST_SENTENCE = 300
_NOT_ABOUT_IT = {401, 403, 429, *UNDECIDED}  # statuses that are no answer to the question


class Calls:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, path: str, reader: Reader = value_of, **query: str) -> Any:
        return self._transport.get(path, list(query.items()), reader)

    def ask(
        self,
        path: str,
        question: Mapping[str, Any],
        from_json: Callable[[Any], T],
        reader: Reader = value_of,
    ) -> T:
        """A POST that changes nothing."""
        return read(from_json, self._transport.ask(path, encoded(question), reader), f"POST {path}")

    def change(self, method: str, path: str, payload: Mapping[str, Any] | None = None) -> Any:
        """A write, sent once; its JSON."""
        body = None if payload is None else encoded(payload)
        return value_of(self._transport.write(method, path, body), f"{method} {path}")

    def page(self, path: str, step: int, offset: int, reader: Reader = value_of) -> EntityPage:
        query = [("max", str(step)), ("offset", str(offset))]
        return read(EntityPage.from_json, self._transport.get(path, query, reader), f"GET {path}")

    def entities(
        self, path: str, from_json: Callable[[Any], T], *identity: str, step: int = MANY
    ) -> tuple[T, ...]:
        """A whole list. Those whose `identity`, a field's name, came before are left out."""
        every = every_entity(
            lambda offset: self.page(path, step, offset),
            partial(named, names=identity),
            step=step,
            path=path,
        )
        return tuple(read(from_json, entity, f"GET {path}") for entity in every)

    def short_list(self, path: str, from_json: Callable[[Any], T]) -> tuple[T, ...]:
        """A list that 4Over gives in one answer. Raises Unclear if it says that there is more."""
        page = self.page(path, MANY, 0)
        if page.total is not None and page.total > len(page.entities):
            raise Unclear(f"GET {path} stopped at {len(page.entities)} of {page.total}")
        return tuple(read(from_json, entity, f"GET {path}") for entity in page.entities)


def path_of(*segments: str) -> str:
    """A path of segments that may come from 4Over, such as a job id; they stay within it."""
    if any(not segment.strip(".") for segment in segments):
        raise Refused("an empty or dotted id, which 4Over cannot know")
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def read(from_json: Callable[[Any], T], data: Any, call: str) -> T:
    """A typed reply. Raises Unclear if the answer has another shape."""
    try:
        return from_json(data)
    except Unreadable as error:
        reason = str(error)
    raise Unclear(f"unexpected answer on {call}: {reason}", status=200)


def named(entity: Any, names: tuple[str, ...]) -> str:
    """What tells an entity from the others of its list."""
    name = reading.text(entity, *names) if isinstance(entity, dict) else ""
    return name or repr(entity)


def product_or_trouble(entity: Any) -> FeedProduct | Malformed:
    try:
        return FeedProduct.from_json(entity)
    except Malformed as trouble:
        return trouble


def attached(answer: Any, call: str) -> None:
    """A bare list of sentences (API 11)."""
    said = words(answer) if isinstance(answer, (list, str)) else ""
    if not _ATTACHED.search(said) or _NOT_SO.search(said):
        raise Unclear(f"{said or 'no word of the files'} on {call}", status=200)


def let_go(answer: RawAnswer, call: str) -> None:
    """Only the JSON value true is a yes; any sentence is a no (API 15)."""
    readable, value = read_json(answer.body)
    if not readable and _is_a_sentence(answer):
        raise Refused(excerpt(answer.body, _LONGEST_SENTENCE), status=answer.status)
    value = value_of(answer, call)
    if value is True:
        return
    said = words(value)
    if value is False or said:
        raise Refused(said or "4Over did not say why", status=answer.status)
    raise Unclear(f"neither yes nor no on {call}", status=answer.status)


def _is_a_sentence(answer: RawAnswer) -> bool:
    """Plain words of 4Over's in place of JSON, and not some proxy's error page."""
    text = answer.body.strip()
    about_it = 200 <= answer.status < 300 or 400 <= answer.status < 500
    about_it = about_it and answer.status not in _NOT_ABOUT_IT
    plain = 0 < len(text) <= _LONGEST_SENTENCE and text[:1] not in b'<{["'
    return about_it and plain and not asks_to_wait(answer.body)
