"""files in place of others: which went to 4Over, what became of them, and what was there before."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "former_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["artwork_slot.id"], name=op.f("fk_former_file_slot_id_artwork_slot")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["artwork_file.id"], name=op.f("fk_former_file_file_id_artwork_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_file")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_former_file_slot_id", "former_file", ["slot_id"])
    op.create_index("ix_former_file_file_id", "former_file", ["file_id"])
    op.create_table(
        "new_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(length=80), nullable=False),
        sa.Column("open_for", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("seal", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("send_after", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=255), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["print_job.job_id"], name=op.f("fk_new_files_job_id_print_job")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_files")),
        sa.UniqueConstraint("open_for", name=op.f("uq_new_files_open_for")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_new_files_job_id", "new_files", ["job_id"])
    with op.batch_alter_table("artwork_slot", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("refused", sa.String(length=255), server_default="", nullable=False)
        )
    with op.batch_alter_table("print_job", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("files_asked_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("files_asked_words", sa.Text(), server_default="", nullable=False)
        )


def downgrade():
    with op.batch_alter_table("print_job", recreate="never") as batch_op:
        batch_op.drop_column("files_asked_words")
        batch_op.drop_column("files_asked_at")
    with op.batch_alter_table("artwork_slot", recreate="never") as batch_op:
        batch_op.drop_column("refused")
    op.drop_table("new_files")
    op.drop_table("former_file")
