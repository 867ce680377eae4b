"""What staff decide: one line a setting, from which form and command line are made."""

import dataclasses
import enum
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from storefront.database import Model, db
from storefront.numbers import NoSuchNumber, Numbers, percentages
from storefront.page_cache import SeenByVisitors, recalled, remembered
from storefront.text import one_line


class StoredSetting(SeenByVisitors, Model):
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
    time_zone: Zone = setting(Zone("America/New_York"), "Time zone", "For every time on pages, in emails and in exports, and for the hour of the sync below.")
    shop_email: str = setting("", "Email for questions", "Shown to customers in emails and on error pages.")
    taking_orders: bool = setting(True, "Taking orders", "Off: customers can look but not buy, and every page says so.")
    closed_words: str = setting("", "Message while not taking orders", "Such as: We are back on Monday, March 2.")
    guests_may_order: bool = setting(True, "Guests may order", "Off: customers have to sign in before paying.")
    how_to_pay: str = setting("Pay by bank transfer, check or cash: we tell you how after you order", "How to pay by bank transfer, check or cash", "For customers who choose it, such as an account to transfer to. Their orders wait until staff record the money. Empty: it is not offered.")
    files_later: bool = setting(True, "Customers may send files after ordering", "On: an item can be ordered before its files are there; the customer gets a link to send them by, and it is printed once they have come. Off: every file is needed before checkout.")
    files_remind_days: str = setting("1, 3, 7", "Remind customers of files (days)", "By email, so many days after we began to wait for files that were not sent with the order, or for others in place of those that 4Over cannot print. Empty: never.")
    on_account_waits: bool = setting(False, "Let anybody ask to pay later", "On: guests, and customers who may not owe that much, can choose to pay later, too; their orders wait until staff approve them. Off: only customers with a limit can, up to it.")
    proofs_approved: bool = setting(True, "Customers approve the proof before they order", "On: each item with files is shown as it will be cut, and ordered only when the customer has said yes to it. Asked again when a file, an option or a rule about files changes.")
    list_own_products: bool = setting(False, "List own products beside 4Over's", "Customers cannot have both in one cart.")

    shop_street: str = setting("", "Street address", "On invoices.", "invoices")
    shop_city: str = setting("", "City, state and ZIP code", "", "invoices")
    shop_tax_id: str = setting("", "Tax ID", "On invoices, if your state wants it there.", "invoices")
    invoice_prefix: str = setting("INV-{year}-", "Invoice numbers begin with", "{year} is the year: with each new one they begin at 0001 again. Credit notes have numbers of the same series.", "invoices")
    remind_after_days: int = setting(0, "Remind customers of unpaid orders (days after they were due)", "By email, then twice more, two weeks apart. 0: never.", "invoices", Numbers(0, 90))

    cart_files_days: int = setting(30, "Keep the files of carts (days)", "After the last change of a cart that is not ordered.", "files", Numbers(1, 3650))
    order_files_days: int = setting(365, "Keep the files of orders (days)", "After every item has arrived or was canceled. Longer while a refund is open or a payment needs attention. 0: for ever.", "files", Numbers(0, 3650))

    active: bool = setting(False, "4Over is active", "Off: customers see none of 4Over's products.", "partner")
    send_orders_as_test: bool = setting(True, "Send orders as test", "On: orders and data use 4Over's staging server; nothing is printed or charged.", "partner")
    inline_files: bool = setting(False, "Send files with the order", "Off: they are attached to each job right after the order (recommended).", "partner")
    cost_tolerance_percent: Decimal = setting(Decimal("2"), "Cost tolerance (%)", "An order item whose cost rose by more than this, and by more than the cents below, is put on hold.", "partner", PERCENT)
    cost_tolerance_cents: int = setting(25, "Cost tolerance (cents)", "Both must be exceeded: a rise of a few cents is not worth holding an order for, however many percent it is.", "partner", Numbers(0, 10_000))
    own_accounts: bool = setting(False, "Customers may connect their own 4Over account", "On: a signed-in customer may enter keys of his own under Your account. His orders are then priced and charged there, never on your card. You can do the same for him on his page under Users. Off: no new ones; who has connected one keeps it, and can disconnect it.", "partner")
    daily_limit_account: int = setting(5000, "Daily limit of a 4Over account ($)", "No more than this is sent to 4Over on a day, charged to one account. You get an email at 80%; what is over it waits until an admin raises it. 0: no limit.", "partner", Numbers(0, 1_000_000))
    daily_limit: int = setting(10_000, "Daily limit in all ($)", "The same for all of the shop's accounts together; customers' own accounts are not in it.", "partner", Numbers(0, 1_000_000))
    pushing_paused: bool = setting(False, "Sending on hold", "On: orders are taken, and none is sent to 4Over until this is off again.", "partner")
    ship_from_company: str = setting("", "Ship from: company", "If set, parcels are shipped in this name, not in 4Over's.", "partner")
    ship_from_phone: str = setting("", "Ship from: phone", "", "partner")
    ship_from_address: str = setting("", "Ship from: street", "", "partner")
    ship_from_city: str = setting("", "Ship from: city", "", "partner")
    ship_from_state: str = setting("", "Ship from: state", "Two letters.", "partner")
    ship_from_zipcode: str = setting("", "Ship from: ZIP code", "", "partner")

    markup_percent: Decimal = setting(Decimal("40"), "Default markup (%)", "Added to 4Over's cost where no markup rule says otherwise.", "prices", MARKUP)
    shipping_markup_percent: Decimal = setting(Decimal("0"), "Markup on shipping (%)", "Added to 4Over's shipping cost.", "prices", MARKUP)
    quote_hours: int = setting(72, "Prices in a cart hold for (hours)", "At checkout, prices older than an hour are confirmed with 4Over again.", "prices", Numbers(1, 1000))

    markup_loss_agreed: Decimal = setting(Decimal("0"), "Default markup that may sell under cost", "An admin said yes to it.", "hidden")
    shipping_loss_agreed: Decimal = setting(Decimal("0"), "Shipping markup that may sell under cost", "An admin said yes to it.", "hidden")
    active_again: bool = setting(False, "Active again", "4Over was active before the server was changed.", "hidden")
    indexed_words: str = setting("", "Glossary and templates that the search index was made with", "Their digest: the index is made anew after an edit.", "hidden")

    weekly_sync: bool = setting(True, "Sync all products once a week", "On the day below. Only a full sync finds products that 4Over no longer prints.", "sync")
    sync_day: Weekday = setting(Weekday.SATURDAY, "Day of the week", "", "sync")
    sync_hour: int = setting(2, "Not before (hour of the day)", "0 is midnight, 13 is 1 PM, in the shop's time zone. Every automatic sync starts after this hour.", "sync", Numbers(0, 23))
    daily_changes: bool = setting(False, "Sync changes on the other days", "Takes minutes: only what 4Over lists as changed since the last sync.", "sync")
    refresh_own_prices: bool = setting(False, "Refresh prices for our own account", "A cache server's prices may be another account's. On: the catalog is also fetched from 4Over itself, with your own prices, now and for every sync after.", "sync")
    brake_gone_percent: int = setting(5, "Products withdrawn: needs approval above (% of products)", "A sync that would withdraw more needs an admin's approval.", "sync", SHARE)
    brake_moved_percent: int = setting(10, "Large price changes: needs approval above (% of products)", "A sync with large price changes on more products needs approval, too.", "sync", SHARE)
    brake_move_size_percent: int = setting(20, "A large price change is over (%)", "Up or down.", "sync", FAR)

    default_workflow: int = setting(0, "Default workflow", "Given to newly imported products. Existing products stay as they are.", "catalog", ROW)
    default_product_group: int = setting(0, "Default product group", "Given to newly imported products. Existing products stay as they are.", "catalog", ROW)
    default_user_group: int = setting(0, "Default user group", "Given to customers who register. Existing customers stay as they are.", "catalog", ROW)
    # fmt: on


KINDS: dict[str, Any] = get_type_hints(ShopSettings)
# The others the shop notes for itself: what somebody said yes to, and what follows from an edit.
FOR_PEOPLE = [
    field.name
    for field in dataclasses.fields(ShopSettings)
    if field.metadata["section"] != "hidden"
]
WITHIN: dict[str, Numbers] = {
    field.name: field.metadata["within"]
    for field in dataclasses.fields(ShopSettings)
    if field.metadata["within"]
}


# of the table, not the class: rows need no identity
_STORED = select(StoredSetting.__table__.c.name, StoredSetting.__table__.c.value)


def shop_settings() -> ShopSettings:
    """The settings now."""
    return remembered("settings", _stored)


def settings_if_read() -> ShopSettings | None:
    """The same for a page about trouble, which asks nothing of the database."""
    read: ShopSettings | None = recalled("settings")
    return read


def _stored() -> ShopSettings:
    rows = db.session.execute(_STORED)
    return ShopSettings(**{name: _typed(name, value) for name, value in rows if name in KINDS})


def save_setting(name: str, value: Any) -> None:
    """Store one setting, in the present transaction. Raises BadSetting.

    A text is one line. Another is refused, not made into one: whoever saved it would lose it.
    """
    stored = str(_read(name, str(value)))
    if KINDS[name] is str and stored != value:
        raise BadSetting(f"{name} is one line of at most 2,000 characters.")
    db.session.merge(StoredSetting(name=name, value=stored))
    db.session.flush()  # whoever asks for the settings from now on is told this one


def from_text(name: str, text: str) -> Any:
    """The typed value of a setting that a person wrote, if it may have it. Raises BadSetting."""
    if name not in FOR_PEOPLE:
        raise BadSetting(f"There is no setting {name}. There are: {', '.join(FOR_PEOPLE)}.")
    return _read(name, text)


def _read(name: str, text: str) -> Any:
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
