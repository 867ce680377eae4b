"""how many sets a quote is for, and what each is called in a cart and an order."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

ADDED = (
    ("quote", "sets", sa.Integer(), "1"),
    ("quote", "most_sets", sa.Integer(), "1"),
    ("cart_item", "set_names", sa.JSON(), "[]"),
    ("order_item", "set_names", sa.JSON(), "[]"),
    ("order_item", "shipping_tax", sa.Integer(), "0"),
)


def upgrade():
    for table, column, kind, default in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(
                sa.Column(column, kind, nullable=False, server_default=sa.text(f"'{default}'"))
            )


def downgrade():
    for table, column, *_ in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column(column)
