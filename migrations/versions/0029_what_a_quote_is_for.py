"""a quote names its product as 4Over does, beside what was chosen of it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}  # no number is given again, also after the copying


def upgrade():
    with op.batch_alter_table("quote") as batch_op:
        batch_op.add_column(
            sa.Column("product_uuid", sa.String(length=100), nullable=False, server_default="")
        )
    quotes = sa.table("quote", sa.column("product_id"), sa.column("product_uuid"))
    products = sa.table("product", sa.column("id"), sa.column("uuid"))
    of_it = sa.select(products.c.uuid).where(products.c.id == quotes.c.product_id)
    op.get_bind().execute(quotes.update().values(product_uuid=of_it.scalar_subquery()))
    with op.batch_alter_table("quote", table_kwargs=ONCE) as batch_op:
        batch_op.alter_column(
            "product_uuid", server_default=None, existing_type=sa.String(length=100)
        )


def downgrade():
    with op.batch_alter_table("quote", table_kwargs=ONCE) as batch_op:
        batch_op.drop_column("product_uuid")
