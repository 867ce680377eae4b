"""What is not right yet about selling: each thing with what to do, and whether orders can work
without it. Pages, `flask set active yes` and the staff's first page all ask here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select

from storefront.catalog.models import OwnProduct, Product
from storefront.catalog.state import state_of
from storefront.clock import now
from storefront.config import config
from storefront.database import db
from storefront.hosts import is_private
from storefront.orders.pushing.restored import why_paused
from storefront.partner.account import account_in
from storefront.partner.models import Environment, PartnerAccount
from storefront.quotes.models import TaxRule
from storefront.settings import shop_settings

OLD = timedelta(days=14)  # of a catalog that is fetched once a week


@dataclass(frozen=True)
class Check:
    """One thing that is not right."""

    what: str
    do: str
    page: str = ""  # of the staff's pages, where it is done; "": on the machine
    blocks: bool = False  # no order can work without it

    def __str__(self) -> str:
        return f"{self.what} {self.do}"


def checks_for(
    where: Environment, *, before_sync: bool = False, behind_proxy: bool = False
) -> list[Check]:
    """All that is not right there, what blocks first. Empty: nothing.

    With `before_sync` the catalog may still be missing. `behind_proxy`: this very request came
    through one.
    """
    checks = [*_account(where), *_switches(), *_machine(behind_proxy), *_mail_server()]
    if account_in(where) and not before_sync:
        checks += _catalog(where)
    if where == Environment.PRODUCTION:
        checks += [*_address(), *_mail(), *_tax()]
    return sorted(checks, key=lambda check: not check.blocks)


def blocking(where: Environment, *, before_sync: bool = False) -> list[Check]:
    """Those without which no order can work."""
    return [check for check in checks_for(where, before_sync=before_sync) if check.blocks]


def _account(where: Environment) -> Iterator[Check]:
    account = account_in(where)
    if account is None:
        yield Check(f"4Over's {where} is not connected.", f"Connect an account for {where}.",
                    "partner", blocks=True)  # fmt: skip
        return
    if account.tested_at is None:
        yield Check(
            "The keys have not been tested.", "Test the connection.", "partner", blocks=True
        )
    elif account.test_result:
        yield Check(
            "4Over does not accept the keys.", "Enter working keys.", "partner", blocks=True
        )
    yield from _card(account)


def _card(account: PartnerAccount) -> Iterator[Check]:
    if account.card is None:
        yield Check("No card is chosen.", "Choose the card that 4Over charges.",
                    "partner", blocks=True)  # fmt: skip
    elif account.card.profile.dummy and account.environment == Environment.PRODUCTION:
        yield Check("The card is a Dummy, which pays for nothing in production.",
                    "Choose a real card.", "partner", blocks=True)  # fmt: skip


def _catalog(where: Environment) -> Iterator[Check]:
    products = exists().where(Product.environment == where, Product.available)
    state = state_of(where)
    if not db.session.scalar(select(products)):
        yield Check("There is no catalog to show yet.", "Sync the catalog.",
                    "sync", blocks=True)  # fmt: skip
    elif state and state.made_at and state.made_at < now() - OLD:
        age = (now() - state.made_at).days
        yield Check(f"The catalog is {age} days old, and its prices too.",
                    "Sync it; Settings has a weekly sync.", "sync")  # fmt: skip


def _switches() -> Iterator[Check]:
    shop = shop_settings()
    if not shop.taking_orders:
        yield Check("The shop takes no orders: customers read so on every page.",
                    "Turn “Taking orders” on in Settings.", "settings")  # fmt: skip
    listed = exists().where(OwnProduct.hidden.is_(False))
    if shop.list_own_products and db.session.scalar(select(listed)):
        yield Check("Own products are listed beside 4Over's: customers who want both order twice.",
                    "If you do not want that, turn it off in Settings.", "settings")  # fmt: skip
    if shop.pushing_paused:
        why = why_paused()
        yield Check("Sending to 4Over is on hold: orders are taken, and none is sent.",
                    f"{why + ' ' if why else ''}Turn “Sending on hold” off in Settings.",
                    "settings")  # fmt: skip


def _machine(behind_proxy: bool) -> Iterator[Check]:
    if behind_proxy and not config().trusted_proxies:
        yield Check(
            "Requests come through a proxy, and the shop takes its address for every visitor's.",
            "Set TRUSTED_PROXIES to the number of proxies (usually 1), and restart.",
        )


def _address() -> Iterator[Check]:
    url = config().public_url
    if is_private(url):
        yield Check(
            f"The shop's address is {url}: customers and 4Over, which fetches the files, "
            "cannot reach that.",
            "Set PUBLIC_URL to the shop's address on the internet, and restart.",
            blocks=not is_private(config().fourover_production_url),
        )
    elif not url.startswith("https://"):
        yield Check(f"The shop's address is {url}: what customers enter is not encrypted.",
                    "Give the shop https, set PUBLIC_URL to it, and restart.")  # fmt: skip


def _mail_server() -> Iterator[Check]:
    if not config().sends_mail:
        yield Check("There is no mail server: customers get no emails about their orders. "
                    "Each is only kept on this machine.",
                    "Set MAIL_URL, and restart.")  # fmt: skip


def _mail() -> Iterator[Check]:
    sender = config().mail_from
    if config().sends_mail and is_private(f"//{sender.rpartition('@')[2].rstrip('>')}"):
        yield Check(f"Emails come from {sender}, which mail servers reject.",
                    "Set MAIL_FROM to an address of the shop's, and restart.")  # fmt: skip
    if not shop_settings().shop_email:
        yield Check("Customers have no address to write to.",
                    "Enter an email for questions in Settings.", "settings")  # fmt: skip


def _tax() -> Iterator[Check]:
    if not db.session.scalar(select(exists().where(TaxRule.id.is_not(None)))):
        yield Check("There is no tax rule, so no customer pays sales tax.",
                    "Enter the rates where you have to collect it.", "tax")  # fmt: skip
