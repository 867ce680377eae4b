"""what visitors see has one edition, drawn at random: a number came again after a rollback."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# the search index is made anew once, and from then on follows the words themselves
MARKS = "DELETE FROM stored_setting WHERE name IN ('wording', 'searched_wording', 'indexed_words')"


def upgrade():
    edition = op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sqlite_autoincrement=True,
    )
    op.bulk_insert(edition, [{"id": 1, "drawn": secrets.token_hex(16)}])
    op.drop_table("page_version")
    with op.batch_alter_table("catalog_state", recreate="never") as batch_op:
        batch_op.drop_column("version")
    op.execute(MARKS)


def downgrade():
    op.create_table(
        "page_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_version")),
        sqlite_autoincrement=True,
    )
    op.drop_table("edition")
    version = sa.Column("version", sa.Integer(), nullable=False, server_default="0")
    with op.batch_alter_table("catalog_state", recreate="never") as batch_op:
        batch_op.add_column(version)
    op.execute(MARKS)
