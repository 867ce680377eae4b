"""What the owner reads is so: of products, keys, search words and of what is not sent."""

from datetime import timedelta

import pytest

from storefront import jobs
from storefront.browse.synonyms import faults_of, read
from storefront.catalog.models import OwnProduct
from storefront.clock import now
from storefront.config import config
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus
from storefront.times import moment
from tests.factories import an_account, an_order, with_settings
from tests.neighbors import mine
from tests.refusals import refusal

MUG = {"title": "Mug", "price": "9.00"}


def yes_in(page):
    return {"yes": page.text.split('name="yes" value="')[1].split('"')[0]}


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"title": "Cap", "price": "0"}, "It costs $0.00: customers order it for nothing."),
        ({"title": "mug", "price": "8"}, "There is another product called “mug”."),
    ],
)
def test_an_own_product_that_is_hardly_meant_so_is_asked(admin, odd, said):
    admin.post("/admin/own-products/new", data=MUG)

    asked = admin.post("/admin/own-products/new", data=odd)
    assert asked.status_code == 422
    assert said in asked.text
    assert mine(OwnProduct).count() == 1
    assert admin.post("/admin/own-products/new", data=odd | yes_in(asked)).status_code == 302

    made = mine(OwnProduct).order_by(OwnProduct.id.desc()).first()
    address = f"/admin/own-products/{made.id}"
    assert admin.post(address, data=odd | {"hidden": "y"}).status_code == 302  # it is all said


def test_an_own_product_that_becomes_free_or_takes_anothers_title_is_asked(admin):
    admin.post("/admin/own-products/new", data=MUG)
    admin.post("/admin/own-products/new", data=MUG | {"title": "Cap"})
    cap = mine(OwnProduct).filter_by(title="Cap").one()

    for odd, doubt in (
        ({"title": "Cap", "price": "0.00"}, "customers order it for nothing"),
        ({"title": "MUG", "price": "9.00"}, "There is another product called “MUG”."),
    ):
        assert refusal(admin.post(f"/admin/own-products/{cap.id}", data=odd), doubt) == 422
    assert (cap.title, str(cap.price)) == ("Cap", "9.00")


@pytest.mark.parametrize("line", ["a = b = c", "a ~ b ~ c", "a = b ~ c", "= b", "a ="])
def test_search_words_with_several_meanings_are_refused(admin, line):
    answer = admin.post("/admin/words/search", data={"list": f"leaflet = flyer\n{line}"})

    assert answer.status_code == 422
    assert f"Line 2, “{line}”" in answer.text
    assert faults_of("leaflet = flyer") == []
    assert ("a",) not in read(line).same


@pytest.mark.alone
def test_keys_are_kept_only_where_there_are_some(admin):
    kept = "Leave it empty to keep the current one."
    assert kept not in admin.get("/admin/partner/").text
    an_account()
    assert admin.get("/admin/partner/").text.count(kept) == 1  # staging's, not production's


def test_a_rest_says_since_when_and_until_when(admin, staff):
    account = an_account()
    since = account.breaker_opened_at = now() - timedelta(seconds=5)
    account.breaker_reason = "4Over did not answer."
    order = an_order(status=ItemStatus.READY)
    db.session.commit()
    until = since + timedelta(seconds=config().breaker_seconds)
    pages = ("/admin/", "/admin/partner/", f"/admin/orders/{order.number}")

    for page in pages:
        said = admin.get(page).text
        assert f"Since {moment(since)}. The next order is tried at {moment(until)};" in said, page
    account.breaker_opened_at = now() - timedelta(hours=1)
    db.session.commit()
    for page in pages:
        assert "The next order is tried as soon as it is there" in admin.get(page).text, page


def test_an_item_of_the_other_server_is_told_truly_there_and_back(admin, queue, fourover):
    an_account()
    with_settings(send_orders_as_test=True)
    order = an_order(status=ItemStatus.READY)
    promise = "stay there when the shop is back, until someone sends each again or cancels it"
    assert promise in admin.get("/admin/partner/production/use").text

    with_settings(send_orders_as_test=False)
    queue.run(jobs.push_order_item, order.items[0].id)
    item = order.items[0]
    assert (item.status, item.hold) == (ItemStatus.HELD, Hold.ENVIRONMENT)
    with_settings(send_orders_as_test=True)
    jobs.sweep()
    queue.run_all()

    assert item.status == ItemStatus.HELD  # as promised
    for page in (f"/admin/orders/{order.number}", "/admin/held/"):
        said = admin.get(page).text
        assert "Ordered for staging. When its turn came, the shop used production." in said
        assert "now sends" not in said
