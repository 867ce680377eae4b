"""The form of a workflow: rows in an order, each with what it waits for and two wordings."""

import pytest

from storefront.admin.products.workflow_forms import EMPTY, MOST
from storefront.audit import AuditEntry
from storefront.catalog.models import Workflow
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.database import db
from tests.forms import forms_of, page_of
from tests.neighbors import mine

LOOK = WorkflowStage(Gate.STAFF, "To look at", "We look at your files")
PROOF = WorkflowStage(Gate.CUSTOMER, "With the customer", "Please approve")
PAID = WorkflowStage(Gate.PAYMENT, "Money", "Please pay")


def row(n, stage, position=""):
    gate, internal, customer = stage.gate.value, stage.internal, stage.customer
    return {f"position_{n}": position, f"gate_{n}": gate, f"internal_{n}": internal,
            f"customer_{n}": customer}  # fmt: skip


@pytest.fixture
def workflow(app):
    db.session.add_all([Workflow(name="Other", stages=(PAID,)), Workflow(name="Mine")])
    db.session.commit()
    found = mine(Workflow).filter_by(name="Mine").one()
    yield found
    assert mine(Workflow).filter_by(name="Other").one().stages == (PAID,)


@pytest.fixture
def save(admin, workflow):
    address = f"/admin/groups/workflows/{workflow.id}"

    def send(*rows, name="Mine"):
        return admin.post(
            address, data=dict(kv for one in rows for kv in one.items()) | {"name": name}
        )

    return send


def test_a_workflow_is_made_and_renamed(admin, workflow):
    fields = {"name": "Look first"} | row(1, LOOK)
    assert admin.post("/admin/groups/workflows/new", data=fields).status_code == 302
    made = mine(Workflow).filter_by(name="Look first").one()
    assert made.stages == (LOOK,)

    admin.post(f"/admin/groups/workflows/{made.id}", data=fields | {"name": "Proof"})
    assert made.name == "Proof"
    again = admin.post("/admin/groups/workflows/new", data=fields | {"name": "Proof"})
    assert again.status_code == 422
    assert "That name is taken. Enter another." in again.text
    assert "To look at" in admin.get("/admin/groups/").text


def test_the_numbers_say_the_order_and_empty_rows_are_left_out(save, workflow):
    assert save(row(1, LOOK, 3), row(2, PROOF, 1), row(4, PAID, 2)).status_code == 302
    assert workflow.stages == (PROOF, PAID, LOOK)
    (noted,) = mine(AuditEntry).filter_by(action="workflow changed")
    assert "With the customer" in noted.detail


def test_rows_without_numbers_stay_where_they_stand(save, workflow):
    save(row(1, LOOK), row(2, PROOF), row(3, LOOK))
    assert workflow.stages == (LOOK, PROOF, LOOK)

    save(row(1, LOOK, 2), row(2, PROOF, 1), row(3, PAID))
    assert workflow.stages == (PROOF, PAID, LOOK)


def test_the_page_has_the_rows_and_some_to_add(admin, save, workflow):
    save(row(1, LOOK), row(2, PROOF))
    page = admin.get(f"/admin/groups/workflows/{workflow.id}").text
    assert 'value="With the customer"' in page
    assert f'name="gate_{2 + EMPTY}"' in page
    assert f'name="gate_{3 + EMPTY}"' not in page


def test_as_many_as_there_can_be_are_kept(admin, save, workflow):
    save(*(row(n, LOOK, n) for n in range(1, MOST + 1)))
    assert workflow.stages == (LOOK,) * MOST
    address = f"/admin/groups/workflows/{workflow.id}"
    (form,) = [
        f
        for f in forms_of(page_of(admin.get(address).text), address)
        if ("name", "Mine") in f.fields
    ]
    assert admin.post(address, data=dict(form.fields)).status_code == 302
    assert mine(AuditEntry).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"gate_1": ""}, "Choose what it waits for, or empty the row."),
        ({"gate_1": "magic"}, "Choose one of those listed."),
        ({"internal_1": "  "}, "Say what staff read meanwhile."),
        ({"customer_1": ""}, "Say what the customer reads meanwhile."),
        ({"customer_1": "x" * 121}, "Use at most 120 characters."),
        ({"position_1": "first"}, "Enter a whole number from 1 to 99."),
        ({"position_1": "0"}, "Enter a whole number from 1 to 99."),
        ({"position_1": "9" * 5000}, "Enter a whole number from 1 to 99."),
        ({"name": ""}, "Enter a name."),
        ({"gate_2": "files"}, "Files come before somebody approves them."),
        (
            {"gate_1": "files", "position_1": "2", "position_2": "1"},
            "Files come before somebody approves them.",
        ),
        ({"gate_1": "payment", "gate_2": "payment"}, "There is a stage for that already."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(save, workflow, wrong, sentence):
    fields = {"name": "Mine"} | row(1, LOOK) | row(2, PROOF) | wrong
    answer = save(fields, name=fields["name"])

    assert answer.status_code == 422
    assert answer.text.count(f'<p class="field__error">{sentence}</p>') == 1
    assert 'value="With the customer"' in answer.text
    db.session.rollback()
    assert (workflow.name, workflow.stages) == ("Mine", ())


def test_a_line_of_words_stays_one_line(save, workflow):
    save(row(1, LOOK) | {"customer_1": "We look\r\nat\tit  "})
    assert workflow.stages[0].customer == "We look at it"
