"""Everything that runs in the background. A job takes ids, and running it twice is safe."""

from collections.abc import Callable

from storefront import failures
from storefront.browse import visits
from storefront.catalog import reindexing
from storefront.checkout import old_files
from storefront.clock import now
from storefront.database import db, end_transaction
from storefront.failures import records_failure
from storefront.orders import (
    cancellation,
    card_mail,
    files_wanted,
    notices,
    release,
    series,
    status_checks,
    tracking,
)
from storefront.orders.models import Order, OrderItem
from storefront.orders.pushing import attaching, push, sending_files, sweeping
from storefront.partner import card_check
from storefront.payments import checking, extra, opening, receiving, reminding, repaying
from storefront.payments.invoices.correcting import correct_invoice, to_correct
from storefront.payments.invoices.enclosing import enclosed
from storefront.queue import CATALOG, ORDERS, enqueue, several_work, waiting
from storefront.sync import start

MOST_WAITING = 30  # with so many jobs in the queue, more of them help nobody


@records_failure
def push_order_item(item_id: int) -> None:
    """However it ends, the next of its account is enqueued: another worker that tried that one
    meanwhile met a busy account, and has given up. It keeps its place in line, or all that was
    enqueued since would come before it."""
    had_its_account = True
    try:
        had_its_account = push.push(item_id)
    finally:
        db.session.rollback()
        if had_its_account:
            _enqueue_next_of_account(item_id)
    if had_its_account:
        attaching.attach(item_id)


def _enqueue_next_of_account(item_id: int) -> None:
    following = sweeping.next_of_account(item_id)
    end_transaction()
    if following is not None:
        enqueue(push_order_item, following, first=several_work())


@records_failure
def attach_artwork(item_id: int) -> None:
    attaching.attach(item_id)


@records_failure
def send_new_files(new_id: int) -> None:
    sending_files.send(new_id)


@records_failure
def settle_cancellation(item_id: int) -> None:
    cancellation.settle(item_id)


@records_failure
def track_order_item(item_id: int) -> None:
    tracking.track(item_id)


@records_failure
def check_statuses(check_id: int) -> None:
    """Some of the items; then it queues up again, behind what waits to be sent."""
    if status_checks.go_on(check_id):
        enqueue(check_statuses, check_id)


@records_failure
def send_notice(notice_id: int) -> None:
    reminding.drop_if_paid(notice_id)
    files_wanted.drop_if_come(notice_id)
    db.session.commit()
    notices.send(notice_id, enclosed)


@records_failure
def remind() -> None:
    """Every hour: remind customers of what is due and not paid, and of files that are waited
    for."""
    reminding.owe_reminders()
    db.session.commit()
    files_wanted.owe_reminders()
    db.session.commit()


@records_failure
def check_payment(payment_id: int) -> None:
    """What a provider says became of a payment that was begun."""
    _push_each(checking.check(payment_id))


@records_failure
def ask_providers() -> None:
    """Of payments that were begun and have not come, and of refunds that may not have been made; a
    few at a time. Neither stops the other."""
    sweeping.do_all(
        {
            "payments": lambda: _push_each(checking.check(*checking.to_check())),
            "refunds": lambda: repaying.ask_again(*repaying.to_ask_again()),
        }
    )


def _ask_providers() -> None:
    """One job for all of it, so that a provider that does not answer is asked once."""
    due = bool(checking.to_check() or repaying.to_ask_again())
    end_transaction()
    if due and not enqueue(ask_providers):
        ask_providers()


def _push_each(ready: list[OrderItem]) -> None:
    for item_id in [item.id for item in ready]:
        enqueue(push_order_item, item_id)


@records_failure
def tell_of_card(card_id: int) -> None:
    card_mail.tell(card_id)


@records_failure
def check_cards() -> None:
    """Once a night: can the cards still be charged that orders are charged to? One account a job,
    beside the syncs, where 4Over may be slow and no order waits. Without a queue they wait too."""
    due = card_check.to_check()
    end_transaction()
    if waiting(CATALOG) == 0:
        for account_id in due:
            enqueue(check_cards_of, account_id, queue=CATALOG)


@records_failure
def check_cards_of(account_id: int) -> None:
    card_check.check(account_id)
    db.session.commit()


@records_failure
def sync_catalog(run_id: int) -> None:
    start.run(run_id)


def open_refunds() -> list[Exception]:
    """What a cancelled item leaves owing, on both sides, and what its invoice says too much. Each
    order by itself: nobody waits for all of them."""
    orders = sorted({*opening.missing(), *to_correct()})
    end_transaction()
    return sweeping.each(orders, _open_refunds_of)


@records_failure
def _open_refunds_of(order_id: int) -> None:
    order = db.session.get_one(Order, order_id)
    opening.open_missing(order)
    db.session.commit()
    correct_invoice(order)
    db.session.commit()


@records_failure
def tend_catalog() -> None:
    """Every minute: keep the visits of products that were counted, and let the search follow after
    an edit of the words."""
    visits.keep(visits.gathered(), now().date())
    db.session.commit()
    for _ in reindexing.steps():
        db.session.commit()


@records_failure
def tidy_artwork() -> None:
    old_files.tidy()
    db.session.commit()


@records_failure
def tidy_records() -> None:
    """Every day: forget what was kept only so that staff could see it for a while."""
    failures.forget_old()
    status_checks.forget_old()
    db.session.commit()


@records_failure
def sweep() -> None:
    """Every minute: do what a lost job, an outage or a dead worker left undone."""
    parts: dict[str, Callable[[], object]] = {
        "interrupted": sweeping.settle_interrupted,
        "interrupted files": sending_files.settle_interrupted,
        "extras": lambda: sweeping.each(extra.overlooked(), _let_extras_go),
        "paid meanwhile": lambda: sweeping.each(receiving.paid_meanwhile(), _clear_if_paid),
        "waiting": lambda: sweeping.each(release.overlooked(), sweeping.release_overlooked),
    }
    if (waiting(ORDERS) or 0) < MOST_WAITING:
        parts |= {
            "ready": lambda: _each(sweeping.ready_to_push(MOST_WAITING), push_order_item),
            "cancellations": lambda: _each(cancellation.unsettled(), settle_cancellation),
            "artwork": lambda: _each(attaching.left_without_files(), attach_artwork),
            "new files": lambda: _each(sending_files.unsent(), send_new_files),
            "mails": lambda: _each(notices.unsent(), send_notice),
            "payments": _ask_providers,
            "cards": lambda: _each(card_mail.untold(), tell_of_card),
            "statuses": lambda: _each(status_checks.left_alone(), check_statuses),
        }
    parts |= {"refunds": open_refunds, "numbers": series.keep_noted}
    sweeping.do_all(parts)


@records_failure
def _let_extras_go(order_id: int) -> None:
    extra.let_extras_go(db.session.get_one(Order, order_id))
    db.session.commit()


@records_failure
def _clear_if_paid(order_id: int) -> None:
    receiving.clear_if_paid(order_id)
    db.session.commit()


@records_failure
def track() -> None:
    """Every few minutes: ask 4Over how far the items are."""
    if (waiting(ORDERS) or 0) < MOST_WAITING:
        _each(tracking.due(), track_order_item)


def _each(ids: list[int], job: Callable[[int], None]) -> None:
    """Enqueue the job for each. While there is no queue, run it inline."""
    end_transaction()
    not_queued = (one for one in ids if not enqueue(job, one))
    sweeping.each(not_queued, job)
