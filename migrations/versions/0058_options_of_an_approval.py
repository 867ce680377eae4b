"""the options that a proof in a cart was approved with."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("cart_item", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("approved_choices", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )


def downgrade():
    with op.batch_alter_table("cart_item", recreate="never") as batch_op:
        batch_op.drop_column("approved_choices")
