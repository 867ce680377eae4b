"""refunds in parts, disputed, without a cancellation, and by a provider."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}  # no number is given again, also after the copying


def upgrade():
    with op.batch_alter_table("refund", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("goodwill", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("disputed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("dispute", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reference", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
    line = sa.table(
        "refund", *map(sa.column, ("id", "item_id", "side", "turn", "status", "corrects_id"))
    )
    before = line.alias("before")
    taken_back = (
        sa.select(before.c.id)
        .where(before.c.item_id == line.c.item_id, before.c.side == line.c.side)
        .where(before.c.turn == line.c.turn - 1)
    )
    op.execute(
        line.update()
        .where(line.c.status == "correction")
        .values(corrects_id=taken_back.scalar_subquery())
    )
    with op.batch_alter_table("refund", table_kwargs=ONCE) as batch_op:
        batch_op.create_unique_constraint("uq_refund_reference", ["reference"])
        batch_op.create_unique_constraint("uq_refund_corrects_id", ["corrects_id"])
        batch_op.create_foreign_key(
            "fk_refund_corrects_id_refund", "refund", ["corrects_id"], ["id"]
        )
    with op.batch_alter_table("cancellation", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("without_refund", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade():
    with op.batch_alter_table("cancellation", recreate="never") as batch_op:
        batch_op.drop_column("without_refund")
    with op.batch_alter_table("refund", table_kwargs=ONCE) as batch_op:
        batch_op.drop_constraint("fk_refund_corrects_id_refund", type_="foreignkey")
        batch_op.drop_constraint("uq_refund_corrects_id", type_="unique")
        batch_op.drop_constraint("uq_refund_reference", type_="unique")
        for name in ("corrects_id", "reference", "dispute", "disputed_at", "goodwill"):
            batch_op.drop_column(name)
