"""The columns of a `Choice`: 4Over's UUIDs of a product and of all that was chosen of it."""

from typing import Any

from sqlalchemy.orm import MappedColumn, mapped_column

from storefront.database import Identifier, Texts


def choice_columns(**how: Any) -> tuple[MappedColumn[Any], ...]:
    """For a `composite` of `Choice`, between its product and its sets: to be replaced as a
    whole."""
    single = ("runsize_uuid", "colorspec_uuid", "turnaround_uuid")
    several = ("option_uuids", "described_uuids")
    return (
        *(mapped_column(name, Identifier, **how) for name in single),
        *(mapped_column(name, Texts, default=()) for name in several),
    )
