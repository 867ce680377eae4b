"""Settings, users and groups: what is refused, and what is noted."""

import pytest

from storefront.accounts.models import Role, User, UserGroup
from storefront.accounts.passwords import check_password
from storefront.admin.forms import SETTINGS
from storefront.audit import AuditEntry
from storefront.catalog.models import ProductGroup, Workflow
from storefront.extensions import db
from tests.admin.stored import stored
from tests.factories import a_product, a_user, with_settings


def filled(**changed):
    """The settings form as a browser would send it."""
    values = {setting.name: getattr(stored(), setting.name) for setting in SETTINGS}
    fields = {name: str(value) for name, value in values.items() if value is not False}
    return {name: value for name, value in (fields | changed).items() if value is not None}


def test_a_setting_is_saved_and_noted_with_what_it_was(admin):
    admin.post("/admin/settings", data=filled(shop_name="Ada's Prints", taking_orders=None))

    assert stored().shop_name == "Ada's Prints"
    assert not stored().taking_orders
    detail = db.session.query(AuditEntry).one().detail
    assert "“Print Shop” → “Ada's Prints”" in detail
    assert "Markup" not in detail


@pytest.mark.parametrize(
    "wrong",
    [{"markup_percent": "NaN"}, {"markup_percent": "lots"}, {"markup_percent": "-101"},
     {"quote_hours": "0"}, {"quote_hours": "1.5"}, {"shop_name": ""}, {"shop_name": "x" * 201},
     {"cost_tolerance_percent": "1e99"}, {"time_zone": "Mars/Olympus"}, {"sync_hour": "24"}],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_and_nothing_is_saved(admin, wrong):
    before = stored()

    answer = admin.post("/admin/settings", data=filled(**wrong))

    assert answer.status_code == 422
    assert stored() == before


SENDER = {"company": "Ada's Prints", "phone": "555-0100", "address": "1 Main St", "city": "Dayton",
          "state": "OH", "zipcode": "45402"}  # fmt: skip


@pytest.mark.parametrize("lacking", SENDER)
def test_a_sender_is_whole_or_there_is_none(admin, lacking):
    sender = {f"ship_from_{name}": value for name, value in SENDER.items()}

    assert admin.post("/admin/settings", data=filled(**sender)).status_code == 302
    half = admin.post("/admin/settings", data=filled(**sender | {f"ship_from_{lacking}": ""}))

    assert half.status_code == 422
    assert "all of these" in half.text
    assert getattr(stored(), f"ship_from_{lacking}") == SENDER[lacking]


def test_switches_with_a_page_of_their_own_cannot_be_slipped_in(admin):
    admin.post("/admin/settings", data=filled(send_orders_as_test="", active="y"))

    assert stored().send_orders_as_test
    assert not stored().active


def test_an_admin_makes_a_user_who_can_sign_in(admin):
    fields = {"email": "New@Shop.Example", "role": "staff", "password": "a long password"}

    assert admin.post("/admin/users/new", data=fields).status_code == 302

    user = db.session.query(User).filter_by(email="new@shop.example").one()
    assert user.role == Role.STAFF
    assert check_password(user.password_hash, "a long password")
    assert admin.post("/admin/users/new", data=fields).status_code == 422


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"role": "owner"}, {"password": "short"}])
def test_a_user_that_cannot_be_is_refused(admin, wrong):
    fields = {"email": "new@shop.example", "role": "staff", "password": "a long password"}

    assert admin.post("/admin/users/new", data=fields | wrong).status_code == 422
    assert db.session.query(User).filter_by(email="new@shop.example").count() == 0


def test_the_last_admin_stays_one(admin):
    last = db.session.query(User).filter_by(role=Role.ADMIN).one()
    fields = {"email": last.email, "name": "Ada"}

    assert admin.post(f"/admin/users/{last.id}", data=fields | {"role": "staff"}).status_code == 422
    disabled = fields | {"role": "admin", "disabled": "y"}
    assert admin.post(f"/admin/users/{last.id}", data=disabled).status_code == 422
    assert last.is_admin
    assert not last.disabled


def test_one_of_two_admins_may_go(admin):
    other = a_user(Role.ADMIN)
    fields = {"email": other.email, "role": "customer"}

    assert admin.post(f"/admin/users/{other.id}", data=fields).status_code == 302
    assert other.role == Role.CUSTOMER


def test_a_new_password_ends_all_sessions(app, admin):
    pat = a_user(Role.STAFF)
    browser = app.test_client().login(pat)
    assert browser.get("/admin/").status_code == 200

    admin.post(f"/admin/users/{pat.id}/password", data={"new-password": "another password"})

    assert browser.get("/admin/").status_code == 302
    assert check_password(pat.password_hash, "another password")
    short = admin.post(f"/admin/users/{pat.id}/password", data={"new-password": "short"})
    assert short.status_code == 422


def test_a_group_that_is_in_use_stays(admin):
    a_product(group=ProductGroup(name="Cards"))
    db.session.add_all([ProductGroup(name="Unused"), UserGroup(name="Schools")])
    db.session.commit()
    used, unused = db.session.query(ProductGroup).order_by(ProductGroup.name)
    schools = db.session.query(UserGroup).one()
    with_settings(default_user_group=schools.id)

    answers = [
        admin.post(f"/admin/groups/product-groups/{used.id}/deletion"),
        admin.post(f"/admin/groups/product-groups/{unused.id}/deletion"),
        admin.post(f"/admin/groups/user-groups/{schools.id}/deletion"),
    ]

    assert [answer.status_code for answer in answers] == [409, 302, 409]
    assert [group.name for group in db.session.query(ProductGroup)] == ["Cards"]


def test_a_workflow_is_made_and_renamed(admin):
    fields = {"name": "Look first", "needs_approval": "y", "internal_label": "To look at",
              "customer_label": "We look at your files"}  # fmt: skip
    admin.post("/admin/groups/workflows/new", data=fields)
    workflow = db.session.query(Workflow).one()
    assert workflow.needs_approval

    admin.post(f"/admin/groups/workflows/{workflow.id}", data=fields | {"name": "Proof"})
    assert workflow.name == "Proof"
    assert (
        admin.post("/admin/groups/workflows/new", data=fields | {"name": "Proof"}).status_code
        == 422
    )
    assert admin.get("/admin/groups/nonsense/new").status_code == 404
