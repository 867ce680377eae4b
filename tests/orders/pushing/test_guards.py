"""The last look before an item is sent: each guard that fails holds it, and nothing is ordered."""

import json
from decimal import Decimal

import pytest

from storefront import jobs
from storefront.artwork.models import ArtworkSlot
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, Phase
from storefront.partner.charged_to import SHOPS
from storefront.partner.models import Environment
from tests.factories import a_file, an_account, an_order_item, with_settings
from tests.fakes import FakeFourOver

DUMMY = {"profile_token": "dummy-token", "last_four": "1111", "type": "Dummy"}
SENDER = {
    "ship_from_company": "Larkspur Print",
    "ship_from_phone": "212-555-0100",
    "ship_from_address": "1 Main Street",
    "ship_from_city": "Albany",
    "ship_from_state": "NY",
    "ship_from_zipcode": "12207",
}


def ready(fourover):
    fourover.has_cards()
    fourover.quotes("32.00")
    fourover.takes_orders("Z100-001")
    return fourover


@pytest.fixture
def staging(app, fourover):
    """Where orders are tests."""
    an_account()
    return ready(fourover)


@pytest.fixture
def production(app, http):
    """Where orders are printed and charged; the shop sends to it now."""
    an_account(Environment.PRODUCTION)
    with_settings(send_orders_as_test=False)
    return ready(FakeFourOver(http, "https://production.fourover.test"))


def pushed(queue, **more):
    item = an_order_item(**more)
    queue.run(jobs.push_order_item, item.id)
    return item


def held(item):
    assert item.status == ItemStatus.HELD
    assert item.attempts[-1].phase == Phase.NOT_SENT
    assert (item.push_owner, item.push_until) == ("", None)
    return item.hold, item.note


def ordered(fourover):
    """What 4Over was told."""
    (call,) = [c for c in fourover.http.calls if c.request.url.startswith(f"{fourover.url}/orders")]
    return json.loads(call.request.body)


class TestTheCard:
    def item_charged_to(self, token):
        item = an_order_item()
        if token:
            item.order.card.token = token
        else:
            item.order.card = None
        db.session.commit()
        return item

    def test_a_dummy_pays_for_no_live_order(self, production, queue):
        item = self.item_charged_to("dummy-token")

        queue.run(jobs.push_order_item, item.id)

        said = "The chosen card is a Dummy; a real order needs a real one."
        assert held(item) == (Hold.CARD, said)
        assert production.count("POST /orders") == 0

    def test_a_dummy_pays_for_a_test_order(self, staging, queue):
        """The control."""
        item = self.item_charged_to("dummy-token")

        queue.run(jobs.push_order_item, item.id)

        assert item.status == ItemStatus.IN_PRODUCTION
        assert item.attempts[0].card == "Dummy ending in 1111"

    def test_a_real_one_pays_for_a_live_order(self, production, queue):
        item = pushed(queue)

        assert item.status == ItemStatus.IN_PRODUCTION
        assert item.attempts[0].card == "Visa ending in 4242"

    def test_without_one_nothing_is_asked(self, staging, queue):
        item = self.item_charged_to(None)

        queue.run(jobs.push_order_item, item.id)

        said = "There is no card to charge: no card of the shop's 4Over account, "
        assert held(item) == (Hold.CARD, f"{said}{SHOPS}.")
        assert staging.calls == []

    def test_one_that_4over_forgot_is_not_replaced_by_another(self, http, fourover, queue):
        an_account()
        fourover.quotes("32.00")
        fourover.has_cards(DUMMY)
        fourover.takes_orders()

        said = "The chosen card is not on the 4Over account any more."
        assert held(pushed(queue)) == (Hold.CARD, said)
        assert fourover.count("POST /orders") == 0


class TestTheEnvironment:
    def test_an_order_of_staging_is_a_test(self, staging, queue):
        pushed(queue)
        assert ordered(staging)["is_test_order"] is True

    def test_an_order_of_production_is_printed(self, production, queue):
        pushed(queue)
        assert ordered(production)["is_test_order"] is False

    def test_what_was_ordered_on_another_server_than_the_shops_present_one_waits(
        self, staging, queue
    ):
        item = an_order_item()
        an_account(Environment.PRODUCTION)
        with_settings(send_orders_as_test=False)

        queue.run(jobs.push_order_item, item.id)

        hold, said = held(item)
        assert hold == Hold.ENVIRONMENT
        assert "Ordered for staging" in said
        assert "production" in said
        assert staging.calls == []

    def test_a_live_order_does_not_go_to_a_test_account(self, production, queue):
        item = an_order_item(account=an_account(Environment.STAGING))
        item.order.environment = Environment.PRODUCTION
        db.session.commit()

        queue.run(jobs.push_order_item, item.id)

        assert held(item) == (
            Hold.ENVIRONMENT,
            "Ordered for production, but its account is not.",
        )
        assert production.calls == []


def test_without_its_account_an_order_waits_for_a_person(staging, queue):
    item = an_order_item()
    item.order.account_id = None
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    assert held(item) == (Hold.CREDENTIALS, "The 4Over account of this order is gone.")
    assert staging.calls == []


def test_an_order_with_something_that_the_shop_makes_itself_waits(staging, queue):
    item = an_order_item()
    other = an_order_item(own=True, status=ItemStatus.WAITING)
    other.position, other.order = 2, item.order
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    assert held(item) == (Hold.MIXED, "The order has items that 4Over does not print.")
    assert staging.calls == []


def test_an_address_without_a_phone_number_is_not_sent(staging, queue):
    item = an_order_item()
    item.order.ship_to = item.order.ship_to | {"phone": ""}
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    hold, said = held(item)
    assert hold == Hold.ADDRESS
    assert "An address needs a phone number." in said
    assert staging.calls == []


@pytest.mark.parametrize(
    ("answer", "hold", "said"),
    [
        (
            {"json": {"message": "no such runsize"}, "status": 404},
            Hold.REFUSED,
            "4Over does not offer this any more. 4Over said no: no such runsize.",
        ),
        (
            {"json": {"message": "bad signature"}, "status": 401},
            Hold.CREDENTIALS,
            "4Over does not accept the keys: bad signature.",
        ),
    ],
)
def test_what_4over_refuses_to_quote_is_not_ordered(fourover, queue, answer, hold, said):
    an_account()
    fourover.has_cards()
    fourover.answers("GET", "/printproducts/productquote", **answer)
    fourover.takes_orders()

    assert held(pushed(queue)) == (hold, said)
    assert fourover.count("POST /orders") == 0


def test_while_4over_cannot_be_asked_the_item_stays_ready_and_is_tried_later(fourover, queue):
    an_account()
    fourover.is_down()

    item = pushed(queue)

    assert item.status == ItemStatus.READY
    assert item.push_after > now()
    assert "503" in item.attempts[0].note
    assert "503" not in item.note
    assert fourover.count("POST /orders") == 0


def test_every_set_is_counted_in_what_is_expected_on_the_card(staging, queue):
    item = pushed(queue, item={"sets": 2, "cost": Decimal("64.00"), "price": Decimal("90.00")})

    assert item.attempts[0].expected.sum == Decimal("76.00")  # with $12.00 for shipping


def test_each_set_goes_with_its_own_files(staging, queue):
    with_settings(inline_files=True)
    item = an_order_item(item={"sets": 2, "cost": Decimal("64.00"), "price": Decimal("90.00")})
    second = a_file(b"%PDF-1.4 another front", original_name="another.pdf")
    item.slots.append(ArtworkSlot(code="fr", label="Front", set_number=2, file_id=second.id))
    db.session.commit()

    queue.run(jobs.push_order_item, item.id)

    sent = ordered(staging)["jobs"][0]["files"]
    assert list(sent) == ["set_001", "set_002"]
    first, other = (sent[name]["files"]["fr"] for name in sent)
    assert first != other
    kept = item.attempts[0].payload
    assert kept["jobs"][0]["files"] == ["set_001", "set_002"]
    assert kept["payment"] == {"card": "Visa ending in 4242"}
    assert kept["order_id"] == item.reference


def test_the_parcel_names_the_shop_where_the_shop_wants_to_be_seen(staging, queue):
    with_settings(**SENDER)
    pushed(queue)

    job = ordered(staging)["jobs"][0]
    assert job["ship_from"]["company"] == "Larkspur Print"
    assert job["dropship"] is True


def test_else_it_names_nobody(staging, queue):
    pushed(queue)

    job = ordered(staging)["jobs"][0]
    assert "ship_from" not in job
    assert job["dropship"] is False
