"""the artwork store has an id of its own, which a copied database gives up."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    """Until now the store bore the id of the database."""
    same = sa.text(
        "INSERT INTO stored_setting (name, value)"
        " SELECT 'artwork_store_id', value FROM stored_setting WHERE name = 'database_id'"
    )
    op.get_bind().execute(same)


def downgrade():
    op.get_bind().execute(sa.text("DELETE FROM stored_setting WHERE name = 'artwork_store_id'"))
