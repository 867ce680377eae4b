"""A snapshot makes the catalog equal to it, touches nothing of ours, and withdraws with care."""

from decimal import Decimal

import pytest
from msgspec import structs
from sqlalchemy import event

from storefront.catalog import state
from storefront.catalog.models import (
    Category,
    Product,
    ProductGroup,
    ProductSearch,
    SyncStatus,
    Workflow,
)
from storefront.catalog.options import Option, OptionGroup, PriceRow
from storefront.database import db
from storefront.page_cache import edition
from storefront.partner.models import Environment
from storefront.storage.opening import store
from storefront.sync import applying
from storefront.sync.planning import plan
from storefront.sync.snapshot import CategoryLine, line_of, unreadable_line
from storefront.sync.snapshot_store import snapshot_in
from tests.factories import COATING, SIZE, STOCK, a_category, with_settings
from tests.neighbors import mine
from tests.sync.conftest import CARDS, POSTCARDS, a_snapshot, run_of, spec, specs, synced

pytestmark = pytest.mark.usefixtures("account")


def product(number=0):
    return mine(Product).filter_by(uuid=f"p-{number}").one()


def on_offer():
    return {row.uuid for row in mine(Product) if row.sellable}


def test_a_first_catalog_comes_in_whole():
    run = synced(specs(40))

    assert run.status == SyncStatus.DONE
    assert (run.report["products"], run.report["added"], run.report["gone"]) == (40, 40, 0)
    first = product()
    assert (first.slug, first.size, first.lowest_cost) == ("14pt-bcuv-0", '2" x 3.5"', Decimal(30))
    assert first.family == "Business Cards"
    assert [category.name for category in first.categories] == ["Business Cards"]
    assert first.spec == spec(0)


def test_the_second_time_only_what_changed_is_written():
    synced(specs(40))
    before = product(1).packed_spec
    written = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: written.append(call[2]))

    run = synced([spec(0, "31.00"), *specs(40)[1:]])

    assert (run.report["changed"], run.report["unchanged"]) == (1, 39)
    assert product(0).lowest_cost == Decimal("31.00")
    assert product(1).packed_spec == before
    products = [
        sql for sql in written if sql.startswith(("UPDATE product ", "INSERT INTO product "))
    ]
    assert len(products) == 1


def test_the_very_same_snapshot_writes_no_product_and_changes_no_page():
    manifest = a_snapshot(specs(10))
    run_of(manifest)
    before = edition()

    run = run_of(manifest)

    assert run.report == {"products": 10, "unchanged": 10}
    assert edition() == before


def test_each_change_is_a_new_edition():
    synced(specs(10))
    before = edition()

    synced([spec(0, "31.00"), *specs(10)[1:]])

    assert edition() != before


def test_what_is_gone_is_kept_but_not_offered_and_may_come_back():
    synced(specs(40))
    last_made_at = state.state_of(Environment.STAGING).made_at

    gone = synced(specs(39))
    assert (gone.status, gone.report["gone"]) == (SyncStatus.DONE, 1)
    assert not product(39).available
    assert product(39).last_seen_at == last_made_at
    assert product(39).spec == spec(39)

    back = synced(specs(40))
    assert (back.report["back"], back.report["added"]) == (1, 0)
    assert product(39).sellable


def test_a_sync_never_touches_what_is_ours():
    synced(specs(10))
    ours = {
        "title": "Our cards",
        "description": "**Ours**",
        "image": "a.png",
        "hidden": True,
        "sort": 7,
    }
    group, workflow = ProductGroup(name="Cards"), Workflow(name="Look first")
    db.session.add_all([group, workflow])
    db.session.flush()
    row = product()
    for name, value in ours.items():
        setattr(row, name, value)
    row.group_id, row.workflow_id = group.id, workflow.id
    db.session.commit()
    slug = row.slug

    synced([spec(0, "31.00", code="NEW-CODE", description="New words"), *specs(10)[1:]])

    row = product()
    assert (row.code, row.partner_name) == ("NEW-CODE", "New words")
    assert {name: getattr(row, name) for name in ours} == ours
    assert (row.group_id, row.workflow_id, row.slug) == (group.id, workflow.id, slug)


def test_defaults_are_given_to_new_products_only():
    synced(specs(10))
    group, workflow = ProductGroup(name="Imported"), Workflow(name="Look first")
    db.session.add_all([group, workflow])
    db.session.commit()
    with_settings(default_product_group=group.id, default_workflow=workflow.id)

    synced([spec(0, "31.00"), *specs(11)[1:]])

    assert (product(0).group_id, product(0).workflow_id) == (None, None)
    assert (product(10).group_id, product(10).workflow_id) == (group.id, workflow.id)


def test_products_of_one_code_have_addresses_of_their_own():
    same = [spec(number, code="SAME CODE") for number in range(3)]
    synced(same[:2])
    synced(same)

    assert [product(number).slug for number in range(3)] == [
        "same-code", "same-code-2", "same-code-3",
    ]  # fmt: skip


def test_half_a_catalog_waits_for_an_admin_and_withdraws_nothing():
    synced(specs(40))

    run = synced(specs(20))

    assert run.status == SyncStatus.BRAKED
    assert "20 of 40 products would be withdrawn" in run.error
    assert len(on_offer()) == 40


def apply_at_once(made):
    with snapshot_in(store(), made.name, Environment(made.environment)) as snapshot:
        applying.apply(plan(snapshot))


def test_without_the_brake_half_a_catalog_would_be_gone():
    """Negative control: it is the brake that kept it."""
    synced(specs(40))
    apply_at_once(a_snapshot(specs(20)))

    assert len(on_offer()) == 20


def test_prices_that_jump_wait_for_an_admin():
    synced(specs(40))

    run = synced([*specs(5, "60.00"), *specs(40)[5:]])

    assert run.status == SyncStatus.BRAKED
    assert "5 of 40 prices would move by more than 20%" in run.error
    assert run.details["worst"][0] == {
        "code": "14PT-BCUV-0", "old": "30.00", "new": "60.00", "percent": 100,
    }  # fmt: skip
    assert run.details["moves"] == {"up more than 50%": 5}
    assert product().lowest_cost == Decimal("30.00")


def test_the_price_of_what_was_kept_aside_has_not_moved_when_it_comes_back():
    synced(specs(40))
    lines = [line_of(spec) for spec in specs(40)[1:]]
    synced([], lines=[*lines, unreadable_line("p-0", "price is -1")])

    run = synced([spec(0, "60.00"), *specs(40)[1:]])

    assert (run.status, run.details["moved_far"]) == (SyncStatus.DONE, 0)
    assert product().lowest_cost == Decimal("60.00")


def test_small_moves_of_many_prices_go_through():
    synced(specs(40))

    run = synced(specs(40, "33.00"))

    assert run.status == SyncStatus.DONE
    assert product().lowest_cost == Decimal("33.00")


def test_products_that_lose_their_prices_count_as_withdrawn():
    synced(specs(40))
    priceless = [spec(number, base_prices=()) for number in range(10)]

    run = synced([*priceless, *specs(40)[10:]], lines=None)

    assert run.status == SyncStatus.BRAKED
    assert run.report["unpriceable"] == 10


def test_an_empty_snapshot_is_refused():
    synced(specs(10))

    run = synced([])

    assert (run.status, run.error) == (SyncStatus.FAILED, "It holds no products at all.")
    assert len(on_offer()) == 10


def test_a_product_that_cannot_be_read_is_kept_aside_and_the_others_go_on():
    synced(specs(40))
    lines = [line_of(spec) for spec in specs(40)[1:]] + [unreadable_line("p-0", "price is -1")]

    run = synced([], lines=[*lines, unreadable_line("unnamed-7", "no product_uuid")])

    assert (run.status, run.report["quarantined"]) == (SyncStatus.DONE, 2)
    assert product().quarantine == "price is -1"
    assert product().spec == spec(0)  # carts and orders still show it
    assert len(on_offer()) == 39

    assert synced(specs(40)).status == SyncStatus.DONE
    assert len(on_offer()) == 40


@pytest.mark.parametrize("cost", ["-1", "1e9", "NaN", "Infinity"])
def test_a_snapshot_with_an_impossible_price_sells_nothing_at_it(cost):
    synced(specs(40))

    run = synced([spec(0, cost), *specs(40)[1:]])

    assert run.status == SyncStatus.DONE
    assert "cannot be read" in product().quarantine
    assert product().lowest_cost == Decimal("30.00")


def test_the_reason_why_it_cannot_be_read_is_as_long_as_there_is_room_for():
    synced(specs(40))
    dear = Option("o", "y" * 600, prices=(PriceRow(1, 1, price=Decimal(-1)),))

    synced([spec(0, groups=(OptionGroup("g", COATING, 1, 1, (dear,)),)), *specs(40)[1:]])

    assert len(product().quarantine) == 500


def test_hostile_text_is_cleaned_as_it_comes_in():
    hostile = spec(
        0, description='<script>alert(1)</script> \u202eCards\x00 14PT "2 x 3"' + "y" * 999
    )

    synced([hostile])

    row = product()
    assert "\x00" not in row.partner_name
    assert "\u202e" not in row.partner_name
    assert len(row.partner_name) <= 500
    assert "\x00" not in row.spec.description


def test_what_4over_calls_a_product_is_as_long_as_there_is_room_for():
    kinds = {"size": SIZE, "stock": STOCK, "coating": COATING}
    long = "y" * 200
    groups = [OptionGroup(uuid, kind, 1, 1, (Option("o", long),)) for kind, uuid in kinds.items()]

    synced(
        [structs.replace(spec(0, code=long), groups=tuple(groups))],
        categories=(CategoryLine(CARDS.uuid, "y" * 300),),
    )

    assert {len(getattr(product(), name)) for name in (*kinds, "code")} == {120}
    assert len(mine(Category).one().partner_name) == 200


def test_a_product_of_no_listed_category_is_sold_all_the_same():
    synced([spec(0, category_uuids=("unlisted", CARDS.uuid)), spec(1, category_uuids=("none",))])

    assert on_offer() == {"p-0", "p-1"}
    assert [len(product(number).categories) for number in range(2)] == [1, 0]


def test_a_short_list_of_categories_closes_none_that_is_in_use():
    synced([*specs(3), spec(3, category_uuids=(POSTCARDS.uuid,))])

    synced([*specs(3), spec(3, "31.00", category_uuids=(POSTCARDS.uuid,))], categories=(CARDS,))

    categories = {row.uuid: row.available for row in mine(Category)}
    assert categories == {CARDS.uuid: True, POSTCARDS.uuid: True}


def test_a_category_with_nothing_left_in_it_is_shown_only_while_it_is_listed():
    old = CategoryLine("cat-old", "Old")
    synced([*specs(39), spec(39, category_uuids=(old.uuid,))], categories=(CARDS, old))

    synced(specs(39), categories=(CARDS,))
    assert [row.uuid for row in mine(Category).filter_by(available=False)] == [old.uuid]

    synced(specs(39), categories=(CARDS, old))
    assert mine(Category).filter_by(available=False).count() == 0


def test_an_empty_category_of_the_other_environment_is_none_of_its_business():
    theirs = a_category(environment=Environment.PRODUCTION)

    synced(specs(3))

    db.session.refresh(theirs)
    assert theirs.available


@pytest.mark.alone
def test_a_product_comes_into_the_category_of_its_own_environment():
    a_category(environment=Environment.STAGING).uuid = CARDS.uuid
    db.session.commit()
    made = a_snapshot(specs(1), environment=Environment.PRODUCTION)

    apply_at_once(made)

    assert [one.environment for one in product().categories] == [Environment.PRODUCTION]


def test_a_new_name_of_a_category_keeps_its_address_and_our_title():
    synced(specs(3))
    category = mine(Category).filter_by(uuid=CARDS.uuid).one()
    category.title = "Cards"
    db.session.commit()

    synced(specs(4), categories=(CategoryLine(CARDS.uuid, "Biz Cards"), POSTCARDS))

    category = mine(Category).filter_by(uuid=CARDS.uuid).one()
    assert (category.slug, category.partner_name, category.name) == (
        "business-cards", "Biz Cards", "Cards",
    )  # fmt: skip


def test_every_product_can_be_searched_for():
    synced([*specs(2), spec(2, description="Door Hangers")])  # two of them are namesakes

    assert mine(ProductSearch).count() == 3


def test_one_that_gets_a_namesake_is_found_by_what_sets_it_apart():
    silver = OptionGroup("g", "Majestic", 1, 1, (Option("s", "Silver"),))
    first = spec(0, groups=[silver])
    synced([first])

    synced([first, spec(1)])

    assert " silver " in db.session.get_one(ProductSearch, product().id).words


def test_what_4over_changed_of_a_product_is_what_it_is_found_by():
    synced(specs(1))

    synced([spec(0, description="2 X 3.5 14PT Postcards")])

    assert " postcards " in db.session.get_one(ProductSearch, product().id).words


@pytest.mark.alone
def test_a_new_product_is_written_beside_the_one_of_the_other_environment():
    synced(specs(1))
    ours = product()
    made = a_snapshot(specs(1), environment=Environment.PRODUCTION)

    apply_at_once(made)

    theirs = mine(Product).filter_by(environment=Environment.PRODUCTION).one()
    assert [one.environment for one in ours.categories] == [Environment.STAGING]
    assert [one.environment for one in theirs.categories] == [Environment.PRODUCTION]
    assert {ours.id, theirs.id} == {row.product_id for row in mine(ProductSearch)}
