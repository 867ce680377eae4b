"""how each mail stands, which parcel it told of, and what broke off in the background."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SUBJECT = ["order_id", "kind", "position"]
TRACKED = sa.text(
    "SELECT notice.id, print_job.tracking FROM notice"
    " JOIN order_item ON order_item.order_id = notice.order_id"
    " AND order_item.position = notice.position"
    " JOIN print_job ON print_job.item_id = order_item.id"
    " WHERE notice.kind = 'shipped' AND print_job.tracking <> ''"
)


def upgrade():
    op.create_table(
        "job_failure",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("error", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("job", "about", name=op.f("pk_job_failure")),
    )
    with op.batch_alter_table("notice") as batch_op:
        for name, length in (("parcel", 40), ("trouble", 200)):
            kind = sa.String(length=length)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("not_before", sa.DateTime(), nullable=True))
        batch_op.drop_index("uq_notice_subject")
        batch_op.create_index("uq_notice_subject", [*SUBJECT, "parcel"], unique=True)
    with op.batch_alter_table("notice") as batch_op:
        for name in ("parcel", "trouble"):
            batch_op.alter_column(name, server_default=None)
    _name_the_parcels()


def _name_the_parcels():
    """What was told already is not told again: by the same name as orders/arrival.py gives it."""
    numbers = {}
    for notice_id, tracking in op.get_bind().execute(TRACKED):
        numbers.setdefault(notice_id, set()).update(tracking.split())
    for notice_id, found in numbers.items():
        name = hashlib.sha256(" ".join(sorted(found)).encode()).hexdigest()[:40]
        change = sa.text("UPDATE notice SET parcel = :name WHERE id = :id")
        op.get_bind().execute(change.bindparams(name=name, id=notice_id))


def downgrade():
    # one mail for each subject is left, the first
    first = sa.text(
        "DELETE FROM notice WHERE kind = 'delivered' OR id NOT IN"
        " (SELECT MIN(id) FROM notice GROUP BY order_id, kind, position)"
    )
    op.get_bind().execute(first)
    with op.batch_alter_table("notice") as batch_op:
        batch_op.drop_index("uq_notice_subject")
        batch_op.create_index("uq_notice_subject", SUBJECT, unique=True)
        for name in ("not_before", "trouble", "parcel"):
            batch_op.drop_column(name)
    op.drop_table("job_failure")
