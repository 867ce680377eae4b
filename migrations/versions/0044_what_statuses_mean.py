"""what an admin says that 4Over's status texts mean."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "status_meaning",
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("text", name=op.f("pk_status_meaning")),
    )


def downgrade():
    op.drop_table("status_meaning")
