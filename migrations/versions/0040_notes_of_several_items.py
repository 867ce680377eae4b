"""what corrects an invoice is about as many items as changed: its lines name them."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}


def upgrade():
    with op.batch_alter_table("invoice", table_kwargs=ONCE) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_invoice_item_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_invoice_item_id_order_item"), type_="foreignkey")
        batch_op.drop_column("item_id")


def downgrade():
    with op.batch_alter_table("invoice", table_kwargs=ONCE) as batch_op:
        batch_op.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_invoice_item_id_order_item"), "order_item", ["item_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_invoice_item_id"), ["item_id"])
