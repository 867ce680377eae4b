"""who agreed that an order is printed before it is paid."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


# in place: SQLite would else make a table anew that others refer to
def upgrade():
    with op.batch_alter_table("order", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("cleared_by", sa.String(length=255), nullable=False, server_default="")
        )


def downgrade():
    with op.batch_alter_table("order", recreate="never") as batch_op:
        batch_op.drop_column("cleared_by")
