"""The columns of a `Choice`: 4Over's UUIDs of a product and of all that was chosen of it."""

from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator
from sqlalchemy.orm import MappedColumn, mapped_column

from storefront.database import Identifier


class Identifiers(TypeDecorator[tuple[str, ...]]):
    """A column type for several of them, in their order: a tuple, as nobody is to edit it."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: list[str] | None, _: Dialect) -> tuple[str, ...]:
        return tuple(value or ())


def choice_columns(**how: Any) -> tuple[MappedColumn[Any], ...]:
    """For a `composite` of `Choice`, after the product: to be replaced as a whole."""
    single = ("runsize_uuid", "colorspec_uuid", "turnaround_uuid")
    several = ("option_uuids", "described_uuids")
    return (
        *(mapped_column(name, Identifier, **how) for name in single),
        *(mapped_column(name, Identifiers, default=()) for name in several),
    )
