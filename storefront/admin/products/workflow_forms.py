"""A workflow as a form: a row for each stage, and some that are empty."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice

from storefront.admin.labels import choices
from storefront.catalog.models import Workflow
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.numbers import Numbers
from storefront.orders.stages import OF_FILES
from storefront.web.forms import Form, line, number

MOST = 12  # stages of one workflow
EMPTY = 3  # rows to add some in
PARTS = ("position", "gate", "internal", "customer")
ONCE = (Gate.PAYMENT, Gate.FILES)  # the second would be passed with the first


class _Rows(Form):
    """The name, and the fields of all rows: gate_1, internal_1 …"""

    name = line("Name", 120, asked="Enter a name.")


def _row(n: int) -> dict[str, Field]:
    none = SelectChoice("", "No stage")
    gates = [none, *(SelectChoice(value, words) for value, words in choices(Gate))]
    return {
        "position": number(f"Position of stage {n}", Numbers(1, 99), optional=True),
        "gate": SelectField(f"What stage {n} waits for", choices=gates, default=""),
        "internal": line(f"What staff read at stage {n}", 120),
        "customer": line(f"What the customer reads at stage {n}", 120),
    }


for _n in range(1, MOST + 1):
    for _part, _field in _row(_n).items():
        setattr(_Rows, f"{_part}_{_n}", _field)


class WorkflowForm(_Rows):
    """Outside of the page, its rows are one value: the stages, in the order of their positions."""

    def __init__(self, *, obj: Workflow | None = None, **more: Any) -> None:
        rows: dict[str, Any] = {}
        for n, stage in enumerate(obj.stages if obj else (), start=1):
            rows |= {f"position_{n}": n, f"gate_{n}": stage.gate.value}
            rows |= {f"internal_{n}": stage.internal, f"customer_{n}": stage.customer}
        super().__init__(obj=obj, **rows, **more)

    @property
    def data(self) -> dict[str, Any]:
        stages = tuple(
            WorkflowStage(Gate(row["gate"].data), row["internal"].data, row["customer"].data)
            for row in self._in_order()
            if row["gate"].data
        )
        return {"name": self.name.data, "stages": stages}

    @property
    def rows(self) -> list[dict[str, Field]]:
        """As many as are used, and some more."""
        rows = list(self._rows())
        last = max((n for n, row in enumerate(rows, start=1) if _is_used(row)), default=0)
        return rows[: last + EMPTY]

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        gates: list[str] = []
        for row in self._in_order():
            for field, fault in _faults(row, gates):
                field.errors = field.errors or [fault]
                good = False
            gates.append(row["gate"].data)
        return good

    def _in_order(self) -> list[dict[str, Field]]:
        """By their positions; one without stays behind the one above it."""
        at, numbered = 0, []
        for row in self._rows():
            at = row["position"].data or at
            numbered.append((at, row))
        return [row for _, row in sorted(numbered, key=itemgetter(0))]

    def _rows(self) -> Iterator[dict[str, Field]]:
        for n in range(1, MOST + 1):
            yield {part: self[f"{part}_{n}"] for part in PARTS}


def _is_used(row: dict[str, Field]) -> bool:
    return any(field.data or field.errors for field in row.values())


def _faults(row: dict[str, Field], before: list[str]) -> Iterator[tuple[Field, str]]:
    gate = row["gate"]
    if not gate.data:
        if row["internal"].data or row["customer"].data:
            yield gate, "Choose what it waits for, or empty the row."
        return
    if gate.data in ONCE and gate.data in before:
        yield gate, "There is a stage for that already."
    if gate.data == Gate.FILES and any(other in OF_FILES for other in before):
        yield gate, "Files come before somebody approves them."
    if not row["internal"].data:
        yield row["internal"], "Say what staff read meanwhile."
    if not row["customer"].data:
        yield row["customer"], "Say what the customer reads meanwhile."
