"""cards are rows that name their account, and each order keeps what it is charged to."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

OWNED = sa.text("owner_id IS NOT NULL AND retired_at IS NULL")
CHOSEN = sa.text("chosen")
OLD = "card_token", "card_type", "card_last_four"
FROM_ACCOUNTS = """
INSERT INTO partner_card (account_id, token, type, last_four, valid_thru, chosen, trouble)
SELECT id, card_token, card_type, card_last_four, '', true, ''
FROM partner_account WHERE card_token IS NOT NULL ORDER BY id
"""
TO_ORDERS = """
UPDATE "order" SET card_id =
(SELECT id FROM partner_card WHERE partner_card.account_id = "order".account_id)
"""
BACK = """
UPDATE partner_account SET
    card_token = (SELECT token FROM partner_card WHERE account_id = partner_account.id AND chosen),
    card_type = coalesce(
        (SELECT type FROM partner_card WHERE account_id = partner_account.id AND chosen), ''),
    card_last_four = coalesce(
        (SELECT last_four FROM partner_card WHERE account_id = partner_account.id AND chosen), '')
"""
NUMBERED = {"sqlite_autoincrement": True}


def upgrade():
    op.create_table(
        "partner_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("last_four", sa.String(length=8), nullable=False),
        sa.Column("valid_thru", sa.String(length=20), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["partner_account.id"],
            name=op.f("fk_partner_card_account_id_partner_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_card")),
        sa.UniqueConstraint("account_id", "id", name=op.f("uq_partner_card_account_id_id")),
        **NUMBERED,
    )
    op.create_index(
        "uq_partner_card_chosen",
        "partner_card",
        ["account_id"],
        unique=True,
        sqlite_where=CHOSEN,
        postgresql_where=CHOSEN,
    )
    op.create_table(
        "user_card",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("environment", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["shop_user.id"], name=op.f("fk_user_card_user_id_shop_user")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "card_id"],
            ["partner_card.account_id", "partner_card.id"],
            name=op.f("fk_user_card_account_id_partner_card"),
        ),
        sa.PrimaryKeyConstraint("user_id", "environment", name=op.f("pk_user_card")),
    )
    op.execute(FROM_ACCOUNTS)
    with op.batch_alter_table("order", table_kwargs=NUMBERED) as batch_op:
        batch_op.add_column(sa.Column("card_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("charge_because", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            op.f("fk_order_account_id_partner_card"),
            "partner_card",
            ["account_id", "card_id"],
            ["account_id", "id"],
        )
    op.execute(TO_ORDERS)
    with op.batch_alter_table("partner_account", recreate="never") as batch_op:
        for name in OLD:
            batch_op.drop_column(name)
        batch_op.create_index(
            "uq_partner_account_owner",
            ["owner_id", "environment"],
            unique=True,
            sqlite_where=OWNED,
            postgresql_where=OWNED,
        )


def downgrade():
    with op.batch_alter_table("partner_account", recreate="never") as batch_op:
        batch_op.drop_index("uq_partner_account_owner")
        batch_op.add_column(sa.Column("card_token", sa.Text(), nullable=True))
        for name, length in (("card_type", 40), ("card_last_four", 8)):
            word = sa.String(length=length)
            batch_op.add_column(sa.Column(name, word, nullable=False, server_default=""))
    op.execute(BACK)
    with op.batch_alter_table("order", table_kwargs=NUMBERED) as batch_op:
        batch_op.drop_constraint(op.f("fk_order_account_id_partner_card"), type_="foreignkey")
        batch_op.drop_column("charge_because")
        batch_op.drop_column("card_id")
    op.drop_table("user_card")
    op.drop_table("partner_card")
