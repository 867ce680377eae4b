"""Times as people read and name them: in the shop's zone, the American way. Stored is UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

from storefront.clock import now
from storefront.settings import shop_settings


def local(value: datetime) -> datetime:
    """The same moment on the shop's clock."""
    return value.astimezone(ZoneInfo(shop_settings().time_zone))


def moment(value: datetime, zone: bool = False) -> str:
    """Nov 29, 2026, 4:20 AM; with `zone`, for whoever may be in another one: 4:20 AM EST."""
    here = local(value)
    name = here.tzname() or ""
    named = f" {'GMT' if name[:1] in '+-' else ''}{name}" if zone else ""
    return f"{here:%b %-d, %Y, %-I:%M %p}{named}"


def day(value: datetime) -> str:
    """Nov 29, 2026."""
    return calendar_day(local(value))


def calendar_day(value: date) -> str:
    """Nov 29, 2026, of what is a day and no moment."""
    return f"{value:%b %-d, %Y}"


def weekday(day: str) -> str:
    """Fri, Dec 4, from a day as it is stored: where it is to happen it is that day."""
    return f"{date.fromisoformat(day):%a, %b %-d}"


def cell(value: datetime) -> str:
    """2026-11-29 04:20, which every spreadsheet takes for a time."""
    return f"{local(value):%Y-%m-%d %H:%M}"


def for_machines(value: datetime) -> str:
    """2026-11-29T09:20:31+00:00, as the `datetime` of a `<time>`."""
    return value.isoformat(timespec="seconds")


def hour(of_day: int) -> str:
    """2 AM."""
    return f"{time(of_day):%-I %p}"


def today() -> date:
    return local(now()).date()


def days_ago(value: datetime) -> int:
    """How many midnights of the shop lie between."""
    return (today() - local(value).date()).days


def ago(value: datetime) -> str:
    """today, yesterday, 3 days ago."""
    days = days_ago(value)
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def begin_of(day: date) -> datetime:
    """The midnight with which this day of the shop begins. Raises OverflowError, around the years
    1 and 9999."""
    zone = ZoneInfo(shop_settings().time_zone)
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of the shop's calendar. No tuple: a URL would have each of its parts."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Of 2026-11. Raises ValueError."""
        first = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a month only
        return cls(first.year, first.month)

    def __str__(self) -> str:
        """2026-11, as files and URLs name it."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def words(self) -> str:
        """November 2026."""
        return f"{date(self.year, self.number, 1):%B %Y}"

    def later(self, months: int) -> Self:
        years, number = divmod(self.number - 1 + months, 12)
        return type(self)(self.year + years, number + 1)

    @property
    def begin(self) -> datetime:
        """Raises OverflowError, around the years 1 and 9999."""
        return begin_of(date(self.year, self.number, 1))

    @property
    def end(self) -> datetime:
        """The first moment that is not in it any more."""
        return self.later(1).begin


def month_of(value: date) -> Month:
    return Month(value.year, value.month)
