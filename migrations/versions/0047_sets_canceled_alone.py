"""sets that are canceled alone: which, what they take off, and what 4Over charged for each."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

ADDED = (
    ("cancellation", "set_number"),
    ("order_item", "less"),
    ("order_item", "less_tax"),
    ("order_item", "less_charge"),
)


def upgrade():
    for table, column in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("print_job", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("goods_charged", sa.String(length=40), nullable=True))


def downgrade():
    with op.batch_alter_table("print_job", recreate="never") as batch_op:
        batch_op.drop_column("goods_charged")
    for table, column in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column(column)
