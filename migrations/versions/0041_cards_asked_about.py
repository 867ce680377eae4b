"""when 4Over was last asked about an account's cards; who mails about one; a raise by its form."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ADDED = (("partner_account", "cards_asked_at"), ("partner_card", "telling_since"))


def upgrade():
    for table, column in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(sa.Column(column, sa.DateTime(), nullable=True))
    with op.batch_alter_table("ceiling_raise", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
    op.create_index("uq_ceiling_raise_key", "ceiling_raise", ["key"], unique=True)


def downgrade():
    op.drop_index("uq_ceiling_raise_key", table_name="ceiling_raise")
    with op.batch_alter_table("ceiling_raise", recreate="never") as batch_op:
        batch_op.drop_column("key")
    for table, column in ADDED:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column(column)
