"""Cells of a CSV file: made so that no spreadsheet takes one for a formula, and read with care."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from storefront.catalog.images import has_image
from storefront.text import clean, one_line

OURS = ("title", "description", "image", "group", "sort", "hidden")

_FORMULAS = "=+-@\t\r"
_LONGEST = {"title": 300, "description": 20_000}
_YES_OR_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Unreadable(Exception):
    """It is no CSV file of products. The text says why, for the person who chose it."""


def written(value: Any) -> str:
    """As a cell. A text that a spreadsheet would work out gets an apostrophe before it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = str(value or "")
    return f"'{text}" if text.startswith((*_FORMULAS, "'")) else text


def lines_of(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line that holds something, with its number in the file. Raises Unreadable."""
    text = _decoded(data)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as trouble:
        raise Unreadable(f"Line {reader.line_num} cannot be read: {trouble}.") from None


def read(cell: str) -> str:
    """What was written: an apostrophe that we put before it goes again."""
    text = clean(cell, 100_000)
    return text[1:] if text[:1] == "'" and text[1:2] in tuple(_FORMULAS + "'") else text


def value_in(column: str, cell: str, groups: dict[str, int]) -> Any:
    """The value a cell gives a column of ours. Raises ValueError, which says what is wrong.

    `groups` are the product groups' ids by name in lower case.
    """
    text = read(cell) if column == "description" else one_line(read(cell))
    if column == "group":
        if text and text.lower() not in groups:
            raise ValueError(f"There is no product group {text[:80]}.")
        return groups[text.lower()] if text else None
    if column == "hidden":
        if text.lower() not in _YES_OR_NO:
            raise ValueError(f"hidden is yes or no, not “{text[:80]}”.")
        return _YES_OR_NO[text.lower()]
    if column == "sort":
        return _place(text)
    if column == "image":
        if text and not has_image(text):
            raise ValueError(f"No picture of the name {text[:80]} was uploaded.")
        return text
    if len(text) > _LONGEST[column]:
        raise ValueError(f"{column} is longer than {_LONGEST[column]:,} characters.")
    return text


def _place(text: str) -> int:
    try:
        place = int(text or 0)
    except ValueError:
        place = 10**9
    if abs(place) > 10_000:
        raise ValueError(f"sort is a whole number from -10000 to 10000, not “{text[:80]}”.")
    return place


def _decoded(data: bytes) -> str:
    """UTF-8, or what spreadsheets on Windows write when nobody tells them otherwise."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("It is no text. Save it as CSV (UTF-8), please.")
