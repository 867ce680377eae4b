"""the address of the cache server stands beside its tick."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("partner_account", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("cache_server_url", sa.String(length=500), nullable=False, server_default="")
        )


def downgrade():
    with op.batch_alter_table("partner_account", recreate="never") as batch_op:
        batch_op.drop_column("cache_server_url")
