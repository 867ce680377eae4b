"""for which products staff said yes to selling under cost; a yes of before is for what comes under
its rule now, so that orders under way go on, and for nothing that comes later."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OF_RULES = (
    "INSERT INTO agreed_loss (rule_id, product_id)"
    " SELECT markup_rule.id, product.id FROM markup_rule JOIN product"
    " ON (markup_rule.product_id IS NULL OR markup_rule.product_id = product.id)"
    " AND (markup_rule.product_group_id IS NULL OR markup_rule.product_group_id = product.group_id)"
    " WHERE markup_rule.loss_agreed AND markup_rule.active"
)
OF_THE_DEFAULT = (
    "INSERT INTO agreed_loss (product_id) SELECT id FROM product WHERE EXISTS"
    " (SELECT * FROM stored_setting WHERE name = 'markup_loss_agreed' AND value LIKE '-%')"
)


def upgrade():
    op.create_table(
        "agreed_loss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["markup_rule.id"], name=op.f("fk_agreed_loss_rule_id_markup_rule")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_agreed_loss_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_loss")),
    )
    op.create_index(op.f("ix_agreed_loss_product_id"), "agreed_loss", ["product_id"])
    op.create_index(op.f("ix_agreed_loss_rule_id"), "agreed_loss", ["rule_id"])
    op.execute(OF_RULES)
    op.execute(OF_THE_DEFAULT)


def downgrade():
    op.drop_table("agreed_loss")
