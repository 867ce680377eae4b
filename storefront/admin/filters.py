"""What a URL asks of a list. What is not known there is refused: nothing else is shown for it."""

from collections.abc import Iterable
from typing import NoReturn

from flask import request

from storefront.not_here import NotHere
from storefront.text import clean


def one_asked(name: str, those: Iterable[str]) -> str:
    """Which of `those` the URL asks for under that name; "" for none. Raises NotHere."""
    asked = request.args.get(name, "")
    if asked and asked not in set(those):
        refuse(name)
    return asked


def refuse(name: str) -> NoReturn:
    """What the URL asks for under that name is nothing that can be shown. Raises NotHere."""
    asked = clean(request.args.get(name, ""), 60)
    raise NotHere(
        "We couldn't show what was asked for",
        f"There is no {name} “{asked}”. Nothing else is shown in its place.",
        ("Show the list", request.path),
    )
