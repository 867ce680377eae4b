"""what can be chosen of a product, to be found by it."""

import sqlalchemy as sa
from alembic import op

from storefront.catalog.naming import names_of_choices
from storefront.catalog.spec import unpack

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 200


def upgrade():
    op.add_column("product", sa.Column("choices", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    ids = connection.scalars(sa.text("SELECT id FROM product ORDER BY id")).all()
    one = sa.text("SELECT packed_spec FROM product WHERE id = :id")
    keep = sa.text("UPDATE product SET choices = :choices WHERE id = :id")
    for start in range(0, len(ids), AT_ONCE):
        rows = [
            {"id": id_, "choices": names_of_choices(unpack(connection.scalar(one, {"id": id_})))}
            for id_ in ids[start : start + AT_ONCE]
        ]
        connection.execute(keep, rows)


def downgrade():
    op.drop_column("product", "choices")
