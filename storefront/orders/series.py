"""The numbers of orders and invoices, each given once: also after a backup was restored.

The last of each series that is committed is noted in the store of files, which all machines of a
shop share. A restored database does not know the last ones; the store does, and the series goes on
above them. Where the files are as old as the database, nothing here knows them: then as many are
left out as may have been given since.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import event, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storefront.audit import record
from storefront.clock import now
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.orders.models import NumberSeries, Order
from storefront.settings import shop_settings
from storefront.storage.contract import StoreAway
from storefront.storage.opening import store
from storefront.times import moment, today

log = logging.getLogger(__name__)

ORDERS = "order numbers"  # with a space, which no invoice's number has
FIRST_ORDER = 1042
SKIPPED = "numbers skipped"
FOLDER = "invoice-series"  # a file for each
BEFORE = "invoice-numbers"  # one for all: a shop of before has its last numbers there
GIVEN = "series of numbers"  # in the session: those that this transaction gives numbers of
SPARE = 100  # left out in any case, and one more for each minute
JUST_NOW = timedelta(minutes=5)


def of_invoices() -> str:
    """The series that invoices have their numbers of now: what the numbers begin with."""
    return shop_settings().invoice_prefix.replace("{year}", str(today().year))


def text_of(name: str, number: int) -> str:
    return f"order {number}" if name == ORDERS else f"{name}{number:04d}"


def next_number(name: str, *, noted: int, after: int = 0) -> int:
    """The next of a series: above what is `noted` of it, and `after` another. Who asks at the same
    moment waits until this transaction ends; if it is rolled back, they have this very number."""
    last = _count(name)
    if noted >= last:
        words = f"The database is older than {text_of(name, noted)}: it was restored from a backup."
        log.error("Numbers are skipped: %s", words)
        record("shop", SKIPPED, name, words)
    if (least := max(noted, after) + 1) > last:
        rows_changed(update(NumberSeries).where(NumberSeries.name == name).values(last=least))
        last = least
    db.session.info.setdefault(GIVEN, set()).add(name)
    return last


def _count(name: str) -> int:
    mine = NumberSeries.name == name
    count = update(NumberSeries).where(mine).values(last=NumberSeries.last + 1)
    if not rows_changed(count):
        try:
            with unique(NumberSeries.name), db.session.begin_nested():
                db.session.execute(insert(NumberSeries).values(name=name, last=1))
        except NotUnique:
            rows_changed(count)
    return db.session.scalars(select(NumberSeries.last).where(mine)).one()


def highest_order() -> int:
    """The highest order number that the store knows of. While it is away, that is none: orders go
    on by what the database knows."""
    try:
        return highest_noted(ORDERS)
    except StoreAway as trouble:
        log.warning("The last order number cannot be asked for: %s", trouble)
        return 0


def highest_noted(name: str) -> int:
    """The highest of a series that was given, as far as the store knows. Raises OSError."""
    return max(_noted(_key(name), name), _noted(BEFORE, name))


def _noted(key: str, name: str) -> int:
    try:
        lines = store().read(key).decode(errors="replace").splitlines()
    except FileNotFoundError:
        return 0
    noted = (line.partition(" ") for line in lines)
    return max((int(n) for n, _, series in noted if series == name and n.isdecimal()), default=0)


def _key(name: str) -> str:
    return f"{FOLDER}/{name.encode().hex()}"


def note(*names: str) -> None:
    """Tell the store what the last number of each is, as it is committed. Raises OSError.

    Several may do so at once: who wrote looks again, so that an older number never stays. No
    transaction is open meanwhile.
    """
    for name in names:
        while (last := _committed(name)) > highest_noted(name):
            store().replace(_key(name), f"{last} {name}\n".encode())


def _committed(name: str) -> int:
    """Asked beside the session, which may just have ended its transaction."""
    with db.engine.connect() as connection:
        last = select(NumberSeries.last).where(NumberSeries.name == name)
        return connection.scalar(last) or 0


@event.listens_for(Session, "after_commit")
def _note_given(session: Session) -> None:
    """Not before the commit: a number that was not committed is given to the next who asks. What
    cannot be noted now, the sweep notes."""
    if session.in_nested_transaction():
        return
    for name in sorted(session.info.pop(GIVEN, ())):
        try:
            note(name)
        except (OSError, SQLAlchemyError) as trouble:
            log.error("Not noted yet: the last of %s: %s", name, type(trouble).__name__)


def last_order() -> int:
    """The number of the newest order here, or the one before the first."""
    newest = select(Order.number).order_by(Order.id.desc()).limit(1)
    return int(db.session.scalar(newest) or FIRST_ORDER - 1)


def keep_noted() -> None:
    """For the sweep: note here that this database is in use now, and in the store what could not be
    noted there. Commits. Raises OSError."""
    orders = update(NumberSeries).where(NumberSeries.name == ORDERS)
    if not rows_changed(orders.values(in_use_at=now())):
        first = {"name": ORDERS, "last": last_order(), "in_use_at": now()}
        with suppress(NotUnique), unique(NumberSeries.name), db.session.begin_nested():
            db.session.execute(insert(NumberSeries), first)
    names = db.session.scalars(select(NumberSeries.name).order_by(NumberSeries.name)).all()
    db.session.commit()
    note(*names)


def leave_out(*, also_if_in_use: bool) -> None:
    """Leave out the numbers that may have been given since this database was last in use, and that
    nothing here knows: one a minute, and some to spare. The caller commits.

    Where it was in use just now, another machine works with it: then none, unless that is no proof.
    """
    since = _last_in_use()
    if since is None:
        return
    ago = now() - since
    if abs(ago) < JUST_NOW and not also_if_in_use:
        return
    many = SPARE + max(0, int(ago / timedelta(minutes=1)))  # a clock may have been fast
    for name, after in ((ORDERS, last_order()), (of_invoices(), 0)):
        last = max(_count(name) - 1, after) + many
        rows_changed(update(NumberSeries).where(NumberSeries.name == name).values(last=last))
    words = (
        "A backup was restored, or the shop was moved or copied. Its database was last in use on "
        f"{moment(since)}, and nothing here knows which numbers were given since. {many:,} of "
        f"orders and of invoices are left out: next come {' and '.join(next_ones())}."
    )
    log.error("Numbers are skipped: %s", words)
    record("shop", SKIPPED, "restored database", words)


def next_ones() -> list[str]:
    """What the next order and the next invoice are called, as far as the database knows."""
    known = select(NumberSeries.last)
    lasts = [
        (name, db.session.scalar(known.where(NumberSeries.name == name)) or 0)
        for name in (ORDERS, of_invoices())
    ]
    return [text_of(name, last + 1) for name, last in lasts]


def _last_in_use() -> datetime | None:
    in_use_at = select(NumberSeries.in_use_at).where(NumberSeries.name == ORDERS)
    seen = (db.session.scalar(in_use_at), db.session.scalar(select(func.max(Order.placed_at))))
    return max((at for at in seen if at), default=None)
