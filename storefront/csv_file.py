"""CSV files for spreadsheets: none of their texts is taken for a formula."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Response

from storefront import times

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """The file, whose first row names the columns."""
    out = io.StringIO(newline="")
    out.write("\ufeff")  # or spreadsheets take it for another alphabet
    csv.writer(out).writerows(map(written, row) for row in rows)
    return out.getvalue()


def csv_answer(name: str, text: str) -> Response:
    """To be saved as a file of that name."""
    disposition = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(text, mimetype="text/csv", headers=disposition)


def written(value: Any) -> str:
    """As a cell. A text that a spreadsheet would work out gets an apostrophe before it."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith((*_FORMULAS, "'")) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal) and not value:
        value = abs(value)  # no -0.00
    if isinstance(value, datetime):
        return times.cell(value)
    return "" if value is None else str(value)


def unwritten(cell: str) -> str:
    """The text again, without an apostrophe that we put before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith((*_FORMULAS, "'")) else cell
