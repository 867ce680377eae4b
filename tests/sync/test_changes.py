"""The change report: when to brake, and what is kept aside for which cause."""

from decimal import Decimal

from storefront.catalog.models import Product, SyncStatus
from storefront.sync.changes import Brake, Changes
from storefront.sync.snapshot import line_of, unreadable_line
from tests.factories import with_settings
from tests.neighbors import mine
from tests.sync.conftest import spec, specs, synced


def test_products_kept_aside_are_grouped_by_cause():
    changes = Changes()
    uuid = "6f4148e7-0000-4000-8000-000000000001"
    changes.quarantined = [
        ("14PT-1", "14PT-1: product_baseprice is -1"),
        ("14PT-2", "14PT-2: product_baseprice is 12,50"),
        ("X", f"{uuid} has no name"),
    ]

    assert changes.causes == [
        ("product_baseprice is …", 2, ["14PT-1", "14PT-2"]),
        ("… has no name", 1, ["X"]),
    ]


def test_the_limits_of_the_brake_can_be_moved():
    changes = Changes(Brake(gone=50, moved=50, far=20), before=10)
    changes.gone = ["a", "b", "c"]
    assert changes.brakes == []

    changes.brake = Brake(gone=29)
    assert changes.brakes == ["3 of 10 products would be withdrawn (more than 29%)."]


def test_a_move_counts_as_far_beyond_the_limit_only():
    changes = Changes(Brake(far=20), before=10)

    changes.price("exactly", Decimal(10), Decimal(12))
    changes.price("more", Decimal(10), Decimal("12.01"))

    assert changes.moved_far == 1


def test_staff_set_the_limits(account):
    with_settings(brake_gone_percent=60)
    synced(specs(40))

    assert synced(specs(20)).status == SyncStatus.DONE


def test_the_report_of_a_run_says_why_products_were_kept_aside(account):
    lines = [line_of(one) for one in specs(3)]
    lines += [unreadable_line(f"p-{n}", f"no price in row {n}") for n in range(7, 9)]

    run = synced([], lines=lines)

    assert run.details["causes"] == [["no price in row …", 2, ["p-7", "p-8"]]]


def test_a_product_remembers_when_it_became_another(account):
    synced(specs(2))
    assert {row.changed_at for row in mine(Product)} == {None}

    synced([spec(0, "31.00"), spec(1)])

    changed = {row.uuid: bool(row.changed_at) for row in mine(Product)}
    assert changed == {"p-0": True, "p-1": False}
