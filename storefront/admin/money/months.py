"""The month that a page of sums is about, as its URL names it."""

from flask import request

from storefront import times
from storefront.admin.filters import refuse
from storefront.times import Month, month_of

BACK = 24  # months that are offered


def month_asked() -> Month:
    """That of the URL; this one if it names none. Raises NotHere."""
    if not (asked := request.args.get("month", "")):
        return month_of(times.today())
    try:
        month = Month.read(asked)
        month.later(-BACK).begin  # noqa: B018 - raises where there is no such year
        month.end  # noqa: B018
    except (ValueError, OverflowError):
        refuse("month")
    return month


def months_offered() -> list[tuple[str, str]]:
    """For a filter: this month and those before it, and the one that is asked for."""
    this = month_of(times.today())
    those = {this.later(-back) for back in range(BACK + 1)} | {month_asked()}
    return [(str(month), month.words) for month in sorted(those, reverse=True)]
