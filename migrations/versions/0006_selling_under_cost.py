"""Who said yes to selling under cost, and for which group of customers a quote was made."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AGREED = ("markup_rule", "quote", "order_item")


# in place: SQLite would else make tables anew that others refer to
def upgrade():
    for table in AGREED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(
                sa.Column("loss_agreed", sa.Boolean(), nullable=False, server_default=sa.false())
            )
    with op.batch_alter_table("quote", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("user_group_id", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("quote", recreate="never") as batch_op:
        batch_op.drop_column("user_group_id")
    for table in AGREED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column("loss_agreed")
