"""whether a mail was sent, or only kept on this machine."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    """Of mails of before nobody knows: they count as sent."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        kept = sa.Column("kept_here", sa.Boolean(), nullable=False, server_default=sa.false())
        batch_op.add_column(kept)


def downgrade():
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("kept_here")
