import pytest
import requests

from storefront.sandbox.guard import signature


def test_the_signature_is_4overs():
    expected = "8e01d5f2496c394b568a4cd1269c4616723cd47d8ba4cfaff2c5b26d406b35fb"
    assert signature("demo-private-key-2026", "GET") == expected


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_signature_may_be_in_the_query_or_a_header_on_any_method(fourover, method):
    signed = signature("sandbox-private-key", method)
    in_query = {"apikey": "sandbox_public", "signature": signed}
    in_header = {"Authorize": f"API sandbox_public:{signed}"}
    url = f"{fourover.url}/orders/nothing"

    assert requests.request(method, url, params=in_query).status_code in (404, 405)
    assert requests.request(method, url, headers=in_header).status_code in (404, 405)


@pytest.mark.parametrize(
    "header", ["", "API sandbox_public:wrong", "API other:{}", "Bearer {}", "hmac {}"]
)
def test_every_other_signature_is_refused_with_the_envelope(fourover, header):
    given = header.format(signature("sandbox-private-key", "GET"))

    response = requests.get(f"{fourover.url}/whoami", headers={"Authorization": given})

    assert response.status_code == 401
    assert response.json()["message"] == "Invalid credentials"


def test_the_signature_of_another_method_is_refused(fourover):
    signed = signature("sandbox-private-key", "POST")
    params = {"apikey": "sandbox_public", "signature": signed}
    assert requests.get(f"{fourover.url}/whoami", params=params).status_code == 401


def test_an_unknown_path_is_an_envelope(fourover):
    response = fourover.get("/printproducts/products/none/productoptiongroups")
    assert (response.status_code, response.json()["status"]) == (404, "error")


def test_every_call_is_written_down_without_its_signature(fourover):
    signed = signature("sandbox-private-key", "POST")
    params = {"apikey": "sandbox_public", "signature": signed, "more": "1"}
    requests.post(f"{fourover.url}/addressvalidation", params=params, json={"a": "b"})

    [call] = fourover.control("/requests", "GET")

    assert call["path"] == "/addressvalidation"
    assert call["query"] == "more=1"
    assert call["body"] == '{"a": "b"}'
    assert signed not in str(call)
