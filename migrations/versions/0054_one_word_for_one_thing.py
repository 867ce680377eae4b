"""a daily limit is called so, a notice says which one it is of; two times that nobody reads go."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

UNREAD = (("daily_limit_raise", "raised_at"), ("lost_order", "found_at"))
WORDS = (
    ("order_item", "hold", "ceiling", "daily limit"),
    ("item_event", "hold", "ceiling", "daily limit"),
    ("notice", "kind", "ceiling", "daily_limit"),
)


def upgrade():
    rename("ceiling_raise", "daily_limit_raise")
    op.execute("ALTER TABLE notice RENAME COLUMN parcel TO which")
    for table, column, was, word in WORDS:
        say(table, column, was, word)
    for table, column in UNREAD:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.drop_column(column)


def downgrade():
    for table, column in UNREAD:
        with op.batch_alter_table(table, recreate="never") as batch_op:
            batch_op.add_column(
                sa.Column(column, sa.DateTime(), nullable=False, server_default="2026-01-01")
            )
    for table, column, was, word in WORDS:
        say(table, column, word, was)
    op.execute("ALTER TABLE notice RENAME COLUMN which TO parcel")
    rename("daily_limit_raise", "ceiling_raise")


def say(table, column, was, word):
    rows = sa.table(table, sa.column(column, sa.String))
    op.execute(rows.update().where(rows.c[column] == was).values({column: word}))


def rename(was, name):
    """With its indexes, and in PostgreSQL with its key and its sequence."""
    op.drop_index(f"ix_{was}_day", table_name=was)
    op.drop_index(f"uq_{was}_key", table_name=was)
    op.rename_table(was, name)
    op.create_index(f"ix_{name}_day", name, ["day"])
    op.create_index(f"uq_{name}_key", name, ["key"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER INDEX pk_{was} RENAME TO pk_{name}")
        op.execute(f"ALTER SEQUENCE {was}_id_seq RENAME TO {name}_id_seq")
