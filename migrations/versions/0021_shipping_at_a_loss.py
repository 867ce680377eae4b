"""a yes to goods under cost, and one to shipping under cost, are two."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ITEM = sa.table(
    "order_item",
    sa.column("loss_agreed", sa.Boolean),
    sa.column("shipping_loss_agreed", sa.Boolean),
)


# in place, as in 0006
def upgrade():
    name = "shipping_loss_agreed"
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.get_bind().execute(  # until now one meant both
        sa.update(ITEM).where(ITEM.c.loss_agreed).values(shipping_loss_agreed=True)
    )


def downgrade():
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.drop_column("shipping_loss_agreed")
