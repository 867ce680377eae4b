"""Each call: its path, its spelling, and what comes of its answers."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from responses import matchers

from storefront.fourover import Malformed, Refused, Unclear
from storefront.fourover.payloads import Choice
from storefront.fourover.replies import AddressReply, FeedProduct
from tests.fourover.conftest import URL
from tests.fourover.stored import body
from tests.fourover.test_payloads import HOME, POSTCARDS

FEED = f"{URL}/printproducts/productsfeed"
ENVELOPE = {"status": "error", "status_code": 409, "message": "Invalid product combination"}


def asked(http, number=-1):
    return http.calls[number].request


def test_categories_are_walked_by_max_and_offset(http, client):
    pages = [[{"category_uuid": "a"}, {"category_uuid": "b"}], [{"id": "c", "name": "Cards"}]]
    for offset, entities in zip((0, 2), pages, strict=True):
        http.get(
            f"{URL}/printproducts/categories",
            json={"entities": entities, "totalResults": 3},
            match=[
                matchers.query_param_matcher({"max": "100", "offset": offset}, strict_match=False)
            ],
        )

    assert [category.uuid for category in client.categories()] == ["a", "b", "c"]


def test_a_list_that_stops_short_says_so(http, client):
    path = f"{URL}/printproducts/categories/c%2F1/products"
    http.get(path, json={"entities": [{"product_uuid": "p"}], "totalResults": 2})
    http.get(path, json={"entities": [], "totalResults": 2})

    with pytest.raises(Unclear, match="stopped at 1 of 2"):
        client.category_products("c/1")


def test_one_bad_product_does_not_spoil_its_page(http, client):
    http.get(FEED, body=body("feed_page"))

    page = client.feed(0, lastupdate=date(2026, 3, 1))

    assert page.total == 9
    good = [entity.uuid for entity in page.entities if isinstance(entity, FeedProduct)]
    bad = [entity.product_uuid for entity in page.entities if isinstance(entity, Malformed)]
    assert good == ["good", "free"]
    assert bad == ["comma", "negative", "absurd", "words", "no-groups", "", ""]
    assert asked(http).params["max"] == "20"
    assert asked(http).params["lastupdate"] == "2026-03-01"


def test_an_empty_body_is_the_end_of_the_feed(http, client):
    http.get(FEED, body="")
    assert client.feed(40).entities == ()


def test_one_product_is_taken_from_the_feed_by_its_uuid(http, client):
    http.get(FEED, body=body("feed_page"))

    assert client.product_feed("good").code == "GOOD"
    with pytest.raises(Malformed):
        client.product_feed("comma")
    with pytest.raises(Refused):
        client.product_feed("unknown")


def test_base_prices_come_once_each(http, client):
    http.get(f"{URL}/printproducts/products/p-1/baseprices", body=body("base_prices"))

    assert [row.runsize for row in client.base_prices("p-1")] == [100, 250]


def test_a_bad_base_price_spoils_its_product(http, client):
    row = json.loads(body("base_prices"))["entities"][0] | {"product_baseprice": None}
    http.get(f"{URL}/printproducts/products/p-1/baseprices", json={"entities": [row]})

    with pytest.raises(Malformed, match="product_baseprice") as error:
        client.base_prices("p-1")
    assert error.value.product_uuid == "p-1"


def quote(client):
    return client.quote(Choice("p-1", "r-500", "c-44", "t-fast", ("o-1", "o-2")))


def test_a_quote_names_every_option(http, client):
    http.get(
        f"{URL}/printproducts/productquote",
        body='{"base_price":95,"options_price":17.5,"turnaroundtime_price":114,"total_price":226.5}',
    )

    assert quote(client).total == Decimal("226.5")
    assert asked(http).params["options[]"] == ["o-1", "o-2"]
    assert asked(http).params["turnaroundtime_uuid"] == "t-fast"


@pytest.mark.parametrize("total", [0, "0.00", 0.0])
def test_a_total_of_zero_is_no_price(http, client, total):
    http.get(f"{URL}/printproducts/productquote", json={"total_price": total})
    with pytest.raises(Refused, match="no price"):
        quote(client)


@pytest.mark.parametrize("status", [404, 409, 200])
def test_what_is_not_printed_is_refused_however_they_say_it(http, client, status):
    http.get(f"{URL}/printproducts/productquote", json=ENVELOPE, status=status)
    with pytest.raises(Refused, match="Invalid product combination"):
        quote(client)
    assert len(http.calls) == 1


def test_a_shipping_quote_is_asked_for_as_it_wants_to_be(http, client):
    http.post(f"{URL}/shippingquote", body=body("shipping_two_facilities"))

    reply = client.shipping_quote(replace(POSTCARDS, sets=2), HOME)

    assert reply.facilities[0].services[0].name == "Ground Shipping"
    sent = json.loads(asked(http).body)
    assert (sent["product_info"]["sets"], sent["bypass_address_validation"]) == (2, False)


def test_an_address_that_is_refused_is_not_valid(http, client):
    http.post(f"{URL}/addressvalidation", json=ENVELOPE | {"message": "No such street"}, status=409)

    assert client.validate_address(HOME) == AddressReply(valid=False, words="No such street")


@pytest.mark.parametrize("nothing", ["", "{}", "null"])
def test_nothing_said_of_an_address_is_no_yes(http, client, nothing):
    http.post(f"{URL}/addressvalidation", body=nothing)
    assert client.validate_address(HOME) == AddressReply(valid=False)
    assert "address2" not in json.loads(asked(http).body)["shipping_address"]


def test_an_address_question_with_bad_keys_is_still_an_error(http, client):
    http.post(f"{URL}/addressvalidation", json={"message": "No"}, status=401)
    with pytest.raises(Refused) as refusal:
        client.validate_address(HOME)
    assert refusal.value.credentials


def test_required_files(http, client):
    http.post(f"{URL}/requirements/products", body=body("requirements"))
    assert [file.code for file in client.requirements("p-1", ["o-1"])] == ["bk", "fr"]


@pytest.mark.parametrize(
    "said", [["File(s) succesfully attached to the order: K1-001"], ["Success"]]
)
def test_files_are_attached(http, client, said):
    http.post(f"{URL}/jobs/K1-001/files", json=said)
    client.attach_files("K1-001", {"fr": "f-1"})
    assert json.loads(asked(http).body) == {"files": [{"fr": "f-1"}]}


@pytest.mark.parametrize("said", [[], {}, None, ["Files could not be attached"], ["unsuccessful"]])
def test_files_are_attached_only_if_they_say_so(http, client, said):
    http.post(f"{URL}/jobs/K1-001/files", json=said)
    with pytest.raises(Unclear):
        client.attach_files("K1-001", {"fr": "f-1"})
