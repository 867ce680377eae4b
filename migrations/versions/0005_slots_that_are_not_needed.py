"""files kept while the options in the cart do not need them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("artwork_slot") as table:
        table.add_column(
            sa.Column("needed", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("artwork_slot") as table:
        table.alter_column("needed", server_default=None, existing_type=sa.Boolean())


def downgrade():
    with op.batch_alter_table("artwork_slot") as table:
        table.drop_column("needed")
