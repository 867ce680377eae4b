"""payments are rows of money that moved; a provider's begun ones and refunds; a raised ceiling."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BEGUN = sa.text("status = 'begun'")


def upgrade():
    # what is due is what is not paid: a row for it is no longer needed
    op.execute("DELETE FROM payment WHERE status = 'due'")
    with op.batch_alter_table("payment", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("session", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("recorded_by", sa.String(length=255), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("trouble", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("payment", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_payment_corrects_id_payment"), "payment", ["corrects_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_payment_key"), ["key"])
        batch_op.create_unique_constraint(batch_op.f("uq_payment_session"), ["session"])
        batch_op.create_unique_constraint(batch_op.f("uq_payment_corrects_id"), ["corrects_id"])
    op.create_index(
        "uq_payment_begun",
        "payment",
        ["order_id"],
        unique=True,
        sqlite_where=BEGUN,
        postgresql_where=BEGUN,
    )
    op.create_table(
        "repayment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_repayment_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refund.id"], name=op.f("fk_repayment_refund_id_refund")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayment")),
        sa.UniqueConstraint("key", name=op.f("uq_repayment_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_repayment_reference")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_repayment_refund_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_repayment_payment_id"), "repayment", ["payment_id"])
    op.create_table(
        "ceiling_raise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("raised_by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceiling_raise")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ceiling_raise_day"), "ceiling_raise", ["day"])
    op.execute("DELETE FROM stored_setting WHERE name = 'trust_customers'")


def downgrade():
    op.drop_table("ceiling_raise")
    op.drop_table("repayment")
    op.execute("DELETE FROM payment WHERE status <> 'paid'")
    op.drop_index("uq_payment_begun", table_name="payment")
    with op.batch_alter_table("payment", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_payment_corrects_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_payment_session"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_payment_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_payment_corrects_id_payment"), type_="foreignkey")
    with op.batch_alter_table("payment", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for column in ("corrects_id", "trouble", "recorded_by", "asked_at", "session", "key"):
            batch_op.drop_column(column)
