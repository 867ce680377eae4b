"""A column of what 4Over takes for an order: the whole value, as JSON in the database alone."""

from typing import Any

import msgspec
from sqlalchemy import JSON, Dialect, TypeDecorator

from storefront.fourover.charge import Charge


class Charged(TypeDecorator[Charge]):
    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Charge | None, _: Dialect) -> Any:
        return None if value is None else msgspec.to_builtins(value)

    def process_result_value(self, value: Any, _: Dialect) -> Charge | None:
        return None if value is None else msgspec.convert(value, Charge)
