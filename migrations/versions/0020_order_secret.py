"""what opens an order to a guest, beside its number, which may be given again."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("secret", sa.String(length=32), nullable=True))

    orders = sa.table("order", sa.column("id"), sa.column("secret"))
    bind = op.get_bind()
    fill = orders.update().where(orders.c.id == sa.bindparam("which"))
    if known := bind.scalars(sa.select(orders.c.id)).all():
        rows = [{"which": id_, "secret": secrets.token_hex(16)} for id_ in known]
        bind.execute(fill.values(secret=sa.bindparam("secret")), rows)

    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.alter_column("secret", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_order_secret"), ["secret"])


def downgrade():
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_order_secret"), type_="unique")
        batch_op.drop_column("secret")
