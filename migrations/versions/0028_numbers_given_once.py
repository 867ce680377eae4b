"""the number of a deleted row is not given again."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return  # others never did
    found = sa.MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if [column.name for column in table.primary_key] == ["id"]:
            once = {"sqlite_autoincrement": True}
            with op.batch_alter_table(table.name, recreate="always", table_kwargs=once):
                pass


def downgrade():
    """Earlier releases take it as it is."""
