"""what orders and people are found by."""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 1000
OF_THE_ADDRESS = (
    "company", "firstname", "lastname", "phone", "address", "address2", "city", "state", "zipcode",
)  # fmt: skip

ADDRESSES = 'SELECT id, email, CAST(ship_to AS TEXT) FROM "order" WHERE id >= :a AND id < :b'
ITEMS = """
    SELECT order_id, title, product_code FROM order_item
    WHERE order_id >= :a AND order_id < :b ORDER BY id
"""
JOBS = """
    SELECT order_id, job_id, tracking FROM print_job
    JOIN order_item ON order_item.id = print_job.item_id
    WHERE order_id >= :a AND order_id < :b ORDER BY job_id
"""


def upgrade():
    op.create_table(
        "order_search",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["order.id"],
            name=op.f("fk_order_search_order_id_order"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_search")),
    )
    with op.batch_alter_table("shop_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("found_by", sa.Text(), nullable=False, server_default=""))
    _people()
    _orders()


def _people():
    people = sa.table("shop_user", sa.column("id"), sa.column("email"), sa.column("name"))
    found = op.get_bind().execute(sa.select(people)).all()
    for id_, email, name in found:
        op.get_bind().execute(
            sa.text("UPDATE shop_user SET found_by = :words WHERE id = :id"),
            {"words": words_of((email, name)), "id": id_},
        )


def _orders():
    connection = op.get_bind()
    last = connection.scalar(sa.text('SELECT max(id) FROM "order"')) or 0
    for start in range(0, last + 1, AT_ONCE):
        names = {}
        for query in (ADDRESSES, ITEMS, JOBS):
            rows = connection.execute(sa.text(query), {"a": start, "b": start + AT_ONCE})
            for order_id, *said in rows:
                apart = " ".join(said).split() if query is JOBS else said
                names.setdefault(order_id, []).extend(apart)
        if names:
            connection.execute(
                sa.text("INSERT INTO order_search (order_id, words) VALUES (:id, :words)"),
                [{"id": id_, "words": _words(*said)} for id_, said in names.items()],
            )


# What the shop made of a text then. What it makes of it now may differ; this may not.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def squeezed(text):
    plain = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalnum())


def words_of(fields):
    return "".join(f" {word}" for word in map(squeezed, fields) if word)


def _words(email, ship_to, *others):
    address = json.loads(ship_to or "{}") or {}
    return words_of([email, *(address.get(name) or "" for name in OF_THE_ADDRESS), *others])


def downgrade():
    op.drop_column("shop_user", "found_by")
    op.drop_table("order_search")
