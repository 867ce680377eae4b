"""what can be chosen of a product, to be found by it."""

import json
import re
import unicodedata
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 200

# How a product was kept then, and what of it may be chosen.
NO_CHOICE = {
    "34f407f8-0b50-4227-9378-10fddefbe596",  # size
    "24865ffa-793d-43ea-b3b1-d1b5cf22268d",  # stock
    "26ca0df3-0682-4f37-8979-409868e2df2d",  # coating
    "b6f8d6b4-9909-4cd7-bbc0-b65b6e6460eb",  # and what describes it
    "d10848ac-8885-441a-a835-3c38050ff964",
    "b19d4ac3-2d48-40c0-9729-e35af6846271",
    "88c28e92-7c8c-4c05-9908-dcd495e0957a",
    "5fffd29b-af78-41af-a216-7cdaf8d55177",
}
NO_CHOICE_NAMES = {"category", "product category", "product type", "orientation"}
NONE = re.compile(r"(?:no|none|without|not)\b", re.IGNORECASE)


def names_of_choices(packed):
    names = {}
    for group in json.loads(zlib.decompress(packed)).get("groups", ()):
        descriptive = group["name"].strip().lower() in NO_CHOICE_NAMES
        if group["uuid"] not in NO_CHOICE and not descriptive and group.get("options"):
            labels = (option["name"] or option.get("d", "") for option in group["options"])
            names |= dict.fromkeys(map(clean, (group["name"], *labels)))
    return "\n".join(name for name in names if name and not NONE.match(name))[:4000]


def clean(name):
    seen = (sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
    return "".join(seen).strip()[:120]


def upgrade():
    op.add_column("product", sa.Column("choices", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    ids = connection.scalars(sa.text("SELECT id FROM product ORDER BY id")).all()
    one = sa.text("SELECT packed_spec FROM product WHERE id = :id")
    keep = sa.text("UPDATE product SET choices = :choices WHERE id = :id")
    for start in range(0, len(ids), AT_ONCE):
        rows = [
            {"id": id_, "choices": names_of_choices(connection.scalar(one, {"id": id_}))}
            for id_ in ids[start : start + AT_ONCE]
        ]
        connection.execute(keep, rows)


def downgrade():
    op.drop_column("product", "choices")
