"""product groups that only the members of a user group see."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("product_group") as table:
        table.add_column(sa.Column("seen_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_product_group_seen_by_id_user_group"), "user_group", ["seen_by_id"], ["id"]
        )


def downgrade():
    with op.batch_alter_table("product_group") as table:
        table.drop_constraint(op.f("fk_product_group_seen_by_id_user_group"), type_="foreignkey")
        table.drop_column("seen_by_id")
