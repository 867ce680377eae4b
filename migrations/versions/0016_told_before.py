"""when a mail was asked for again; and what had arrived before its mail was written is not told
weeks late."""

import hashlib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FRESH = timedelta(days=1)  # what moved since may still have its mail, as any other
PRINTED = (
    sa.text(
        "SELECT order_item.id, order_id, position, order_item.status, print_job.tracking,"
        " (SELECT MAX(at) FROM item_event"
        "  WHERE item_id = order_item.id AND became = 'in production'"
        "  AND was IN ('shipped', 'delivered')) AS back"
        " FROM order_item JOIN print_job ON print_job.item_id = order_item.id"
        " WHERE order_item.status IN ('shipped', 'delivered') AND moved_at < :then"
        " ORDER BY order_item.id",
    )
    .bindparams(sa.bindparam("then", type_=sa.DateTime))
    .columns(back=sa.DateTime)
)
NOTICE = sa.table(
    "notice",
    sa.column("order_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("position", sa.Integer),
    sa.column("parcel", sa.String),
    sa.column("made_at", sa.DateTime),
    sa.column("sent_at", sa.DateTime),
    sa.column("tries", sa.Integer),
    sa.column("trouble", sa.String),
)


# in place, as in 0006
def upgrade():
    with op.batch_alter_table("notice", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
    sent = sa.update(NOTICE).where(NOTICE.c.sent_at.is_not(None)).values(tries=0)
    op.get_bind().execute(sent)
    _count_as_told()


def _count_as_told():
    """By the same names as orders/arrival.py gives them."""
    moment = datetime.now(UTC).replace(tzinfo=None)
    told = sa.select(NOTICE.c.order_id, NOTICE.c.position, NOTICE.c.parcel, NOTICE.c.made_at)
    known, last = set(), {}
    news = NOTICE.c.kind.in_(("shipped", "delivered"))
    for order, position, parcel, made_at in op.get_bind().execute(told.where(news)):
        known.add((order, position, parcel))
        last[order, position] = max(made_at, last.get((order, position), made_at))
    items = {}
    for row in op.get_bind().execute(PRINTED, {"then": moment - FRESH}):
        items.setdefault(row.id, (row, []))[1].append(row.tracking)
    rows = []
    for item, tracking in items.values():
        subject = item.order_id, item.position
        if all(tracking):
            numbers = sorted({number for one in tracking for number in one.split()})
            parcel = hashlib.sha256(" ".join(numbers).encode()).hexdigest()[:40]
            if (*subject, parcel) in known:
                continue
            kind = "shipped"
        elif subject in last and (item.back is None or last[subject] > item.back):
            continue
        else:
            kind, parcel = item.status, "before"
        rows.append(
            {"order_id": item.order_id, "position": item.position, "kind": kind, "parcel": parcel,
             "made_at": moment, "sent_at": moment, "tries": 0, "trouble": ""}
        )  # fmt: skip
    if rows:
        op.get_bind().execute(sa.insert(NOTICE), rows)


def downgrade():
    with op.batch_alter_table("notice", recreate="never") as batch_op:
        batch_op.drop_column("asked_at")
