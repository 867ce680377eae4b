"""Our side of the products as a CSV file, out and in: what a file would change is told first.

4Over's columns go out so that people know what they see; coming in, they only say which product a
line is about.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select, update

from storefront.catalog.merchandising import COMPARED, says_now
from storefront.catalog.models import Product, ProductGroup
from storefront.catalog.spreadsheet_cells import (
    OURS,
    NotACsv,
    lines_of,
    read,
    says_nothing,
    shown,
    value_in,
)
from storefront.csv_file import csv_text
from storefront.database import db
from storefront.page_cache import new_edition
from storefront.partner.account import environment

COLUMNS = ("uuid", "code", "partner_name", *OURS)
AT_ONCE = 500

_COLUMN_OF = {name: "group_id" if name == "group" else name for name in OURS}
_READ = ("id", "uuid", "code", "seen", *_COLUMN_OF.values(), *COMPARED)


class Change(NamedTuple):
    line: int
    code: str
    column: str
    before: str
    after: str


@dataclass
class ImportPlan:
    """What a file would change."""

    lines: int = 0
    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)  # by line
    rows: list[dict[str, Any]] = field(default_factory=list)  # to write, with id
    retitled: list[int] = field(default_factory=list)  # ids

    @property
    def moved(self) -> dict[int, int | None]:
        """In which groups products would be: their ids, and the groups'."""
        return {row["id"]: row["group_id"] for row in self.rows if "group_id" in row}

    @property
    def fingerprint(self) -> str:
        """Another, if anything else would be changed than somebody agreed to."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()[:32]


def csv_of(products: Select[Any]) -> str:
    """The products of a query as a CSV file that spreadsheets open and that comes in again."""
    ours = [getattr(Product, name) for name in COLUMNS if name != "group"]
    rows = db.session.execute(
        products.with_only_columns(*ours, ProductGroup.name.label("group"))
        .outerjoin(ProductGroup, ProductGroup.id == Product.group_id)
        .order_by(Product.code, Product.id)
    )
    return csv_text([COLUMNS, *([getattr(row, name) for name in COLUMNS] for row in rows)])


def plan(data: bytes) -> ImportPlan:
    """Compare a file with the products. Reads only. Raises NotACsv."""
    lines = lines_of(data)
    header = [cell.strip().lower() for cell in next(lines, (1, []))[1]]
    _check(header)
    groups = {name: id_ for id_, name in db.session.execute(_GROUPS)}
    by_name = {name.lower(): id_ for name, id_ in groups.items()}
    known, made, lines_by_id = _Products(), ImportPlan(), dict[int, int]()
    for number, cells in lines:
        made.lines += 1
        try:
            if len(cells) != len(header):
                raise ValueError(f"It has {len(cells)} cells; the first line has {len(header)}.")
            said = dict(zip(header, cells, strict=True))
            product = known.meant_by(said)
            first = lines_by_id.setdefault(product.id, number)
            if first != number:
                raise ValueError(f"Line {first} is about the same product.")
            new = {
                name: value_in(name, said[name], by_name)
                for name in OURS
                if name in said and not says_nothing(name, said[name])
            }
        except ValueError as fault:
            made.errors.append((number, str(fault)))
            continue
        _compare(made, number, product, new, {id_: name for name, id_ in groups.items()})
    return made


def apply(plan: ImportPlan) -> None:
    """Write it, in the present transaction. The caller commits, and indexes what is retitled."""
    for start in range(0, len(plan.rows), AT_ONCE):
        db.session.execute(update(Product), plan.rows[start : start + AT_ONCE])
    new_edition()


_GROUPS = select(ProductGroup.id, ProductGroup.name)


def _check(header: list[str]) -> None:
    if not {"uuid", "code"} & set(header):
        raise NotACsv("The first line has no column uuid or code.")
    if "" in header:
        raise NotACsv(f"Column {header.index('') + 1} has no name in the first line.")
    if strange := [name for name in header if name not in COLUMNS]:
        raise NotACsv(f"There is no column {strange[0][:80]}. There are: {', '.join(COLUMNS)}.")
    if len(set(header)) < len(header):
        raise NotACsv("The first line names a column twice.")
    if not set(header) & set(OURS):
        raise NotACsv(f"It has no column that can be changed: {', '.join(OURS)}.")


class _Products:
    """All products of the environment, by what a line may call them."""

    def __init__(self) -> None:
        columns = [getattr(Product, name) for name in _READ]
        here = Product.environment == environment()
        rows = db.session.execute(select(*columns).where(here)).all()
        self.by_uuid = {row.uuid: row for row in rows}
        self.by_code: dict[str, list[Row[Any]]] = {}
        for row in rows:
            self.by_code.setdefault(row.code.lower(), []).append(row)

    def meant_by(self, said: dict[str, str]) -> Any:
        """Raises ValueError if it is none, or not surely one."""
        uuid, code = read(said.get("uuid", "")), read(said.get("code", ""))
        if uuid:
            if uuid not in self.by_uuid:
                raise ValueError(f"There is no product with the uuid {uuid[:80]}.")
            return self.by_uuid[uuid]
        meant = self.by_code.get(code.lower(), [])
        if not meant:
            raise ValueError(f"There is no product with the code {code[:80] or '(none)'}.")
        if len(meant) > 1:
            raise ValueError(
                f"{len(meant)} products have the code {code[:80]}: add the column uuid."
            )
        return meant[0]


def _compare(
    made: ImportPlan, number: int, product: Any, new: dict[str, Any], groups: dict[int, str]
) -> None:
    now = {name: getattr(product, _COLUMN_OF[name]) for name in OURS}
    changed = {name: value for name, value in new.items() if now[name] != value}
    if not changed:
        return

    def told(name: str, value: Any) -> str:
        return groups.get(value, "") if name == "group" else shown(value)

    made.changes += [
        Change(number, product.code, name, told(name, now[name]), told(name, value))
        for name, value in changed.items()
    ]
    after = now | changed
    row = {_COLUMN_OF[name]: value for name, value in after.items()}
    row |= {"id": product.id, "seen": product.seen}
    if changed.keys() & {"title", "description"}:
        row["seen"] = says_now(product) if after["title"] or after["description"] else None
    if "title" in changed:
        made.retitled.append(product.id)
    made.rows.append(row)
