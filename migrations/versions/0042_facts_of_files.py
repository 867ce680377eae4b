"""what was measured of a file is one typed value, in place of a number of pages and some words."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

AS_TEXT = """'{"kind": "' || extension || '", "count": ' || pages || '}'"""


def upgrade():
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        unknown = sa.Column("facts", sa.JSON(), nullable=False, server_default='{"kind": "pdf"}')
        batch_op.add_column(unknown)
    known = AS_TEXT if op.get_bind().dialect.name == "sqlite" else f"CAST({AS_TEXT} AS JSON)"
    op.execute(f"UPDATE artwork_file SET facts = {known}")  # noqa: S608 - a constant of ours
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        batch_op.drop_column("pages")
        batch_op.drop_column("dimensions")


def downgrade():
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("pages", sa.Integer(), nullable=False, server_default="1"))
        words = sa.Column("dimensions", sa.String(length=40), nullable=False, server_default="")
        batch_op.add_column(words)
        batch_op.drop_column("facts")
