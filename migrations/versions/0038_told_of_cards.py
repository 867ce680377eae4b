"""the shop is mailed once of what is wrong with a card."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("partner_card", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("told", sa.Text(), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("partner_card", recreate="never") as batch_op:
        batch_op.drop_column("told")
