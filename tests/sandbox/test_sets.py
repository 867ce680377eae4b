"""Several sets, asked and ordered by the shop's own client over HTTP: what is charged is what was
expected, to the cent, and each set is a job with its own files."""

from decimal import Decimal

import pytest

from storefront.fourover import read_order_answer
from storefront.fourover.client import FourOver
from storefront.fourover.errors import Refused
from storefront.fourover.payloads import Address, Choice, OrderPayload
from storefront.orders.charges import quoted_charge
from storefront.quotes.live import ask_cost
from tests.sandbox.conftest import GLENDALE, KNOXVILLE

REFERENCE = "1042-1"


@pytest.fixture
def client(fourover):
    return FourOver(fourover.url, "sandbox_public", "sandbox-private-key", pause=0)


def a_choice(fourover, sets, **picks):
    picked = fourover.picks(**picks)
    names = "product_uuid", "runsize_uuid", "colorspec_uuid", "turnaroundtime_uuid"
    return Choice(*(picked[name] for name in names), sets=sets)


def ordered(client, choice, place=KNOXVILLE, files=()):
    """What the shop expects to be charged, and what came of the order."""
    where = Address(company="Sample Shop", phone="555-0100", **place)
    cost = ask_cost(client, choice)
    facility = client.shipping_quote(choice, where).facilities[0]
    service = facility.services[0]
    payload = OrderPayload(
        reference=REFERENCE,
        test=True,
        choice=choice,
        ship_to=where,
        shipping_name=service.name,
        shipping_code=service.code,
        profile_token="sandbox-visa",
        files=files,
    )
    raw = client.send_order(payload.to_json())
    expected = quoted_charge(cost, service.price, facility.tax, choice.sets)
    return expected, read_order_answer(raw.status, raw.headers, raw.body)


@pytest.mark.parametrize("place", [GLENDALE, KNOXVILLE])
@pytest.mark.parametrize("sets", [1, 2, 3, 4, 9, 10, 25])
def test_sets_are_charged_as_they_were_quoted(fourover, client, sets, place):
    expected, reply = ordered(client, a_choice(fourover, sets), place)
    assert reply.one_job_for_each_of(sets)
    shipping_tax = reply.breakdown.sum - sum(reply.goods.values()) - reply.breakdown.shipping
    assert reply.breakdown.goods == expected.goods
    assert reply.breakdown.shipping == expected.shipping
    assert sum(reply.goods.values()) == expected.goods + expected.tax
    assert reply.charged == expected.sum + shipping_tax  # which no quote names
    assert (shipping_tax > 0) == (place is KNOXVILLE)


def test_four_sets_are_less_than_four_times_one_and_all_weigh_on_the_parcel(fourover, client):
    (one, _), (four, _) = (ordered(client, a_choice(fourover, sets)) for sets in (1, 4))
    assert 3 * one.goods < four.goods < 4 * one.goods
    assert one.shipping < four.shipping < 4 * one.shipping


def test_without_the_discount_that_it_lists_more_is_charged_than_was_expected(fourover, client):
    fourover.control("/faults", name="no_discount")
    expected, reply = ordered(client, a_choice(fourover, 4))
    assert reply.breakdown.goods > expected.goods


def test_sets_that_cannot_be_shipped_together_are_quoted_and_then_refused(fourover, client):
    with pytest.raises(Refused, match="cannot be shipped as a group"):
        ordered(client, a_choice(fourover, 2, runsize=5000))


def test_files_that_come_with_the_order_are_keyed_by_set_and_named(fourover, client, artwork):
    links = {"fr": f"{artwork}/front.pdf", "bk": f"{artwork}/back.pdf"}
    _, reply = ordered(client, a_choice(fourover, 2), files=(links, links))
    assert [job.name for job in reply.jobs] == ["1042-1-001", "1042-1-002"]
    statuses = [client.order_status(job_id)[0].status for job_id in reply.job_ids]
    assert statuses == ["New", "New"]


def test_files_that_come_after_it_are_given_to_each_job_alone(fourover, client, artwork):
    _, reply = ordered(client, a_choice(fourover, 2))
    first, second = reply.job_ids
    client.attach_files(second, {"fr": f"{artwork}/front.pdf", "bk": f"{artwork}/back.pdf"})
    waiting = {job["job_id"]: job["waits_for"] for job in fourover.control("/jobs", "GET")}
    assert waiting == {first: "artwork", second: ""}


def test_one_job_of_several_can_be_canceled_alone(fourover, client):
    _, reply = ordered(client, a_choice(fourover, 3))
    first, second, third = reply.job_ids
    client.cancel_job(second)
    statuses = [client.order_status(job_id)[0].status for job_id in (first, second, third)]
    assert statuses == ["Awaiting Artwork", "Canceled", "Awaiting Artwork"]
    assert Decimal(0) < reply.goods[second] < reply.charged
