"""each person's sessions have a number drawn at random; all of before end."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    people = sa.table("shop_user", sa.column("id"), sa.column("session_version"))
    connection = op.get_bind()
    for (id_,) in connection.execute(sa.select(people.c.id)).all():
        drawn = people.update().where(people.c.id == id_)
        connection.execute(drawn.values(session_version=secrets.randbits(31)))


def downgrade():
    pass
