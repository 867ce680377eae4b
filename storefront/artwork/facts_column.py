"""The column of a file's facts: read as the typed value, kept as JSON."""

from typing import Any

import msgspec
from sqlalchemy import JSON, Dialect, TypeDecorator

from storefront.artwork.inspection.facts import Facts


class FactsColumn(TypeDecorator[Facts]):
    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Facts | None, _: Dialect) -> Any:
        return msgspec.to_builtins(value)

    def process_result_value(self, value: Any, _: Dialect) -> Facts | None:
        return None if value is None else msgspec.convert(value, Facts)
