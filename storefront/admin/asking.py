"""Asking before a change: a page says what it does, and the yes counts for just that. If something
else is so by then, it asks again."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import render_template, request
from flask.typing import ResponseReturnValue


@dataclass(frozen=True)
class Confirmation:
    title: str  # such as: Delete the tax rule for NY?
    changes: Sequence[str]  # what it does, in sentences
    button: str

    @property
    def seal(self) -> str:
        return sha256("\n".join([self.title, *self.changes]).encode()).hexdigest()[:32]

    @property
    def outdated(self) -> bool:
        """A yes was said, but to something else."""
        return request.form.get("yes", self.seal) != self.seal

    @property
    def answered(self) -> bool:
        return request.method == "POST" and request.form.get("yes") == self.seal


def before_deleting(
    what: str, changes: Sequence[str], back: str, *, in_the_way: str = ""
) -> ResponseReturnValue | None:
    """The page that asks; None once yes was said to it. What is `in_the_way` is said instead.

    Every URL that deletes calls it, and answers to GET and to POST.
    """
    return ask_before(Confirmation(f"Delete {what}?", changes, "Delete"), back, in_the_way)


def ask_before(
    question: Confirmation, back: str, in_the_way: str = ""
) -> ResponseReturnValue | None:
    """The same for what is no deletion."""
    if question.answered and not in_the_way:
        return None
    page = render_template(
        "admin/deletion.html", question=question, back=back, in_the_way=in_the_way
    )
    refused = request.method == "POST" and (in_the_way or question.outdated)
    return page, 409 if refused else 200
