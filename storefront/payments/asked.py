"""When somebody outside was asked last, as a clock said that may have been wrong."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped

from storefront.clock import now


def longer_ago(moment: Mapped[Any], ago: timedelta) -> ColumnElement[bool]:
    """It is that long ago; or in the future, where nothing can have happened."""
    return (moment < now() - ago) | (moment > now())


def within(moment: datetime | None, ago: timedelta) -> bool:
    """It was in the time that just passed."""
    return moment is not None and now() - ago < moment <= now()
