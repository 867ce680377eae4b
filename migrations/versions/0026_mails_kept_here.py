"""whether a mail was sent, or only kept on this machine."""

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    """Mails of before: as the machine is set up now, for how it was then nobody knows."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        kept = sa.Column("kept_here", sa.Boolean(), nullable=False, server_default=sa.false())
        batch_op.add_column(kept)
    if not current_app.extensions["config"].mail_url.startswith(("smtp://", "smtps://")):
        notice = sa.table("notice", sa.column("kept_here", sa.Boolean()))
        op.execute(notice.update().values(kept_here=sa.true()))


def downgrade():
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("kept_here")
