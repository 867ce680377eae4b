"""colors are found by search as well."""

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AT_ONCE = 200
LONGEST = 4000  # of all choices
EMPTY = zlib.compress(b"{}")


def colors_of(packed):
    """Those it is printed in, as a product was kept then."""
    spec = json.loads(zlib.decompress(packed or EMPTY))
    base = {(row["runsize_uuid"], row["colorspec_uuid"]) for row in spec.get("base_prices", ())}
    offered = {
        row["colorspec_uuid"]
        for row in spec.get("turnarounds", ())
        if (row["runsize_uuid"], row["colorspec_uuid"]) in base
    }
    return [one["label"][:120] for one in spec.get("colorspecs", ()) if one["uuid"] in offered]


def upgrade():
    connection = op.get_bind()
    ids = connection.scalars(sa.text("SELECT id FROM product ORDER BY id")).all()
    one = sa.text("SELECT choices, packed_spec FROM product WHERE id = :id")
    keep = sa.text("UPDATE product SET choices = :choices WHERE id = :id")
    for start in range(0, len(ids), AT_ONCE):
        rows = []
        for id_ in ids[start : start + AT_ONCE]:
            choices, packed = connection.execute(one, {"id": id_}).one()
            names = dict.fromkeys([*colors_of(packed), *choices.split("\n")])
            rows.append({"id": id_, "choices": "\n".join(filter(None, names))[:LONGEST]})
        connection.execute(keep, rows)


def downgrade():
    pass  # nothing reads them apart
