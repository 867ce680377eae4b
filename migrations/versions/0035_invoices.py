"""invoices and credit notes, by numbers without gaps; the customer's own number of an order."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def purchase_order():
    return sa.Column("purchase_order", sa.String(length=40), nullable=False, server_default="")


def upgrade():
    op.create_table(
        "invoice_counter",
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_invoice_counter")),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_invoice_item_id_order_item")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_invoice_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("item_id", name=op.f("uq_invoice_item_id")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invoice_given_at"), "invoice", ["given_at"])
    op.create_index(op.f("ix_invoice_order_id"), "invoice", ["order_id"])
    of_an_order = sa.text("kind = 'invoice'")
    op.create_index(
        "uq_invoice_order",
        "invoice",
        ["order_id"],
        unique=True,
        sqlite_where=of_an_order,
        postgresql_where=of_an_order,
    )
    with op.batch_alter_table("order", recreate="never") as batch_op:
        batch_op.add_column(purchase_order())
    with op.batch_alter_table("checkout", recreate="never") as batch_op:
        batch_op.add_column(purchase_order())


def downgrade():
    with op.batch_alter_table("checkout", recreate="never") as batch_op:
        batch_op.drop_column("purchase_order")
    with op.batch_alter_table("order", recreate="never") as batch_op:
        batch_op.drop_column("purchase_order")
    op.drop_table("invoice")
    op.drop_table("invoice_counter")
