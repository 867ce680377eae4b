"""when a provider last answered about a payment, and whether it waits for the money itself."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("payment", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("heard_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("awaited", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade():
    with op.batch_alter_table("payment", recreate="never") as batch_op:
        batch_op.drop_column("awaited")
        batch_op.drop_column("heard_at")
