"""a workflow is its stages, and an item keeps those that it was ordered with."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# As it was: an approval was shown once the files were there and the order was paid.
BEFORE = [
    ("files", "Files", "We can start once we have all your files"),
    ("payment", "Payment", "We will start as soon as it is paid for"),
]

workflow = sa.table(
    "workflow",
    sa.column("id", sa.Integer),
    sa.column("needs_approval", sa.Boolean),
    sa.column("internal_label", sa.String),
    sa.column("customer_label", sa.String),
    sa.column("stages", sa.JSON),
)
product = sa.table("product", sa.column("id", sa.Integer), sa.column("workflow_id", sa.Integer))
order_item = sa.table(
    "order_item",
    sa.column("id", sa.Integer),
    sa.column("product_id", sa.Integer),
    sa.column("needs_approval", sa.Boolean),
    sa.column("approved_by", sa.String),
)
item_stage = sa.table(
    "item_stage",
    *(sa.column(name, sa.Integer) for name in ("item_id", "position")),
    *(sa.column(name, sa.String) for name in ("gate", "internal", "customer", "passed_by")),
    sa.column("files", sa.String),
)


def upgrade():
    op.create_table(
        "item_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=40), nullable=False),
        sa.Column("internal", sa.String(length=120), nullable=False),
        sa.Column("customer", sa.String(length=120), nullable=False),
        sa.Column("passed_by", sa.String(length=255), nullable=False),
        sa.Column("passed_at", sa.DateTime(), nullable=True),
        sa.Column("files", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["order_item.id"], name=op.f("fk_item_stage_item_id_order_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_stage")),
    )
    op.create_index("uq_item_stage_position", "item_stage", ["item_id", "position"], unique=True)
    with op.batch_alter_table("workflow", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("stages", sa.JSON(), nullable=False, server_default="[]"))
    _keep_items()
    _keep_workflows()
    # in place: SQLite would else make tables anew that others refer to
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.drop_column("approved_by")
        batch_op.drop_column("needs_approval")
    with op.batch_alter_table("workflow", recreate="never") as batch_op:
        for name in ("needs_approval", "internal_label", "customer_label"):
            batch_op.drop_column(name)


def _stages(internal, customer):
    return [*BEFORE, ("staff", internal or "To approve", customer or "We are checking your order")]


def _keep_items():
    """With the words of the product's workflow at this moment; when it was approved is unknown."""
    asked = (
        sa.select(
            order_item.c.id,
            order_item.c.approved_by,
            workflow.c.internal_label,
            workflow.c.customer_label,
        )
        .select_from(
            order_item.outerjoin(product, product.c.id == order_item.c.product_id).outerjoin(
                workflow, workflow.c.id == product.c.workflow_id
            )
        )
        .where(order_item.c.needs_approval.is_(sa.true()))
    )
    rows = [
        {
            "item_id": item_id,
            "position": position,
            "gate": gate,
            "internal": internal,
            "customer": customer,
            "passed_by": approved_by if gate == "staff" else "",
            "files": "",
        }
        for item_id, approved_by, *words in op.get_bind().execute(asked).all()
        for position, (gate, internal, customer) in enumerate(_stages(*words), start=1)
    ]
    if rows:
        op.get_bind().execute(sa.insert(item_stage), rows)


def _keep_workflows():
    asked = sa.select(workflow.c.id, workflow.c.internal_label, workflow.c.customer_label).where(
        workflow.c.needs_approval.is_(sa.true())
    )
    for workflow_id, *words in op.get_bind().execute(asked).all():
        stages = [
            {"gate": gate, "internal": internal, "customer": customer}
            for gate, internal, customer in _stages(*words)
        ]
        op.get_bind().execute(
            sa.update(workflow).where(workflow.c.id == workflow_id).values(stages=stages)
        )


def downgrade():
    """Of several stages one approval is left: any that a person passes."""
    with op.batch_alter_table("workflow", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        for name, words in (
            ("internal_label", "To approve"),
            ("customer_label", "We are checking your order"),
        ):
            kind = sa.String(length=120)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=words))
    with op.batch_alter_table("order_item", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("approved_by", sa.String(length=255), nullable=False, server_default="")
        )
    bind = op.get_bind()
    for workflow_id, stages in bind.execute(sa.select(workflow.c.id, workflow.c.stages)).all():
        if asked := [stage for stage in stages if stage["gate"] not in ("files", "payment")]:
            words = {"internal_label": asked[0]["internal"], "customer_label": asked[0]["customer"]}
            change = sa.update(workflow).where(workflow.c.id == workflow_id)
            bind.execute(change.values(needs_approval=True, **words))
    asked = sa.select(item_stage.c.item_id, item_stage.c.passed_by).where(
        item_stage.c.gate.not_in(("files", "payment"))
    )
    passed = {}
    for item_id, by in bind.execute(asked.order_by(item_stage.c.position)).all():
        passed.setdefault(item_id, []).append(by)
    for item_id, all_by in passed.items():
        by = all_by[-1] if all(all_by) else ""
        change = sa.update(order_item).where(order_item.c.id == item_id)
        bind.execute(change.values(needs_approval=True, approved_by=by))
    bind.execute(sa.text("DELETE FROM notice WHERE kind = 'approval'"))
    with op.batch_alter_table("workflow", recreate="never") as batch_op:
        batch_op.drop_column("stages")
    op.drop_table("item_stage")
