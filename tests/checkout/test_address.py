"""The address step: offline, then by 4Over, which may suggest another."""

import pytest

from storefront.checkout.models import Checkout
from storefront.extensions import db
from tests.checkout.conftest import (
    choose_delivery,
    give_address,
    is_unsure_of_the_address,
    knows_the_address,
    ships,
)

SUGGESTED = "350fifthave.newyork.ny.10118"


def a_candidate(street="350 FIFTH AVE", city="NEW YORK", zipcode="10118"):
    return {"address": street, "city": city, "state": "NY", "zipcode": zipcode, "country": "US"}


def stored():
    return db.session.query(Checkout).one_or_none()


def test_a_good_address_is_kept_and_the_ways_to_send_are_asked_for(browser, cart, partner):
    answer = give_address(browser)

    assert answer.location == "/checkout/delivery"
    assert stored().address.lines == ["Robin Sample", "350 Fifth Avenue", "New York, NY 10118"]
    assert stored().address.phone == "212-555-0142"
    assert stored().email == "robin@customer.example"
    assert stored().address_bypass == ""
    assert [s["key"] for s in stored().deliveries[0].services] == ["03", "13"]


def test_what_was_typed_is_there_again(browser, cart):
    give_address(browser, company="Sample & Co")

    page = browser.get("/checkout/address").text

    assert 'value="Sample &amp; Co"' in page
    assert '<option selected value="NY">' in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "CA"}, "ZIP code 10118 is in New York, NY, not in CA."),
        ({"zipcode": "00000"}, "There is no ZIP code 00000."),
        ({"zipcode": "1011"}, "A ZIP code has five digits"),
        ({"state": "XX"}, "Not a valid choice."),
        ({"phone": "555"}, "with its area code"),
        ({"firstname": ""}, "Enter a company, or a first and last name."),
        ({"address": ""}, "Enter the street address."),
        ({"city": ""}, "Enter the city."),
        ({"email": "robin"}, "must have an @-sign"),
        ({"address": "x" * 61}, "Field cannot be longer than 60 characters."),
    ],
)
def test_what_cannot_be_right_is_said_without_asking_4over(browser, cart, partner, fields, words):
    answer = give_address(browser, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="New York"' in answer.text or "city" in fields
    assert partner.calls == []
    assert stored() is None


def test_a_company_needs_no_name(browser, cart):
    answer = give_address(browser, firstname="", lastname="", company="Sample Bakery")

    assert answer.location == "/checkout/delivery"


def test_only_another_case_or_punctuation_is_not_worth_a_question(browser, cart, partner):
    knows_the_address(partner, address="350 FIFTH AVENUE.")

    assert give_address(browser).location == "/checkout/delivery"
    assert stored().address.address == "350 Fifth Avenue"


class TestAnotherSpelling:
    @pytest.fixture(autouse=True)
    def suggestion(self, cart, partner):
        knows_the_address(partner, address="350 FIFTH AVE")

    def test_is_offered_beside_the_customers_own(self, browser):
        answer = give_address(browser)

        assert answer.status_code == 422
        assert "350 FIFTH AVE, NEW YORK, NY 10118" in answer.text
        assert "350 Fifth Avenue, New York, NY 10118" in answer.text
        assert stored() is None

    def test_can_be_taken(self, browser):
        give_address(browser, decision=SUGGESTED)

        assert stored().address.address == "350 FIFTH AVE"
        assert stored().address.recipient == "Robin Sample"

    def test_can_be_turned_down(self, browser):
        give_address(browser, decision="keep")

        assert stored().address.address == "350 Fifth Avenue"
        assert stored().address_bypass == ""  # 4Over knows it, whatever the spelling

    def test_cannot_be_made_up(self, browser):
        answer = give_address(browser, decision="1rogueroad.newyork.ny.10118")

        assert answer.status_code == 422
        assert stored() is None


class TestAnAddressThatMayBeSeveral:
    def test_the_customer_is_asked_which_it_is_and_cannot_keep_his_own(
        self, browser, cart, partner
    ):
        is_unsure_of_the_address(partner, a_candidate(), a_candidate("350 FIFTH ST"))

        answer = give_address(browser)

        assert answer.status_code == 422
        assert "350 FIFTH AVE, NEW YORK" in answer.text
        assert "350 FIFTH ST, NEW YORK" in answer.text
        assert 'value="keep"' not in answer.text
        assert give_address(browser, decision="keep").status_code == 422
        assert stored() is None

    def test_a_candidate_is_checked_in_its_turn(self, browser, cart, partner):
        url = f"{partner.url}/addressvalidation"
        partner.http.remove("POST", url)
        unsure = {"ambiguous_address": "true", "Candidates": [a_candidate()]}
        partner.http.post(url, json=unsure)
        partner.http.post(url, json={"isValidAddress": True})

        give_address(browser, decision=SUGGESTED)

        assert stored().address.address == "350 FIFTH AVE"
        assert stored().address_bypass == ""
        assert partner.count("POST /addressvalidation") == 2

    def test_where_only_the_same_is_suggested_again_it_may_be_kept(self, browser, cart, partner):
        is_unsure_of_the_address(partner, a_candidate("350 FIFTH AVENUE"))

        assert 'value="keep"' in give_address(browser).text
        give_address(browser, decision="keep")

        assert stored().address.address == "350 Fifth Avenue"
        assert "the customer confirmed" in stored().address_bypass

    def test_where_nothing_is_suggested_it_may_be_kept(self, browser, cart, partner):
        is_unsure_of_the_address(partner)

        assert give_address(browser).status_code == 422
        give_address(browser, decision="keep")

        assert stored().address_bypass

    def test_a_bypass_goes_along_when_the_ways_to_send_are_asked_for(self, browser, cart, partner):
        is_unsure_of_the_address(partner)

        give_address(browser, decision="keep")

        assert b'"bypass_address_validation": true' in partner.http.calls[-1].request.body.replace(
            b":true", b": true"
        )


def test_an_address_4over_does_not_know_is_said_so_and_nothing_is_kept(browser, cart, partner):
    partner.http.upsert("POST", f"{partner.url}/addressvalidation", json={"isValidAddress": False})

    answer = give_address(browser, decision="keep")

    assert answer.status_code == 422
    assert "does not know this address" in answer.text
    assert stored() is None


def test_while_4over_is_down_nothing_is_lost(browser, cart, partner):
    partner.http.reset()
    partner.is_down()

    answer = give_address(browser)

    assert answer.status_code == 503
    assert "Nothing is lost" in answer.text
    assert 'value="350 Fifth Avenue"' in answer.text
    assert stored() is None
    assert len(cart.items) == 1


def test_another_address_makes_the_ways_to_send_be_asked_anew(browser, cart, partner):
    give_address(browser)
    choose_delivery(browser, cart)
    ships(partner, ground="14.00")

    give_address(browser, address="1 Sample Street")

    assert stored().deliveries[0].chosen == ""
    assert stored().deliveries[0].services[0]["price"] == "14.00"


def test_the_same_address_again_keeps_what_was_chosen(browser, cart):
    give_address(browser)
    choose_delivery(browser, cart)

    give_address(browser)

    assert stored().deliveries[0].chosen == "03"
