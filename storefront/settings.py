"""What staff decide: one line a setting, from which form and command line are made."""

import dataclasses
import enum
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import g
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from storefront.extensions import Model, db
from storefront.numbers import NoSuchNumber, Numbers, percentages
from storefront.text import one_line


class StoredSetting(Model):
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class BadSetting(Exception):
    """There is no such setting, or it cannot have that value. The text says which."""


PERCENT, MARKUP = percentages(), percentages(-100, 10_000)
SHARE, FAR, ROW = percentages(places=0), percentages(1, 1000, 0), Numbers(0, 2**31 - 1)


def setting(
    default: Any,
    label: str,
    help: str = "",  # noqa: A002
    section: str = "shop",
    within: Numbers | None = None,
) -> Any:
    about = {"label": label, "help": help, "section": section, "within": within}
    return dataclasses.field(default=default, metadata=about)


class Weekday(enum.StrEnum):
    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class Zone(str):
    """The name of a time zone, such as America/New_York. Raises ValueError for any other text."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(f"There is no time zone {name!r}.") from None
        return super().__new__(cls, name)


@dataclass(frozen=True)
class ShopSettings:
    # fmt: off
    shop_name: str = setting("Print Shop", "Shop name")
    time_zone: Zone = setting(Zone("America/New_York"), "Time zone", "Of every time on pages, in emails and in exports, and of the hour below at which the shop synchronizes.")
    shop_email: str = setting("", "Email for questions", "Shown to customers in emails and on error pages.")
    taking_orders: bool = setting(True, "Taking orders", "Off: customers can look but not buy, and read so on every page.")
    closed_words: str = setting("", "While not taking orders, customers read", "Such as: We are back on Monday, March 2.")
    guests_may_order: bool = setting(True, "Guests may order", "Off: customers sign in before paying.")
    trust_customers: bool = setting(False, "Print signed-in customers' orders on account at once", "Off: each order on account waits until somebody of staff approves it. A guest's always does.")
    list_own_products: bool = setting(False, "List own products beside 4Over's", "They can never share a cart with 4Over's.")

    active: bool = setting(False, "4Over is active", "Off: nothing of 4Over's is shown to customers.", "partner")
    send_orders_as_test: bool = setting(True, "Send orders as test", "Orders and data use 4Over's staging server.", "partner")
    inline_files: bool = setting(False, "Send files with the order", "Off: they are attached to each job just after it (recommended).", "partner")
    cost_tolerance_percent: Decimal = setting(Decimal("2"), "Cost tolerance (%)", "An order item whose cost rose by more than this is held for a person.", "partner", PERCENT)
    pushing_paused: bool = setting(False, "Sending on hold", "On: nothing is sent to 4Over until this is off again.", "partner")
    ship_from_company: str = setting("", "Ship from: company", "If given, parcels go out as drop shipments in this name.", "partner")
    ship_from_phone: str = setting("", "Ship from: phone", "", "partner")
    ship_from_address: str = setting("", "Ship from: street", "", "partner")
    ship_from_city: str = setting("", "Ship from: city", "", "partner")
    ship_from_state: str = setting("", "Ship from: state", "Two letters.", "partner")
    ship_from_zipcode: str = setting("", "Ship from: ZIP code", "", "partner")

    markup_percent: Decimal = setting(Decimal("40"), "Default markup (%)", "Added to 4Over's cost where no markup rule says otherwise.", "prices", MARKUP)
    shipping_markup_percent: Decimal = setting(Decimal("0"), "Markup on shipping (%)", "Added to 4Over's shipping cost.", "prices", MARKUP)
    quote_hours: int = setting(72, "A quote holds for (hours)", "The price in a cart; it is asked again at checkout when over an hour old.", "prices", Numbers(1, 1000))

    markup_loss_agreed: Decimal = setting(Decimal("0"), "Default markup that may sell under cost", "An admin said yes to it.", "hidden")
    shipping_loss_agreed: Decimal = setting(Decimal("0"), "Shipping markup that may sell under cost", "An admin said yes to it.", "hidden")
    active_again: bool = setting(False, "Active again", "4Over was active where the shop came from.", "hidden")
    wording: str = setting("", "Edition of words and templates", "Drawn anew with each edit of them.", "hidden")
    searched_wording: str = setting("", "Edition that the search knows", "Follows the one above.", "hidden")

    synonyms: str = setting("", "Search words", "What customers type, and what it is called here. Empty: the list to begin with.", "hidden")

    weekly_sync: bool = setting(True, "Synchronize all products once a week", "By itself, on the day below. Only this notices what 4Over no longer prints.", "sync")
    sync_day: Weekday = setting(Weekday.SATURDAY, "Day of the week", "", "sync")
    sync_hour: int = setting(2, "Not before (hour of the day)", "0 is midnight, 13 is 1 PM, in the shop's time zone. What is fetched by itself is fetched after this hour.", "sync", Numbers(0, 23))
    daily_changes: bool = setting(False, "Fetch changes on the other days", "A short walk: what 4Over says has changed since the last time.", "sync")
    refresh_own_prices: bool = setting(False, "Refresh prices for our own account", "A cache server's prices may be another account's. On: the catalog is fetched once more from 4Over in the background, with our own prices, and from then on always.", "sync")
    brake_gone_percent: int = setting(5, "Ask before withdrawing (% of products)", "A synchronization that would withdraw more waits for an admin.", "sync", SHARE)
    brake_moved_percent: int = setting(10, "Ask before moving prices (% of products)", "One that would move more of them far waits too.", "sync", SHARE)
    brake_move_size_percent: int = setting(20, "A price moves far (%)", "By more than this, up or down.", "sync", FAR)

    default_workflow: int = setting(0, "Default workflow", "Given to newly imported products; never changes products that are here.", "catalog", ROW)
    default_product_group: int = setting(0, "Default product group", "Given to newly imported products; never moves products that are here.", "catalog", ROW)
    default_user_group: int = setting(0, "Default user group", "Given to customers who register.", "catalog", ROW)
    # fmt: on


KINDS: dict[str, Any] = get_type_hints(ShopSettings)
WITHIN: dict[str, Numbers] = {
    field.name: field.metadata["within"]
    for field in dataclasses.fields(ShopSettings)
    if field.metadata["within"]
}


# of the table, not the class: every request asks this, and rows need no identity
_STORED = select(StoredSetting.__table__.c.name, StoredSetting.__table__.c.value)


def shop_settings() -> ShopSettings:
    """The settings now; read once a request (or once a job)."""
    found: ShopSettings | None = g.get("shop_settings")
    if found is None:
        rows = db.session.execute(_STORED)
        stored = {name: _typed(name, value) for name, value in rows if name in KINDS}
        found = g.shop_settings = ShopSettings(**stored)
    return found


def save_setting(name: str, value: Any) -> None:
    """Store one setting, in the present transaction. Raises BadSetting."""
    db.session.merge(StoredSetting(name=name, value=str(from_text(name, str(value)))))
    g.pop("shop_settings", None)


def from_text(name: str, text: str) -> Any:
    """The typed value of a setting written as text, if it may have it. Raises BadSetting."""
    if name not in KINDS:
        raise BadSetting(f"There is no setting {name}. There are: {', '.join(KINDS)}.")
    if name in WITHIN:
        try:
            return KINDS[name](WITHIN[name].read(text))
        except NoSuchNumber as trouble:
            raise BadSetting(f"{name}: {trouble}") from None
    return _typed(name, text)


def _typed(name: str, text: str) -> Any:
    kind = KINDS[name]
    if kind is bool:
        if text.lower() in ("true", "yes", "on", "1"):
            return True
        if text.lower() in ("false", "no", "off", "0", ""):
            return False
        raise BadSetting(f"{name} is yes or no, not {text!r}.")
    if kind is str:
        return one_line(text)
    try:
        value = kind(text)
    except (ValueError, InvalidOperation):
        raise BadSetting(f"{name} cannot be {text!r}.") from None
    if kind is Decimal and not value.is_finite():
        raise BadSetting(f"{name} cannot be {text!r}.")
    return value
