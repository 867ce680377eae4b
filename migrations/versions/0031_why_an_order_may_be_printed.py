"""an order says why it may be printed, and a customer or his group what may be owed on account."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

CLEARED = sa.Enum("paid", "on account", "released", name="cleared", native_enum=False, length=40)
# What was paid by the customer says so in its payment; all else was approved before it was paid.
WHY = """
    UPDATE "order" SET cleared_how = CASE
        WHEN EXISTS (SELECT 1 FROM payment WHERE payment.order_id = "order".id
                     AND payment.status = 'paid') AND cleared_by = '' THEN 'paid'
        ELSE 'on account' END
    WHERE cleared_at IS NOT NULL
"""


def upgrade():
    with op.batch_alter_table("order", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("cleared_how", CLEARED, nullable=True))
        batch_op.add_column(
            sa.Column("cleared_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("terms_days", sa.Integer(), nullable=True))
    for table in ("shop_user", "user_group"):
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(sa.Column("credit_limit", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("terms_days", sa.Integer(), nullable=True))
    op.execute(WHY)


def downgrade():
    for table in ("shop_user", "user_group"):
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column("terms_days")
            batch_op.drop_column("credit_limit")
    with op.batch_alter_table("order", recreate="never") as batch_op:
        batch_op.drop_column("terms_days")
        batch_op.drop_column("cleared_reason")
        batch_op.drop_column("cleared_how")
