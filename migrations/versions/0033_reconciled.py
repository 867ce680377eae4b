"""charges and credits of 4Over are reconciled with the card's statement."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLES = ("push_attempt", "refund")


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(sa.Column("reconciled_at", sa.DateTime(), nullable=True))
            batch_op.add_column(
                sa.Column("reconciled_by", sa.String(length=255), nullable=False, server_default="")
            )
    op.create_index("ix_push_attempt_sent_at", "push_attempt", ["sent_at", "reconciled_at"])


def downgrade():
    op.drop_index("ix_push_attempt_sent_at", table_name="push_attempt")
    for table in TABLES:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column("reconciled_by")
            batch_op.drop_column("reconciled_at")
