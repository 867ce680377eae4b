"""Each call: its path, its spelling, and what comes of its answers."""

import json
from datetime import date
from decimal import Decimal

import pytest
import requests
from responses import matchers

from storefront.fourover import FourOver, Malformed, Refused, Unclear, Unreachable
from storefront.fourover.replies import AddressReply, FeedProduct, RegisteredFile, StatusEntry
from tests.fourover.conftest import PRIVATE, PUBLIC, URL
from tests.fourover.stored import body
from tests.fourover.test_payloads import HOME, ORDER, POSTCARDS

FEED = f"{URL}/printproducts/productsfeed"
ENVELOPE = {"status": "error", "status_code": 409, "message": "Invalid product combination"}


def asked(http, number=-1):
    return http.calls[number].request


def test_good_keys_are_told_from_bad_ones(http, client):
    http.get(f"{URL}/whoami", body="whatever it says")
    client.whoami()

    http.replace("GET", f"{URL}/whoami", json={"message": "Invalid credentials"}, status=403)
    with pytest.raises(Refused, match="Invalid credentials") as refusal:
        client.whoami()
    assert refusal.value.credentials


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


def test_the_whole_feed_ends_at_its_total(http, client):
    http.get(FEED, body=body("feed_page"))
    assert len(list(client.feed_all())) == 9


def test_an_empty_body_is_the_end_of_the_feed_but_not_before_its_total(http, client):
    http.get(FEED, body="")
    assert client.feed(40).entities == ()
    assert list(client.feed_all()) == []

    http.reset()
    http.get(FEED, json={"entities": [{"product_uuid": "a"}], "totalResults": 2})
    http.get(FEED, body="")
    with pytest.raises(Unclear, match="stopped at 1 of 2"):
        list(client.feed_all())


def test_one_product_is_taken_from_the_feed_by_its_uuid(http, client):
    http.get(FEED, body=body("feed_page"))

    assert client.product_feed("good").code == "GOOD"
    with pytest.raises(Malformed):
        client.product_feed("comma")
    with pytest.raises(Refused):
        client.product_feed("unknown")


def test_a_product_by_itself(http, client):
    http.get(f"{URL}/printproducts/products/p-1", json={"product_uuid": "p-1", "product_code": "C"})
    assert client.product("p-1").code == "C"


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
    return client.quote("p-1", "r-500", "c-44", "t-fast", ["o-1", "o-2"])


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

    reply = client.shipping_quote(POSTCARDS, HOME, sets=2)

    assert reply.facilities[0].services[0].name == "Ground Shipping"
    sent = json.loads(asked(http).body)
    assert (sent["product_info"]["sets"], sent["bypass_address_validation"]) == (2, False)


def test_an_address_that_is_refused_is_not_valid(http, client):
    http.post(f"{URL}/addressvalidation", json=ENVELOPE | {"message": "No such street"}, status=409)

    assert client.validate_address(HOME) == AddressReply(valid=False, words="No such street")
    assert "address2" not in json.loads(asked(http).body)["shipping_address"]


def test_an_address_question_with_bad_keys_is_still_an_error(http, client):
    http.post(f"{URL}/addressvalidation", json={"message": "No"}, status=401)
    with pytest.raises(Refused) as refusal:
        client.validate_address(HOME)
    assert refusal.value.credentials


def test_required_files(http, client):
    http.post(f"{URL}/requirements/products", body=body("requirements"))
    assert [file.code for file in client.requirements("p-1", ["o-1"])] == ["bk", "fr"]


def test_files_are_registered_one_by_one(http, client):
    http.post(f"{URL}/files", body=body("files_one_failed"))

    files = client.register_files([f"https://shop.test/{n}" for n in range(4)])

    assert [file.uuid for file in files] == ["f-1", None, "f-3", None]
    assert isinstance(files[1], RegisteredFile)


def test_an_entry_too_few_leaves_it_open_whose_files_these_are(http, client):
    http.post(f"{URL}/files", body=body("files_one_failed"))
    with pytest.raises(Unclear, match="4 entries for 5 files"):
        client.register_files([f"https://shop.test/{n}" for n in range(5)])


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


@pytest.mark.parametrize("status", [200, 302, 409, 429, 500])
def test_the_answer_to_an_order_comes_back_raw(http, client, status):
    http.post(f"{URL}/orders", body=b"\x00raw", status=status, headers={"Retry-After": "3"})

    answer = client.send_order(ORDER.to_json())

    assert (answer.status, answer.body) == (status, b"\x00raw")
    assert answer.headers["retry-after"] == "3"
    assert "Connection" in asked(http).headers
    assert len(http.calls) == 1


def test_cards(http, client):
    http.get(f"{URL}/paymentprofiles", body=body("payment_profiles"))
    assert [card.token for card in client.payment_profiles()] == ["t-dummy", "t-visa"]
    assert len(http.calls) == 1


def test_a_list_cut_short_is_not_taken_for_the_whole(http, client):
    http.get(f"{URL}/paymentprofiles", json={"entities": [], "totalResults": 25})
    with pytest.raises(Unclear, match="stopped at 0 of 25"):
        client.payment_profiles()


def test_a_jobs_history_is_newest_first(http, client):
    http.get(f"{URL}/orders/K1-001/status", body=body("status_history"))
    assert client.order_status("K1-001")[0] == StatusEntry("Plated", "2026-03-03 01:02:03", "s-2")


@pytest.mark.parametrize("answer", ["", '{"tracking": ""}'])
def test_what_has_not_left_has_no_tracking_number(http, client, answer):
    http.get(f"{URL}/orders/K1-001/tracking", body=answer)
    assert client.tracking("K1-001") == ()


def test_a_job_is_let_go_only_by_the_value_true(http, client):
    http.delete(f"{URL}/orders/K1-001", json=True)
    client.cancel_job("K1-001")
    assert len(http.calls) == 1


@pytest.mark.parametrize("status", [200, 400, 409])
@pytest.mark.parametrize(
    "answer",
    ['"Too far along"', "Too far along", '["Too far along"]', '{"message":"Too far along"}'],
)
def test_any_sentence_is_a_no(http, client, status, answer):
    http.delete(f"{URL}/orders/K1-001", body=answer, status=status)
    with pytest.raises(Refused, match="Too far along"):
        client.cancel_job("K1-001")


@pytest.mark.parametrize("answer", ["false", '"true"', "True"])
def test_nearly_true_is_a_no(http, client, answer):
    http.delete(f"{URL}/orders/K1-001", body=answer)
    with pytest.raises(Refused):
        client.cancel_job("K1-001")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("", 200),
        ("null", 200),
        ("1", 200),
        ("<html>", 200),
        ("true", 500),
        ("true", 302),
        ("x", 502),
    ],
)
def test_neither_yes_nor_no_is_unclear_and_not_asked_again(http, client, answer, status):
    http.delete(f"{URL}/orders/K1-001", body=answer, status=status)
    with pytest.raises(Unclear):
        client.cancel_job("K1-001")
    assert len(http.calls) == 1


def test_a_cancellation_told_to_wait_was_not_taken_in(http, client):
    http.delete(f"{URL}/orders/K1-001", body="Too many requests", headers={"Retry-After": "7"})
    with pytest.raises(Unreachable) as trouble:
        client.cancel_job("K1-001")
    assert trouble.value.retry_after == 7


def test_a_job_id_stays_within_its_place_in_the_path(http, client):
    http.delete(f"{URL}/orders/a%2F..%2Fb%3Fc", json=True)
    client.cancel_job("a/../b?c")
    assert asked(http).path_url.startswith("/orders/a%2F..%2Fb%3Fc?")


@pytest.mark.parametrize("job_id", ["", ".", ".."])
def test_an_id_that_is_none_is_never_sent(http, client, job_id):
    with pytest.raises(Refused):
        client.cancel_job(job_id)
    assert len(http.calls) == 0


def test_links_and_redirects_are_not_followed(http, client):
    http.get(f"{URL}/paymentprofiles", status=302, headers={"Location": "https://elsewhere.test/"})
    with pytest.raises(Unclear):
        client.payment_profiles()
    assert {call.request.url.split("?")[0] for call in http.calls} == {f"{URL}/paymentprofiles"}


@pytest.mark.parametrize(
    "first",
    [
        {"status": 429},
        {"status": 500, "body": "Internal Server Error"},
        {"status": 503, "json": {"message": "busy"}},
        {"body": "Too many requests"},
        {"body": "<html>"},
        {"body": ""},
        {"body": requests.ReadTimeout("gave up")},
        {"body": requests.ConnectionError("reset")},
        {"body": requests.ConnectTimeout("no route")},
    ],
)
def test_a_read_is_tried_again_after_a_pause(http, client, pauses, first):
    http.get(f"{URL}/paymentprofiles", **first)
    http.get(f"{URL}/paymentprofiles", body=body("payment_profiles"))

    assert len(client.payment_profiles()) == 2
    assert len(pauses) == 1


def test_pauses_grow_and_a_read_gives_up(http, client, pauses):
    http.get(f"{URL}/paymentprofiles", status=500)

    with pytest.raises(Unclear):
        client.payment_profiles()

    assert len(http.calls) == 3
    assert 0.25 <= pauses[0] <= 0.75
    assert 0.5 <= pauses[1] <= 1.5


def test_a_read_waits_as_long_as_it_is_told_within_reason(http, client, pauses):
    http.get(f"{URL}/paymentprofiles", status=429, headers={"Retry-After": "9"})
    with pytest.raises(Unreachable) as trouble:
        client.payment_profiles()
    assert pauses == [9, 9]
    assert trouble.value.retry_after == 9

    http.replace("GET", f"{URL}/paymentprofiles", status=429, headers={"Retry-After": "600"})
    with pytest.raises(Unreachable) as trouble:
        client.payment_profiles()
    assert len(pauses) == 2
    assert trouble.value.retry_after == 600


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_a_no_is_not_asked_again(http, client, pauses, status):
    http.get(f"{URL}/paymentprofiles", json={"message": "No"}, status=status)
    with pytest.raises(Refused, match="No"):
        client.payment_profiles()
    assert pauses == []


def test_a_question_never_taken_in_is_asked_once_more(http, client):
    http.post(f"{URL}/shippingquote", body=requests.ConnectTimeout("no route"))
    http.post(f"{URL}/shippingquote", body=body("shipping_two_facilities"))
    assert client.shipping_quote(POSTCARDS, HOME).facilities


@pytest.mark.parametrize("trouble", [{"body": requests.ReadTimeout()}, {"status": 500}])
def test_a_question_without_an_answer_is_not(http, client, trouble):
    http.post(f"{URL}/shippingquote", **trouble)
    with pytest.raises(Unclear):
        client.shipping_quote(POSTCARDS, HOME)
    assert len(http.calls) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda client: client.send_order(ORDER.to_json()),
        lambda client: client.cancel_job("K1-001"),
        lambda client: client.attach_files("K1-001", {"fr": "f"}),
        lambda client: client.register_files(["https://shop.test/f"]),
    ],
)
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.ConnectTimeout("no route"), Unreachable),
        (requests.ReadTimeout("gave up"), Unclear),
        (requests.ConnectionError("reset"), Unclear),
        (requests.exceptions.ChunkedEncodingError("cut"), Unclear),
    ],
)
def test_a_write_is_never_repeated(http, client, pauses, write, error, kind):
    for method, path in (("POST", "orders"), ("POST", "files"), ("POST", "jobs/K1-001/files")):
        http.add(method, f"{URL}/{path}", body=error)
    http.delete(f"{URL}/orders/K1-001", body=error)

    with pytest.raises(kind):
        write(client)

    assert (len(http.calls), pauses) == (1, [])


def test_the_throttle_is_asked_before_each_read_and_no_write(http, pauses):
    turns = []
    client = FourOver(
        URL, PUBLIC, PRIVATE, throttle=lambda: turns.append(len(http.calls)), sleep=pauses.append
    )
    http.get(f"{URL}/paymentprofiles", status=500)
    http.post(f"{URL}/shippingquote", body=body("shipping_two_facilities"))
    http.post(f"{URL}/orders", body="{}")

    with pytest.raises(Unclear):
        client.payment_profiles()
    client.shipping_quote(POSTCARDS, HOME)
    client.send_order(ORDER.to_json())

    assert turns == [0, 1, 2, 3]
