"""The numbers of invoices, each given once: also after an older database was restored.

The highest of each series is noted in the store of files, which all machines of a shop share,
before the commit that gives it. A restored database does not know the last ones; the store does,
and the series goes on above them.
"""

import logging

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from storefront.audit import record
from storefront.database import NotUnique, db, rows_changed, unique
from storefront.payments.invoices.models import InvoiceCounter
from storefront.settings import shop_settings
from storefront.storage.opening import store
from storefront.times import today

log = logging.getLogger(__name__)

SKIPPED = "invoice numbers skipped"
FOLDER = "invoice-series"  # a file for each, which is only locked by its own row of the database
BEFORE = "invoice-numbers"  # one for all: a shop of before has its last numbers there
SERIES = "series of invoices"  # in the session: those that this transaction gives numbers of


def next_number() -> str:
    """The next of this year's series. Who asks at the same moment waits until this transaction
    ends; if it is rolled back, they have this very number."""
    prefix = shop_settings().invoice_prefix.replace("{year}", str(today().year))
    mine = InvoiceCounter.prefix == prefix
    count = update(InvoiceCounter).where(mine).values(last=InvoiceCounter.last + 1)
    if not rows_changed(count):
        try:
            with unique(InvoiceCounter.prefix), db.session.begin_nested():
                db.session.execute(insert(InvoiceCounter).values(prefix=prefix, last=1))
        except NotUnique:
            rows_changed(count)
    last = db.session.scalars(select(InvoiceCounter.last).where(mine)).one()
    noted = highest_noted(prefix)
    if noted >= last:
        words = f"The database is older than {prefix}{noted:04d}: it was restored from a backup."
        log.error("Invoice numbers: %s", words)
        record("shop", SKIPPED, prefix, words)
        last = noted + 1
        rows_changed(count.values(last=last))
    db.session.info.setdefault(SERIES, set()).add(prefix)
    return f"{prefix}{last:04d}"


def highest_noted(prefix: str) -> int:
    """The highest of a series that was given, as far as the store knows. Raises OSError."""
    return max(_noted(_key(prefix), prefix), _noted(BEFORE, prefix))


def _noted(key: str, prefix: str) -> int:
    try:
        lines = store().read(key).decode(errors="replace").splitlines()
    except FileNotFoundError:
        return 0
    noted = (line.partition(" ") for line in lines)
    return max((int(n) for n, _, series in noted if series == prefix and n.isdecimal()), default=0)


@event.listens_for(Session, "before_commit")
def _note(session: Session) -> None:
    """Its row in the database is locked still, so nobody notes a number of the series meanwhile."""
    if session.in_nested_transaction():
        return
    for prefix in session.info.pop(SERIES, ()):
        last = session.scalar(select(InvoiceCounter.last).where(InvoiceCounter.prefix == prefix))
        if last and last > highest_noted(prefix):
            store().replace(_key(prefix), f"{last} {prefix}\n".encode())


def _key(prefix: str) -> str:
    return f"{FOLDER}/{prefix.encode().hex()}"
