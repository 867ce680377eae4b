"""The page of synchronizing: the catalog in use, what can be started, how the last runs went."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy import select

from storefront.accounts.models import UserGroup
from storefront.admin.changes import form_page
from storefront.admin.forms import SyncDefaultsForm
from storefront.catalog.models import CatalogState, ProductGroup, SyncRun, SyncSource, Workflow
from storefront.catalog.state import prices_are_estimates, state_of
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus, Order, OrderItem
from storefront.partner.account import account_in, environment
from storefront.settings import shop_settings
from storefront.storage.opening import store
from storefront.sync.snapshot import BadSnapshot, Manifest
from storefront.sync.snapshot_store import manifest_in
from storefront.sync.start import AT_WORK, usual_source
from storefront.times import hour
from storefront.web.forms import offer

RUNS_SHOWN = 10
LATELY = timedelta(minutes=30)
SILENCE = timedelta(seconds=45)
DEFAULTS: dict[str, tuple[str, Any]] = {
    "workflow": ("default_workflow", Workflow),
    "product_group": ("default_product_group", ProductGroup),
    "user_group": ("default_user_group", UserGroup),
}
SOURCES = {
    SyncSource.FOUROVER: "4Over",
    SyncSource.CHANGES: "4Over (changes only)",
    SyncSource.CACHE: "the cache server",
    SyncSource.FILE: "a file",
}
COUNTED = (
    ("products", "Products"),
    ("added", "New"),
    ("changed", "Changed"),
    ("gone", "Gone"),
    ("quarantined", "Can't be sold"),
)


def sync_form(*, posted: bool) -> SyncDefaultsForm:
    settings = shop_settings()
    values = {field: getattr(settings, name) or None for field, (name, _) in DEFAULTS.items()}
    form = SyncDefaultsForm(data=values) if posted else SyncDefaultsForm(None, data=values)
    for field, (_, table) in DEFAULTS.items():
        offer(form[field], list(db.session.scalars(select(table).order_by(table.name))), "None")
    return form


def page(form: SyncDefaultsForm, status: int = 200) -> ResponseReturnValue:
    runs = db.session.scalars(
        select(SyncRun)
        .where(SyncRun.environment == environment())
        .order_by(SyncRun.id.desc())
        .limit(RUNS_SHOWN)
    ).all()
    ready = db.session.scalars(
        select(OrderItem)
        .join(Order)
        .where(OrderItem.status == ItemStatus.READY, Order.environment == environment())
        .order_by(OrderItem.ready_since)
    ).all()
    account = account_in(environment())
    state = state_of(environment())
    return form_page(
        "admin/sync.html",
        form,
        status,
        runs=runs,
        latest=_latest(runs),
        silent=is_silent,
        ready=ready,
        account=account,
        state=state,
        manifest=_manifest(state),
        estimates=prices_are_estimates(environment()),
        source=usual_source(account) if account else SyncSource.FOUROVER,
        schedule=_schedule(),
        sources=SOURCES,
        counted=COUNTED,
        took=_took,
    )


def _latest(runs: Sequence[SyncRun]) -> SyncRun | None:
    """The one that runs, or that ended so lately that somebody may be waiting to read how."""
    lately = now() - LATELY
    return runs[0] if runs and (runs[0].ended_at is None or runs[0].ended_at > lately) else None


def is_silent(run: SyncRun) -> bool:
    """Whether nobody seems to work on it. A crawl has a heartbeat every second; planning and
    writing afterwards have none, and take seconds."""
    return run.status in AT_WORK and run.worker != "" and run.seen_at < now() - SILENCE


def _manifest(state: CatalogState | None) -> Manifest | None:
    """Of the snapshot in use, if its file is still here."""
    try:
        return manifest_in(store(), state.snapshot) if state else None
    except (OSError, BadSnapshot):
        return None


def _schedule() -> str:
    settings = shop_settings()
    parts = [f"full sync on {settings.sync_day}s"] if settings.weekly_sync else []
    parts += ["changes on the other days"] if settings.daily_changes else []
    if not parts:
        return "off; you can turn it on in Settings"
    return f"{' and '.join(parts)}, after {hour(settings.sync_hour)}"


def _took(run: SyncRun) -> str:
    if run.ended_at is None:
        return "–"
    seconds = round((run.ended_at - run.started_at).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"
