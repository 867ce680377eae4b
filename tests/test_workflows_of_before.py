"""Workflows that were one yes or no become stages, and orders keep what they had."""

from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from storefront.catalog.models import Workflow
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.orders.models import OrderItem
from storefront.orders.stages import open_stages
from tests.factories import an_order_item
from tests.neighbors import mine
from tests.test_migrations import upgraded  # noqa: F401 - a fixture


def test_workflows_and_orders_of_before_keep_their_approval(upgraded):  # noqa: F811
    items = [an_order_item() for _ in range(3)]
    ids = [item.id for item in items]
    db.session.add_all([Workflow(name="Look"), Workflow(name="Straight")])
    db.session.commit()
    look = mine(Workflow).filter_by(name="Look").one().id
    items[0].product.workflow_id = look
    db.session.commit()
    db.session.remove()
    scripts = ScriptDirectory.from_config(upgraded.extensions["migrate"].migrate.get_config())
    (stages,) = (found for found in scripts.walk_revisions() if "stages" in found.path)
    downgrade(revision=stages.down_revision)
    for change in (
        f"UPDATE workflow SET needs_approval = true WHERE id = {look}",
        "UPDATE workflow SET internal_label = 'To see', customer_label = 'We see'",
        f"UPDATE order_item SET needs_approval = true WHERE id IN ({ids[0]}, {ids[1]})",
        f"UPDATE order_item SET approved_by = 'pat' WHERE id = {ids[1]}",
    ):
        db.session.execute(text(change))
    db.session.commit()
    db.session.remove()

    upgrade()

    flows = {flow.name: flow.stages for flow in mine(Workflow)}
    gates = [Gate.FILES, Gate.PAYMENT, Gate.STAFF]
    assert [stage.gate for stage in flows["Look"]] == gates
    assert (flows["Look"][-1].internal, flows["Look"][-1].customer) == ("To see", "We see")
    assert flows["Straight"] == ()
    waits, approved, free = (db.session.get(OrderItem, id_) for id_ in ids)
    assert [stage.internal for stage in waits.stages] == ["Files", "Payment", "To see"]
    assert [stage.gate for stage in open_stages(waits)] == [Gate.STAFF]
    assert [stage.passed_by for stage in approved.stages] == ["", "", "pat"]
    assert open_stages(approved) == []
    assert free.stages == []
    db.session.remove()

    downgrade(revision=stages.down_revision)
    kept = "SELECT id FROM order_item WHERE needs_approval AND approved_by = ''"
    assert db.session.scalars(text(kept)).all() == [ids[0]]
    kept = "SELECT internal_label FROM workflow WHERE needs_approval"
    assert db.session.scalars(text(kept)).all() == ["To see"]
