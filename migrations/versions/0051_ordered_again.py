"""what a cart item is ordered again from, and which proof was approved when it was ordered."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

ADDED = (
    ("cart_item", "again_of", sa.String(40), ""),
    ("cart_item", "changed", sa.JSON(), "[]"),
    ("item_stage", "proof", sa.String(40), ""),
    ("artwork_file", "used_at", sa.DateTime(), "1970-01-01 00:00:00"),
)


def upgrade():
    for table, column, kind, default in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(
                sa.Column(column, kind, nullable=False, server_default=sa.text(f"'{default}'"))
            )
    op.execute("UPDATE artwork_file SET used_at = uploaded_at")


def downgrade():
    for table, column, *_ in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column(column)
