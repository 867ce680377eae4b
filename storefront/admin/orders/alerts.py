"""What needs a person. Where there is nothing, the shop runs by itself."""

from collections.abc import Iterator
from datetime import timedelta

from flask import request, url_for
from sqlalchemy import func, select

from storefront import failures
from storefront.admin.alert import Alert, page_of
from storefront.admin.labels import label
from storefront.admin.money.refund_list import OWES
from storefront.admin.orders.failure_alerts import failure_alerts
from storefront.admin.orders.on_hold import ADVICE
from storefront.admin.orders.wanted_alerts import wanted_alerts
from storefront.admin.partner.account_alerts import account_alerts
from storefront.artwork import tidying
from storefront.audit import AuditEntry
from storefront.catalog.models import Product, SyncRun, SyncStatus
from storefront.catalog.withdrawing import withdrawn
from storefront.clock import now
from storefront.database import db
from storefront.money import format_money
from storefront.orders.arrival import items_sent_off
from storefront.orders.going_live import Check, checks_for
from storefront.orders.models import Hold, ItemStatus, LostOrder, OrderItem, PrintJob
from storefront.orders.outlook import ON_HOLD
from storefront.orders.series import SKIPPED
from storefront.partner.account import environment
from storefront.partner.models import Environment
from storefront.payments.methods import stripe_checkout
from storefront.payments.owing import overpaid_orders, owed, total_of
from storefront.queue import CATALOG, ORDERS, waiting
from storefront.settings import shop_settings
from storefront.storage.contract import StoreAway
from storefront.storage.opening import store

OF_A_PROXY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host")
NO_STRIPE = "Customers cannot pay by Stripe"
LONG = timedelta(minutes=15)  # an item that is ready should be gone by then


def alerts() -> list[Alert]:
    """The worst first."""
    every = [
        *_held(),
        *_lost(),
        *wanted_alerts(),
        *_late(),
        *account_alerts(),
        *(Alert("bad", NO_STRIPE, reason, "") for reason in [stripe_checkout.why_not()] if reason),
        *_checks(),
        *_sync(),
        *_withdrawn(),
        *_refunds(),
        *failure_alerts(),
        *_machine(),
    ]
    worst = {"bad": 0, "warn": 1, "info": 2}
    return sorted(every, key=lambda alert: worst[alert.tone])


def _held() -> Iterator[Alert]:
    rows = db.session.execute(
        select(OrderItem.hold, func.count())
        .where(OrderItem.status == ItemStatus.HELD)
        .group_by(OrderItem.hold)
    )
    for hold, count in rows:
        why = hold or Hold.REFUSED
        tone = "bad" if hold in (Hold.UNKNOWN, Hold.CREDENTIALS, Hold.CARD) else "warn"
        title = f"{_items(count)} on hold: {label(why)}"
        yield Alert(tone, title, ADVICE[why], url_for("admin.held"))
    if count := items_sent_off():
        title = f"{_items(count)} on hold, but shipped by 4Over"
        text = "Their customers are not told while they are on hold."
        yield Alert("warn", title, text, url_for("admin.held"))


def _lost() -> Iterator[Alert]:
    """After a restored backup: orders of which only the push journal knows, and numbers."""
    is_open = select(func.count(LostOrder.id)).where(LostOrder.settled_at.is_(None))
    if count := db.session.scalar(is_open):
        title = f"{_items(count)} sent to 4Over, but missing here"
        text = "An older database was restored. Find them at 4Over, then mark each as resolved."
        yield Alert("bad", title, text, url_for("admin.held"))
    lately = AuditEntry.at > now() - failures.TOLD_FOR
    for words in db.session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == SKIPPED, lately)
    ):
        title = "Orders or invoices may be missing here"
        yield Alert("warn", title, words, page_of("admin.invoices"))


def _late() -> Iterator[Alert]:
    """Nothing here is lost: the sweep sees to it, if it runs."""
    late = db.session.scalar(
        select(func.count(OrderItem.id)).where(
            OrderItem.status == ItemStatus.READY, OrderItem.ready_since < now() - LONG
        )
    )
    if late:
        paused = shop_settings().pushing_paused
        why = ON_HOLD if paused else "The item says why."
        url = url_for("admin.orders", status=ItemStatus.READY.value)
        title = f"{_items(late)} ready to send for over {LONG.seconds // 60} minutes"
        yield Alert("warn", title, why, url)
    bare = db.session.scalar(
        select(func.count(PrintJob.job_id)).where(
            PrintJob.files_attached_at.is_(None), PrintJob.files_note != ""
        )
    )
    if bare:
        url = url_for("admin.orders", status=ItemStatus.IN_PRODUCTION.value)
        text = "4Over has not accepted them yet; the shop tries again every minute."
        jobs = "print job has" if bare == 1 else "print jobs have"
        yield Alert("warn", f"{bare} {jobs} no files", text, url)


def _checks() -> Iterator[Alert]:
    for check in checks_here(environment()):
        url = page_of(f"admin.{check.page or 'partner'}")
        yield Alert("bad" if check.blocks else "warn", check.what, check.do, url)


def checks_here(where: Environment) -> list[Check]:
    """What is not right about selling there; a proxy is noticed by what it adds to this request."""
    return checks_for(where, behind_proxy=any(name in request.headers for name in OF_A_PROXY))


def _sync() -> Iterator[Alert]:
    run = db.session.scalar(
        select(SyncRun)
        .where(SyncRun.environment == environment())
        .order_by(SyncRun.id.desc())
        .limit(1)
    )
    url = page_of("admin.sync")
    if run and run.status == SyncStatus.FAILED:
        yield Alert("warn", "The last sync failed", run.error, url)
    if run and run.status == SyncStatus.BRAKED:
        text = "Too much changed at once. Read the report, then accept or reject the changes."
        yield Alert("warn", "A sync needs your approval", text, url)


def _withdrawn() -> Iterator[Alert]:
    count = db.session.scalar(
        select(func.count(Product.id)).where(Product.environment == environment(), withdrawn())
    )
    if count:
        what = "1 product is" if count == 1 else f"{count} products are"
        text = "4Over said so when asked for a price. A sync that finds them shows them again."
        url = url_for("admin.products", state="quarantined")
        yield Alert("warn", f"{what} no longer printed", text, url)


def _refunds() -> Iterator[Alert]:
    if due := {line: sum_ for line, sum_ in (owed() | overpaid_orders()).items() if sum_}:
        lines = "1 refund is open" if len(due) == 1 else f"{len(due)} refunds are open"
        totals = [(who, total_of(due, side)) for side, who in OWES.items()]
        sums = [f"{who} {format_money(total)}." for who, total in totals if total]
        yield Alert("info", lines, " ".join(sums), url_for("admin.refunds"))


def _machine() -> Iterator[Alert]:
    if waiting(ORDERS) is None or waiting(CATALOG) is None:
        text = "Redis cannot be reached. Nothing is lost: the shop catches up every minute."
        yield Alert("warn", "Background work is slow", text, url_for("admin.index"))

    try:
        ours = tidying.is_ours()
    except StoreAway as trouble:
        text = f"{store().name}: {trouble} Uploads, pictures and orders wait for it."
        yield Alert("bad", "The store of files cannot be reached", text, url_for("admin.index"))
        return
    if not ours:
        yield Alert(
            "bad",
            "The store of files belongs to another shop",
            f"{store().name} is in use by another shop, or the database was restored or "
            "copied. This shop removes no old files there, but the other may remove this one's. "
            "Set ARTWORK_STORE to another place; or, if this one is this shop's, "
            "run flask adopt-artwork.",
            url_for("admin.index"),
        )


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
