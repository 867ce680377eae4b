"""a failure can be told for longer than others: a dispute until the day to answer it by."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("job_failure", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("told_until", sa.DateTime(), nullable=True))


def downgrade():
    with op.batch_alter_table("job_failure", recreate="never") as batch_op:
        batch_op.drop_column("told_until")
