"""The signature, against a worked example."""

import pytest
import requests

from storefront.fourover.signature import Signature

SIGNATURES = {
    "GET": "8e01d5f2496c394b568a4cd1269c4616723cd47d8ba4cfaff2c5b26d406b35fb",
    "POST": "45c56e8f6e181d15631a5a7c3dc440ac12a62dc386c3112eb073452c57b1c1b9",
    "DELETE": "5edc730e51b63db9571edc1e79e4101a76418c422ed547d5833567d2c0657d87",
    "PUT": "58857ed01e2f9f0b444da32eacda0718054ad8787095c51ca6ede6b4b26dc877",
    "PATCH": "b0f72807ea406f1c95d264f84b8ddc8405534d0097128cbab562e047292c2d48",
}


@pytest.fixture
def signature():
    return Signature("demo_public", "demo-private-key-2026")


def signed(signature, method, params=None):
    url = "https://fourover.test/orders"
    return requests.Request(method, url, params=params, auth=signature).prepare()


@pytest.mark.parametrize("method", SIGNATURES)
def test_a_signature_covers_the_method_alone(signature, method):
    assert signature.of(method) == SIGNATURES[method]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_get_and_delete_are_signed_in_the_query(signature, method):
    request = signed(signature, method, params={"max": "20"})

    query = f"max=20&apikey=demo_public&signature={SIGNATURES[method]}"
    assert request.url == f"https://fourover.test/orders?{query}"
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_the_others_are_signed_in_a_header(signature, method):
    request = signed(signature, method)

    assert request.headers["Authorization"] == f"API demo_public:{SIGNATURES[method]}"
    assert request.url == "https://fourover.test/orders"


def test_an_echo_of_keys_and_signatures_is_hidden(signature):
    echo = f"no route for ?apikey=demo_public&signature={SIGNATURES['GET']}, demo-private-key-2026"

    hidden = signature.hide(echo.encode()).decode()

    assert hidden == "no route for ?(hidden)&signature=(hidden), (hidden)"


def test_an_answer_without_them_stays_as_it_came(signature):
    assert signature.hide(b'{"demo": "public"}') == b'{"demo": "public"}'


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "kéy"])
def test_a_public_key_that_cannot_be_sent_is_told_at_once(key):
    with pytest.raises(ValueError, match="key") as error:
        Signature(key, "private")
    assert not key or key not in str(error.value)


def test_a_signature_shows_nothing_of_itself(signature):
    assert "demo" not in repr(signature)
