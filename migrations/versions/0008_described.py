"""answers about orientation and the like, which the order alone is told."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("quote", "order_item")


# in place: SQLite would else make tables anew that others refer to
def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(
                sa.Column("described_uuids", sa.JSON(), nullable=False, server_default="[]")
            )


def downgrade():
    for table in TABLES:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column("described_uuids")
