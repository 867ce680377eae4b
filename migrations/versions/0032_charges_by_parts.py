"""what 4Over is expected to charge is kept by its parts, with its own tax; and its breakdown."""

from decimal import Decimal, InvalidOperation

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True)
attempts = sa.table(
    "push_attempt",
    sa.column("id", sa.Integer),
    sa.column("item_id", sa.Integer),
    sa.column("amount", sa.String),
    sa.column("expected", JSON),
)
lost_orders = sa.table(
    "lost_order",
    sa.column("id", sa.Integer),
    sa.column("amount", sa.String),
    sa.column("expected", JSON),
)
items = sa.table(
    "order_item",
    sa.column("id", sa.Integer),
    sa.column("shipping_cost", sa.String),
    sa.column("partner_tax", sa.String),
)
AT_ONCE = 1000


def upgrade():
    with op.batch_alter_table("push_attempt", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("expected", JSON, nullable=True))
        batch_op.add_column(sa.Column("breakdown", JSON, nullable=True))
    with op.batch_alter_table("lost_order", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("expected", JSON, nullable=True))
    its = sa.select(attempts.c.id, attempts.c.amount, items.c.shipping_cost, items.c.partner_tax)
    its = its.join_from(attempts, items, attempts.c.item_id == items.c.id)
    write(attempts, [(row[0], by_parts(*row[1:])) for row in op.get_bind().execute(its)])
    lost = sa.select(lost_orders.c.id, lost_orders.c.amount)
    write(lost_orders, [(row[0], by_parts(row[1])) for row in op.get_bind().execute(lost)])
    for table in ("push_attempt", "lost_order"):
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column("amount")


def downgrade():
    for table in (attempts, lost_orders):
        with op.batch_alter_table(table.name, recreate="never") as batch_op:
            batch_op.add_column(sa.Column("amount", sa.String(length=40), nullable=True))
        kept = sa.select(table.c.id, table.c.expected).where(table.c.expected.is_not(None))
        for id_, charge in op.get_bind().execute(kept).all():
            amount = str(Decimal(charge["goods"]) + Decimal(charge["shipping"]))
            op.execute(table.update().where(table.c.id == id_).values(amount=amount))
        with op.batch_alter_table(table.name, recreate="never") as batch_op:
            batch_op.drop_column("expected")
    with op.batch_alter_table("push_attempt", recreate="never") as batch_op:
        batch_op.drop_column("breakdown")


def by_parts(amount, shipping=None, tax=None):
    """Of a sum of goods and shipping: what was quoted for shipping was not asked again."""
    try:
        goods, shipping = Decimal(amount or ""), Decimal(shipping or 0)
    except InvalidOperation:
        return None
    if goods < shipping:
        shipping = Decimal(0)
    return {"goods": str(goods - shipping), "shipping": str(shipping), "tax": tax}


def write(table, rows):
    one = (
        table.update().where(table.c.id == sa.bindparam("its")).values(expected=sa.bindparam("is"))
    )
    known = [{"its": id_, "is": charge} for id_, charge in rows if charge is not None]
    for start in range(0, len(known), AT_ONCE):
        op.get_bind().execute(one, known[start : start + AT_ONCE])
