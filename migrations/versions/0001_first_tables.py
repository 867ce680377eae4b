"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "artwork_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("dimensions", sa.String(length=40), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artwork_file")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_artwork_file_stored_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=255), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)

    op.create_table(
        "catalog_state",
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("environment", name=op.f("pk_catalog_state")),
    )
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("uuid", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("partner_name", sa.String(length=200), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index("uq_category_slug", ["environment", "slug"], unique=True)
        batch_op.create_index("uq_category_uuid", ["environment", "uuid"], unique=True)

    op.create_table(
        "own_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("image", sa.String(length=200), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_product")),
        sa.UniqueConstraint("slug", name=op.f("uq_own_product_slug")),
    )
    op.create_table(
        "page_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_version")),
    )
    op.create_table(
        "product_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_group")),
        sa.UniqueConstraint("name", name=op.f("uq_product_group_name")),
    )
    op.create_table(
        "stored_setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stored_setting")),
    )
    op.create_table(
        "sync_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("running", sa.String(length=40), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "fetching",
                "applying",
                "braked",
                "done",
                "failed",
                "cancelled",
                name="syncstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("started_by", sa.String(length=255), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("worker", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("snapshot", sa.String(length=200), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_run")),
        sa.UniqueConstraint("running", name=op.f("uq_sync_run_running")),
    )
    op.create_table(
        "tax_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("zip_from", sa.String(length=5), nullable=False),
        sa.Column("zip_to", sa.String(length=5), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=False),
        sa.Column("on_shipping", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rule")),
    )
    op.create_table(
        "text_template",
        sa.Column("family", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("lead", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("family", name=op.f("pk_text_template")),
    )
    op.create_table(
        "user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_group")),
        sa.UniqueConstraint("name", name=op.f("uq_user_group_name")),
    )
    op.create_table(
        "word",
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "stock",
                "coating",
                "colors",
                "option",
                name="wordkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("short", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_word")),
    )
    op.create_table(
        "workflow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("internal_label", sa.String(length=120), nullable=False),
        sa.Column("customer_label", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow")),
        sa.UniqueConstraint("name", name=op.f("uq_workflow_name")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("uuid", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("partner_name", sa.String(length=500), nullable=False),
        sa.Column("family", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("size", sa.String(length=120), nullable=False),
        sa.Column("stock", sa.String(length=120), nullable=False),
        sa.Column("coating", sa.String(length=120), nullable=False),
        sa.Column("packed_spec", sa.LargeBinary(), nullable=True),
        sa.Column("spec_hash", sa.String(length=64), nullable=False),
        sa.Column("lowest_cost", sa.String(length=40), nullable=True),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("quarantine", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("image", sa.String(length=200), nullable=False),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("workflow_id", sa.Integer(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["product_group.id"], name=op.f("fk_product_group_id_product_group")
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflow.id"], name=op.f("fk_product_workflow_id_workflow")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index("ix_product_family", ["environment", "family"], unique=False)
        batch_op.create_index("uq_product_slug", ["environment", "slug"], unique=True)
        batch_op.create_index("uq_product_uuid", ["environment", "uuid"], unique=True)

    op.create_table(
        "shop_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum("customer", "staff", "admin", name="role", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["user_group.id"], name=op.f("fk_shop_user_group_id_user_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_user")),
        sa.UniqueConstraint("email", name=op.f("uq_shop_user_email")),
    )
    op.create_table(
        "cart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("open", "saved", "ordered", name="cartstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("visitor", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["shop_user.id"], name=op.f("fk_cart_user_id_shop_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart")),
        sa.UniqueConstraint("token", name=op.f("uq_cart_token")),
    )
    with op.batch_alter_table("cart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cart_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cart_visitor"), ["visitor"], unique=False)
        batch_op.create_index(
            "uq_cart_open",
            ["user_id", "environment"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "markup_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_group_id", sa.Integer(), nullable=True),
        sa.Column("product_group_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.String(length=40), nullable=False),
        sa.Column("fixed", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_group_id"],
            ["product_group.id"],
            name=op.f("fk_markup_rule_product_group_id_product_group"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_markup_rule_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["user_group_id"],
            ["user_group.id"],
            name=op.f("fk_markup_rule_user_group_id_user_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_markup_rule")),
    )
    op.create_table(
        "partner_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("public_key", sa.String(length=200), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("private_key_ends", sa.String(length=4), nullable=False),
        sa.Column("use_cache_server", sa.Boolean(), nullable=False),
        sa.Column("card_token", sa.Text(), nullable=True),
        sa.Column("card_type", sa.String(length=40), nullable=False),
        sa.Column("card_last_four", sa.String(length=8), nullable=False),
        sa.Column("acting_admin", sa.String(length=255), nullable=False),
        sa.Column("tested_at", sa.DateTime(), nullable=True),
        sa.Column("test_result", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("breaker_opened_at", sa.DateTime(), nullable=True),
        sa.Column("breaker_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["shop_user.id"], name=op.f("fk_partner_account_owner_id_shop_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_account")),
    )
    with op.batch_alter_table("partner_account", schema=None) as batch_op:
        batch_op.create_index(
            "uq_partner_account_shop",
            ["environment"],
            unique=True,
            sqlite_where=sa.text("owner_id IS NULL AND retired_at IS NULL"),
            postgresql_where=sa.text("owner_id IS NULL AND retired_at IS NULL"),
        )

    op.create_table(
        "product_category",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_product_category_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_category_product_id_product")
        ),
        sa.PrimaryKeyConstraint("product_id", "category_id", name=op.f("pk_product_category")),
    )
    with op.batch_alter_table("product_category", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_category_category_id"), ["category_id"], unique=False
        )

    op.create_table(
        "product_search",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_search_product_id_product")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_search")),
    )
    op.create_table(
        "product_visits",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_visits_product_id_product")
        ),
        sa.PrimaryKeyConstraint("product_id", "day", name=op.f("pk_product_visits")),
    )
    op.create_table(
        "checkout",
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("ship_to", sa.JSON(), nullable=True),
        sa.Column("address_bypass", sa.String(length=200), nullable=False),
        sa.Column("payment_method", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["cart.id"], name=op.f("fk_checkout_cart_id_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cart_id", name=op.f("pk_checkout")),
    )
    op.create_table(
        "order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("ship_to", sa.JSON(), nullable=False),
        sa.Column("address_bypass", sa.String(length=200), nullable=False),
        sa.Column("goods", sa.Integer(), nullable=False),
        sa.Column("shipping", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("tax_name", sa.String(length=120), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("payment_method", sa.String(length=40), nullable=False),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["partner_account.id"], name=op.f("fk_order_account_id_partner_account")
        ),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_order_cart_id_cart")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["shop_user.id"], name=op.f("fk_order_user_id_shop_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_order_cart_id")),
        sa.UniqueConstraint("number", name=op.f("uq_order_number")),
    )
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_placed_at"), ["placed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_user_id"), ["user_id"], unique=False)

    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column(
            "environment",
            sa.Enum("staging", "production", name="environment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("runsize_uuid", sa.String(length=100), nullable=False),
        sa.Column("colorspec_uuid", sa.String(length=100), nullable=False),
        sa.Column("turnaround_uuid", sa.String(length=100), nullable=False),
        sa.Column("option_uuids", sa.JSON(), nullable=False),
        sa.Column("runsize", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("cost", sa.String(length=40), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("valid_until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["partner_account.id"], name=op.f("fk_quote_account_id_partner_account")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_quote_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("token", name=op.f("uq_quote_token")),
    )
    op.create_table(
        "cart_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=True),
        sa.Column("new_quote_id", sa.Integer(), nullable=True),
        sa.Column("own_product_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("slots_from", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_cart_item_cart_id_cart")),
        sa.ForeignKeyConstraint(
            ["new_quote_id"], ["quote.id"], name=op.f("fk_cart_item_new_quote_id_quote")
        ),
        sa.ForeignKeyConstraint(
            ["own_product_id"],
            ["own_product.id"],
            name=op.f("fk_cart_item_own_product_id_own_product"),
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_cart_item_quote_id_quote")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_item")),
    )
    with op.batch_alter_table("cart_item", schema=None) as batch_op:
        batch_op.create_index("ix_cart_item_cart_id", ["cart_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "placed", "shipped", "cancelled", name="noticekind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_notice_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("uq_notice_subject", ["order_id", "kind", "position"], unique=True)

    op.create_table(
        "order_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("product_uuid", sa.String(length=100), nullable=False),
        sa.Column("product_code", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("runsize_uuid", sa.String(length=100), nullable=False),
        sa.Column("colorspec_uuid", sa.String(length=100), nullable=False),
        sa.Column("turnaround_uuid", sa.String(length=100), nullable=False),
        sa.Column("option_uuids", sa.JSON(), nullable=False),
        sa.Column("runsize", sa.Integer(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cost", sa.String(length=40), nullable=True),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("shipping_cost", sa.String(length=40), nullable=True),
        sa.Column("shipping", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(length=100), nullable=False),
        sa.Column("service_name", sa.String(length=120), nullable=False),
        sa.Column("in_hand", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "ready",
                "pushing",
                "held",
                "in production",
                "shipped",
                "delivered",
                "cancelling",
                "cancelled",
                name="itemstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "hold",
            sa.Enum(
                "refused",
                "unknown",
                "unmapped",
                "partly",
                "dearer",
                "card",
                "credentials",
                "artwork",
                "address",
                "environment",
                "mixed",
                "unreachable",
                name="hold",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_cost", sa.String(length=40), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.String(length=255), nullable=False),
        sa.Column("push_after", sa.DateTime(), nullable=True),
        sa.Column("ready_since", sa.DateTime(), nullable=True),
        sa.Column("push_owner", sa.String(length=80), nullable=False),
        sa.Column("push_until", sa.DateTime(), nullable=True),
        sa.Column("tracked_at", sa.DateTime(), nullable=True),
        sa.Column("track_after", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_order_item_order_id_order")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_order_item_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_item")),
    )
    with op.batch_alter_table("order_item", schema=None) as batch_op:
        batch_op.create_index("ix_order_item_status", ["status"], unique=False)
        batch_op.create_index("uq_order_item_position", ["order_id", "position"], unique=True)

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("due", "paid", name="paymentstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("paid_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_payment_order_id_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_order_id"), ["order_id"], unique=False)

    op.create_table(
        "artwork_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cart_item_id", sa.Integer(), nullable=True),
        sa.Column("order_item_id", sa.Integer(), nullable=True),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cart_item_id"], ["cart_item.id"], name=op.f("fk_artwork_slot_cart_item_id_cart_item")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["artwork_file.id"], name=op.f("fk_artwork_slot_file_id_artwork_file")
        ),
        sa.ForeignKeyConstraint(
            ["order_item_id"],
            ["order_item.id"],
            name=op.f("fk_artwork_slot_order_item_id_order_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artwork_slot")),
    )
    with op.batch_alter_table("artwork_slot", schema=None) as batch_op:
        batch_op.create_index(
            "uq_artwork_slot_cart", ["cart_item_id", "set_number", "code"], unique=True
        )
        batch_op.create_index(
            "uq_artwork_slot_order", ["order_item_id", "set_number", "code"], unique=True
        )

    op.create_table(
        "cancellation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "asking",
                "agreed",
                "seen",
                "refused",
                "unconfirmed",
                name="cancellationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ask_after", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_cancellation_item_id_order_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancellation")),
    )
    with op.batch_alter_table("cancellation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cancellation_item_id"), ["item_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checkout_id", sa.Integer(), nullable=False),
        sa.Column("cart_item_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("quoted_at", sa.DateTime(), nullable=False),
        sa.Column("chosen", sa.String(length=100), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_item_id"],
            ["cart_item.id"],
            name=op.f("fk_delivery_cart_item_id_cart_item"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["checkout_id"],
            ["checkout.cart_id"],
            name=op.f("fk_delivery_checkout_id_checkout"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_delivery_quote_id_quote")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("cart_item_id", name=op.f("uq_delivery_cart_item_id")),
    )
    op.create_table(
        "item_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "was",
            sa.Enum(
                "waiting",
                "ready",
                "pushing",
                "held",
                "in production",
                "shipped",
                "delivered",
                "cancelling",
                "cancelled",
                name="itemstatus",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "became",
            sa.Enum(
                "waiting",
                "ready",
                "pushing",
                "held",
                "in production",
                "shipped",
                "delivered",
                "cancelling",
                "cancelled",
                name="itemstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "hold",
            sa.Enum(
                "refused",
                "unknown",
                "unmapped",
                "partly",
                "dearer",
                "card",
                "credentials",
                "artwork",
                "address",
                "environment",
                "mixed",
                "unreachable",
                name="hold",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("who", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_item_event_item_id_order_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_event")),
    )
    with op.batch_alter_table("item_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_event_item_id"), ["item_id"], unique=False)

    op.create_table(
        "push_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "preparing",
                "sending",
                "accepted",
                "partly",
                "refused",
                "not sent",
                "unknown",
                name="phase",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("card", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("charged", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_push_attempt_item_id_order_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_attempt")),
    )
    with op.batch_alter_table("push_attempt", schema=None) as batch_op:
        batch_op.create_index("uq_push_attempt_number", ["item_id", "number"], unique=True)

    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("4over", "customer", name="refundside", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "settled", "waived", name="refundstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=120), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_refund_item_id_order_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index("uq_refund_side", ["item_id", "side"], unique=True)

    op.create_table(
        "print_job",
        sa.Column("job_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("files_attached_at", sa.DateTime(), nullable=True),
        sa.Column("files_tried_at", sa.DateTime(), nullable=True),
        sa.Column("files_note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("tracking", sa.String(length=400), nullable=False),
        sa.Column("let_go", sa.Boolean(), nullable=False),
        sa.Column("polled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["push_attempt.id"], name=op.f("fk_print_job_attempt_id_push_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_print_job_item_id_order_item")
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_print_job")),
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_job_item_id"), ["item_id"], unique=False)

    op.create_table(
        "job_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=200), nullable=False),
        sa.Column("date_set", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["print_job.job_id"], name=op.f("fk_job_status_job_id_print_job")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_status")),
    )
    with op.batch_alter_table("job_status", schema=None) as batch_op:
        batch_op.create_index("uq_job_status_line", ["job_id", "status", "date_set"], unique=True)


def downgrade():
    with op.batch_alter_table("job_status", schema=None) as batch_op:
        batch_op.drop_index("uq_job_status_line")

    op.drop_table("job_status")
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_job_item_id"))

    op.drop_table("print_job")
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.drop_index("uq_refund_side")

    op.drop_table("refund")
    with op.batch_alter_table("push_attempt", schema=None) as batch_op:
        batch_op.drop_index("uq_push_attempt_number")

    op.drop_table("push_attempt")
    with op.batch_alter_table("item_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_event_item_id"))

    op.drop_table("item_event")
    op.drop_table("delivery")
    with op.batch_alter_table("cancellation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cancellation_item_id"))

    op.drop_table("cancellation")
    with op.batch_alter_table("artwork_slot", schema=None) as batch_op:
        batch_op.drop_index("uq_artwork_slot_order")
        batch_op.drop_index("uq_artwork_slot_cart")

    op.drop_table("artwork_slot")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_order_id"))

    op.drop_table("payment")
    with op.batch_alter_table("order_item", schema=None) as batch_op:
        batch_op.drop_index("uq_order_item_position")
        batch_op.drop_index("ix_order_item_status")

    op.drop_table("order_item")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("uq_notice_subject")

    op.drop_table("notice")
    with op.batch_alter_table("cart_item", schema=None) as batch_op:
        batch_op.drop_index("ix_cart_item_cart_id")

    op.drop_table("cart_item")
    op.drop_table("quote")
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_user_id"))
        batch_op.drop_index(batch_op.f("ix_order_placed_at"))
        batch_op.drop_index(batch_op.f("ix_order_email"))

    op.drop_table("order")
    op.drop_table("checkout")
    op.drop_table("product_visits")
    op.drop_table("product_search")
    with op.batch_alter_table("product_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_category_category_id"))

    op.drop_table("product_category")
    with op.batch_alter_table("partner_account", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_partner_account_shop",
            sqlite_where=sa.text("owner_id IS NULL AND retired_at IS NULL"),
            postgresql_where=sa.text("owner_id IS NULL AND retired_at IS NULL"),
        )

    op.drop_table("partner_account")
    op.drop_table("markup_rule")
    with op.batch_alter_table("cart", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cart_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_cart_visitor"))
        batch_op.drop_index(batch_op.f("ix_cart_user_id"))

    op.drop_table("cart")
    op.drop_table("shop_user")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index("uq_product_uuid")
        batch_op.drop_index("uq_product_slug")
        batch_op.drop_index("ix_product_family")

    op.drop_table("product")
    op.drop_table("workflow")
    op.drop_table("word")
    op.drop_table("user_group")
    op.drop_table("text_template")
    op.drop_table("tax_rule")
    op.drop_table("sync_run")
    op.drop_table("stored_setting")
    op.drop_table("product_group")
    op.drop_table("page_version")
    op.drop_table("own_product")
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_index("uq_category_uuid")
        batch_op.drop_index("uq_category_slug")

    op.drop_table("category")
    op.drop_table("catalog_state")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("artwork_file")
