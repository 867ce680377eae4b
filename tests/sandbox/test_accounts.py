"""Several accounts at 4Over: each has keys, cards, prices and jobs of its own."""

import pytest

from storefront.sandbox.guard import signature
from storefront.sandbox.profiles import CUSTOMER


class OfTheirOwn:
    """Signs as the account of a customer."""

    def __init__(self, customer):
        self.customer = customer

    def call(self, method, path, **more):
        signed = f"API {CUSTOMER.public_key}:{signature(CUSTOMER.private_key, method)}"
        url = self.customer.url + path
        headers = {"Authorization": signed}
        return self.customer.session.request(method, url, headers=headers, timeout=20, **more)


@pytest.fixture
def own(fourover):
    return OfTheirOwn(fourover)


def tokens(answer):
    return [card["profile_token"] for card in answer.json()["entities"]]


def test_each_lists_its_own_cards(fourover, own):
    assert tokens(fourover.get("/paymentprofiles"))[0] == "sandbox-dummy"
    assert tokens(own.call("GET", "/paymentprofiles")) == ["customer-dummy", "customer-amex"]


def test_each_has_prices_of_its_own(fourover, own):
    shops = fourover.quote().json()["total_price"]
    theirs = own.call("GET", "/printproducts/productquote", params=fourover.picks()).json()
    assert theirs["total_price"] == pytest.approx(shops * 0.9)


def test_a_card_of_the_other_account_pays_for_nothing(fourover):
    refused = fourover.order(payment={"profile_token": "customer-amex"}).json()
    assert refused["order_status"] == "Failed"
    assert fourover.order(order_id="1043-1").json()["order_status"] == "Success"  # the control


def test_jobs_are_shown_to_their_own_account_alone(fourover, own):
    (job_id,) = fourover.ordered()
    assert own.call("GET", f"/orders/{job_id}/status").status_code == 404
    assert own.call("DELETE", f"/orders/{job_id}").status_code == 404
    assert fourover.get(f"/orders/{job_id}/status").status_code == 200  # the control


def test_the_page_says_which_card_of_which_account_was_charged(fourover):
    fourover.ordered()
    page = fourover.session.get(f"{fourover.url}/sandbox/").text
    assert "<td>Practice Print Shop</td><td>Visa ending in 4242</td><td>Success</td>" in page
    assert "<td>customer_public</td><td>customer-private-key</td>" in page


def test_a_card_can_be_taken_off(fourover):
    fourover.control("/faults", name="lose_card", value="4242")
    assert "sandbox-visa" not in tokens(fourover.get("/paymentprofiles"))
    fourover.control("/faults", "DELETE")
    assert "sandbox-visa" in tokens(fourover.get("/paymentprofiles"))
