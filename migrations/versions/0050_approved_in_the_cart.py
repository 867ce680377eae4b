"""what proof of a cart item the customer approved."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("cart_item", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("approved_seal", sa.String(40), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("approved_by", sa.String(255), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(), nullable=True))


def downgrade():
    with op.batch_alter_table("cart_item", recreate="never") as batch_op:
        batch_op.drop_column("approved_at")
        batch_op.drop_column("approved_by")
        batch_op.drop_column("approved_seal")
