"""the tax of its own that 4Over quoted, so that it is expected back."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


# in place, as in 0006
def upgrade():
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("partner_tax", sa.String(length=40), nullable=True))


def downgrade():
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.drop_column("partner_tax")
