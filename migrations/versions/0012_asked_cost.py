"""the dearer cost that an item is held for, so that exactly that is agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


# in place: SQLite would else make a table anew that others refer to
def upgrade():
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("asked_cost", sa.String(length=40), nullable=True))


def downgrade():
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.drop_column("asked_cost")
