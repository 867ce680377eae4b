"""The payment is taken back while the push still asks 4Over, which takes seconds."""

import json

import pytest
import responses

from storefront import jobs
from storefront.database import db
from storefront.orders.models import ItemStatus, Order
from storefront.payments.models import Payment
from storefront.payments.receiving import receive, take_back
from tests.factories import an_account, an_order
from tests.neighbors import mine


@pytest.fixture
def order(app):
    an_account()
    order = an_order(cleared_at=None, status=ItemStatus.WAITING, payment_method="manual")
    receive(order, order.total, by="pat")
    db.session.commit()
    return order


@pytest.fixture
def pushed(app, order, fourover, queue):
    """With what happens while the push asks for the cards."""
    fourover.quotes("32.00")
    fourover.takes_orders("Z1-001")

    def push(meanwhile):
        def cards(request):
            with app.app_context():
                meanwhile()
                db.session.commit()
                db.session.remove()
            visa = {"profile_token": "visa-token", "last_four": "4242", "type": "Visa"}
            return 200, {}, json.dumps({"entities": [visa]})

        fourover.http.add_callback(responses.GET, f"{fourover.url}/paymentprofiles", cards)
        queue.run(jobs.push_order_item, order.items[0].id)
        db.session.expire_all()
        return fourover.count("POST /orders")

    return push


def test_it_is_not_sent_and_waits_again(order, pushed):
    assert pushed(lambda: take_back(mine(Payment).one(), by="pat", reason="bounced")) == 0

    assert order.items[0].status == ItemStatus.WAITING
    assert "taken over or unpaid before it was sent" in order.items[0].events[-2].note


def test_paid_still_it_is_sent(order, pushed):
    """The control."""
    assert pushed(lambda: None) == 1
    assert order.items[0].status == ItemStatus.IN_PRODUCTION


def test_taken_back_and_paid_again_it_is_sent(order, pushed):
    def twice():
        take_back(mine(Payment).one(), by="pat", reason="bounced")
        db.session.flush()
        receive(db.session.get_one(Order, order_id), total, by="pat")

    order_id, total = order.id, order.total
    assert pushed(twice) == 1
