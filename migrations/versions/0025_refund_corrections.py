"""a closed refund is taken back by a line of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("refund", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("uq_refund_side", table_name="refund")
    op.create_index("uq_refund_line", "refund", ["item_id", "side", "turn"], unique=True)


def downgrade():
    """Of each side the last line stays: it says how things stand."""
    op.execute(
        "DELETE FROM refund WHERE turn < (SELECT max(later.turn) FROM refund AS later"
        " WHERE later.item_id = refund.item_id AND later.side = refund.side)"
    )
    op.drop_index("uq_refund_line", table_name="refund")
    op.create_index("uq_refund_side", "refund", ["item_id", "side"], unique=True)
    with op.batch_alter_table("refund", recreate="never") as batch_op:
        batch_op.drop_column("turn")
