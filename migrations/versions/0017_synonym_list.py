"""the list of search words: in lines of its own, which a setting cannot hold."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "synonym_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_list")),
    )
    connection = op.get_bind()
    kept = connection.scalar(sa.text("SELECT value FROM stored_setting WHERE name = 'synonyms'"))
    if kept and kept.count("=") + kept.count("~") == 1:  # of several lines no list is left
        lines = sa.text("INSERT INTO synonym_list (id, lines) VALUES (1, :lines)")
        connection.execute(lines, {"lines": kept})
    connection.execute(sa.text("DELETE FROM stored_setting WHERE name = 'synonyms'"))


def downgrade():
    op.drop_table("synonym_list")
