"""editions of the rules about files, what was said of findings, files that were made of others."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "rules_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_edition")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("options", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("so", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=255), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_acknowledgement_file_id", "acknowledgement", ["file_id"])
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("made_from_id", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("artwork_file", recreate="never") as batch_op:
        batch_op.drop_column("made_from_id")
    op.drop_index("ix_acknowledgement_file_id", "acknowledgement")
    op.drop_table("acknowledgement")
    op.drop_table("rules_edition")
