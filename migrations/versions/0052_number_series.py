"""the numbers of orders and of invoices are series of one kind."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("in_use_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.execute("INSERT INTO number_series (name, last) SELECT prefix, last FROM invoice_counter")
    op.drop_table("invoice_counter")


def downgrade():
    op.create_table(
        "invoice_counter",
        sa.Column("prefix", sa.String(length=40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_invoice_counter")),
    )
    op.execute(
        "INSERT INTO invoice_counter (prefix, last) "
        "SELECT name, last FROM number_series WHERE name <> 'order numbers'"
    )
    op.drop_table("number_series")
