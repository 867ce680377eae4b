"""what tells products of the same title apart."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


# in place: SQLite would else make a table anew that others refer to
def upgrade():
    with op.batch_alter_table("product", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("apart", sa.String(length=120), nullable=False, server_default="")
        )


def downgrade():
    with op.batch_alter_table("product", recreate="never") as batch_op:
        batch_op.drop_column("apart")
