"""a customer is asked to pay more for what became dearer."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "price_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("open_until", sa.DateTime(), nullable=False),
        sa.Column("cost", sa.String(length=40), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name="fk_price_question_item_id_order_item"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_price_question"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_price_question_item_id", "price_question", ["item_id"])
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        for name in ("extra", "extra_tax"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("extra_due", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade():
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        for name in ("extra_due", "extra_tax", "extra"):
            batch_op.drop_column(name)
    op.drop_table("price_question")
