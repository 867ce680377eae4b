"""Rows that are put in by the hundred read as if they had come one by one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from storefront.bulk_insert import bulk_insert
from storefront.catalog.models import Product
from storefront.clock import now
from storefront.database import db
from storefront.partner.models import Environment
from storefront.sync.applying import PRODUCT
from tests.neighbors import mine

pytestmark = pytest.mark.usefixtures("app")

OURS = ("environment", "code", "partner_name", "packed_spec", "lowest_cost", "available", "hidden")
GIVEN = {
    "environment": Environment.STAGING,
    "code": "a\tb\\N\\\\c\nd\re",  # all that COPY writes in another way
    "partner_name": "“4\" × 6” 'é' \\. ?, %s {x}",
    "packed_spec": bytes(range(256)),
    "spec_hash": "",
    "lowest_cost": Decimal("30.0010"),
}


def a_row(uuid, **values):
    return GIVEN | {"uuid": uuid, "slug": uuid} | values


def written(uuid):
    columns = [getattr(Product, name) for name in (*OURS, "first_seen_at", "changed_at", "title")]
    return mine(*columns).where(Product.uuid == uuid).one()


def count():
    return mine(Product).count()


def test_a_row_reads_as_if_it_had_come_alone():
    bulk_insert(PRODUCT, [a_row("quickly"), a_row("other")])
    db.session.execute(insert(PRODUCT), a_row("alone"))
    db.session.commit()

    quickly, alone = written("quickly"), written("alone")
    assert quickly[: len(OURS)] == alone[: len(OURS)]
    assert {name: getattr(quickly, name) for name in OURS if name in GIVEN} == {
        name: GIVEN[name] for name in OURS if name in GIVEN
    }


def test_what_is_left_out_gets_its_default():
    before = now()
    bulk_insert(PRODUCT, [a_row("p-1")])

    row = written("p-1")
    assert (row.available, row.hidden, row.title, row.changed_at) == (True, False, "", None)
    assert before <= row.first_seen_at <= now()


def test_nothing_and_times_are_kept_as_they_are():
    moment = datetime(2026, 1, 31, 12, 30, 1, 5, UTC)
    bulk_insert(PRODUCT, [a_row("p-1", lowest_cost=None, changed_at=moment)])

    assert (written("p-1").lowest_cost, written("p-1").changed_at) == (None, moment)


def test_it_belongs_to_the_present_transaction():
    bulk_insert(PRODUCT, [a_row("p-1")])
    assert count() == 1

    db.session.rollback()
    assert count() == 0


def test_one_that_is_there_already_is_refused_with_all_that_came_with_it():
    bulk_insert(PRODUCT, [a_row("p-1")])
    db.session.commit()

    with pytest.raises((IntegrityError, UniqueViolation)):
        bulk_insert(PRODUCT, [a_row("p-2"), a_row("p-1")])

    db.session.rollback()
    assert count() == 1


def test_a_column_that_does_not_exist_is_a_mistake():
    with pytest.raises(KeyError):
        bulk_insert(PRODUCT, [a_row("p-1", colour="red")])


def test_no_rows_are_nothing_to_do():
    bulk_insert(PRODUCT, [])
    assert count() == 0
