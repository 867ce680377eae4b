"""a product group can want its files approved, by the customer, by staff or by both."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("product_group", recreate="never") as batch_op:
        for name in ("customer_approves", "staff_approve"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade():
    with op.batch_alter_table("product_group", recreate="never") as batch_op:
        batch_op.drop_column("staff_approve")
        batch_op.drop_column("customer_approves")
