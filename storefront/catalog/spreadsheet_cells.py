"""Cells of a CSV file, as spreadsheets save them: read with care."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import Any

from storefront.catalog.images import has_image
from storefront.csv_file import unwritten
from storefront.text import clean, one_line

OURS = ("title", "description", "image", "group", "sort", "hidden")

_LONGEST = {"title": 300, "description": 20_000}
_NEVER_EMPTY = ("sort", "hidden")
_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's first line, where it is one
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_YES_OR_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class NotACsv(Exception):
    """It is no CSV file of products. The text says why, for the person who chose it."""


def shown(value: Any) -> str:
    """As people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else str(value or "")


def lines_of(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line that holds something, with its number in the file and as many cells as the first
    one has up to its last name. Raises NotACsv."""
    text = _decoded(data)
    said = _SEPARATOR.match(text)
    head = text.partition("\n")[0]
    delimiter = said[1] if said else max(",;\t", key=head.count)
    lines = io.StringIO(text[said.end() if said else 0 :], newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    skipped = 1 if said else 0
    before, width = 0, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                width = width or len(_without_empty_end(cells))
                yield before + 1 + skipped, cells[:width] + _without_empty_end(cells[width:])
            before = reader.line_num
    except csv.Error as trouble:
        number = reader.line_num + skipped
        raise NotACsv(f"Line {number} cannot be read: {trouble}.") from None


def _without_empty_end(cells: list[str]) -> list[str]:
    """Spreadsheets write columns at the right that hold nothing."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def read(cell: str) -> str:
    """What was written: an apostrophe that we put before it goes again."""
    return unwritten(clean(cell, 100_000))


def says_nothing(column: str, cell: str) -> bool:
    """Whether the cell leaves the product as it is: it is empty where nothing cannot be meant."""
    return column in _NEVER_EMPTY and not read(cell).strip()


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
        place = float(text)  # a spreadsheet may write 10.0
    except ValueError:
        place = 0.5
    if not (place.is_integer() and abs(place) <= 10_000):
        raise ValueError(f"sort is a whole number from -10000 to 10000, not “{text[:80]}”.")
    return int(place)


def _decoded(data: bytes) -> str:
    """UTF-8, or what spreadsheets on Windows write when nobody tells them otherwise, or if they
    are told "Unicode text"."""
    if data.startswith(_WORKBOOKS):
        raise NotACsv(
            "This is a workbook (.xlsx, .xls or .ods), whatever its name ends in. Open it in your "
            "spreadsheet program, save it as “CSV UTF-8” and choose that file."
        )
    is_utf16 = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text.partition("\n")[0]:
            return text
    raise NotACsv("This is not a text file. Save it as CSV (UTF-8).")
