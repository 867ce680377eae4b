"""when the bytes of a file were let go of, long after its order was over."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(), nullable=True))


def downgrade():
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        batch_op.drop_column("removed_at")
