"""The address step: offline, then by 4Over, which may suggest another."""

import json
import re
from decimal import Decimal

import pytest

from storefront.cart.models import CartItem
from storefront.catalog.models import OwnProduct
from storefront.checkout.models import Checkout
from storefront.orders.pushing.preparing import partner_address
from tests.checkout.conftest import (
    ADDRESS,
    choose_delivery,
    choose_payment,
    give_address,
    in_the_hands_of,
    is_unsure_of_the_address,
    knows_the_address,
    ships,
)
from tests.factories import a_cart, with_settings
from tests.neighbors import mine
from tests.refusals import refusal

SUGGESTED = "350fifthave.newyork.ny.10118"


def a_candidate(street="350 FIFTH AVE", city="NEW YORK", zipcode="10118"):
    return {"address": street, "city": city, "state": "NY", "zipcode": zipcode, "country": "US"}


def says_of_streets(fourover, answers):
    """Of each its candidates, None for one that is right. Others it does not know."""

    def answer(request):
        street = json.loads(request.body)["shipping_address"]["address"]
        if street not in answers:
            return 200, {}, json.dumps({"isValidAddress": False})
        found = answers[street]
        if found is None:
            return 200, {}, json.dumps({"isValidAddress": True})
        return 200, {}, json.dumps({"ambiguous_address": "true", "Candidates": found})

    url = f"{fourover.url}/addressvalidation"
    fourover.http.remove("POST", url)
    fourover.http.add_callback("POST", url, answer)


def fields_of(page):
    """The address as the form shows it."""
    fields = re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page.text)
    return {name: value for name, value in fields if name in ADDRESS}


def stored():
    return mine(Checkout).one_or_none()


def test_a_good_address_is_kept_and_the_ways_to_send_are_asked_for(browser, cart, partner):
    answer = give_address(browser)

    assert answer.location == "/checkout/delivery"
    assert stored().address.lines == ["Robin Sample", "350 Fifth Avenue", "New York, NY 10118"]
    assert stored().address.phone == "212-555-0142"
    assert stored().email == "robin@customer.example"
    assert stored().address_bypass == ""
    assert [s.key for s in stored().deliveries[0].services] == ["03", "13"]


def test_what_was_typed_is_there_again(browser, cart):
    give_address(browser, company="Sample & Co")

    page = browser.get("/checkout/address").text

    assert 'value="Sample &amp; Co"' in page
    assert '<option selected value="NY">' in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"zipcode": "1011"}, "A ZIP code has five digits"),
        ({"state": "AE", "zipcode": "09012"}, "do not deliver to military addresses"),
        ({"state": "XX"}, "Choose one of those listed."),
        ({"phone": "555"}, "with its area code"),
        ({"firstname": "", "lastname": ""}, "Enter a name or a company."),
        ({"address": ""}, "Enter the street address."),
        ({"city": ""}, "Enter the city."),
        ({"email": "robin"}, "Enter an email address such as name@example.com."),
        ({"address": "x" * 61}, "Use at most 60 characters: the label has no more room."),
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


@pytest.mark.parametrize("names", [("Sukarno", ""), ("", "Sukarno")])
def test_somebody_with_one_name_is_on_the_label_by_it(browser, cart, names):
    first, last = names

    assert give_address(browser, firstname=first, lastname=last).location == "/checkout/delivery"

    assert stored().address.recipient == "Sukarno"
    sent = partner_address(stored().address).contact()
    assert (sent["company"], sent["firstname"], sent["lastname"]) == ("Sukarno", "", "")


def test_the_extension_of_a_phone_stays_with_the_order_and_is_not_on_the_label(browser, cart):
    give_address(browser, phone="(617) 555-0188 ext. 42")

    page = browser.get("/checkout/delivery")
    assert "The extension 42 is kept with your order." in page.text
    assert stored().address.phone == "617-555-0188 ext. 42"
    assert partner_address(stored().address).contact()["phone"] == "617-555-0188"
    assert 'value="617-555-0188 ext. 42"' in browser.get("/checkout/address").text


@pytest.mark.parametrize(
    ("state", "zipcode"), [("TN", "42223"), ("AZ", "84536"), ("NM", "86515"), ("AL", "38852")]
)
def test_a_zip_code_that_crosses_a_state_line_is_for_4over_to_judge(
    browser, cart, state, zipcode, partner
):
    knows_the_address(partner, state=state, zipcode=zipcode)

    assert give_address(browser, state=state, zipcode=zipcode).location == "/checkout/delivery"
    assert (stored().address.state, stored().address.zipcode) == (state, zipcode)


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ({"state": "CA"}, "ZIP code 10118 is in New York, NY. Do you mean NY?"),
        ({"zipcode": "00000"}, "know the ZIP code 00000."),
    ],
)
def test_what_4over_does_not_know_is_asked_about_in_our_words_too(
    browser, cart, partner, fields, question
):
    partner.http.upsert("POST", f"{partner.url}/addressvalidation", body="")

    answer = give_address(browser, **fields)

    assert answer.status_code == 422
    assert "We couldn&#39;t verify this address." in answer.text
    assert question in answer.text
    assert stored() is None


def test_of_what_the_shop_ships_itself_the_customer_decides(browser, partner):
    with_settings(list_own_products=True)
    mug = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
    cart = a_cart()
    cart.items.append(CartItem(own_product=mug))
    in_the_hands_of(browser, cart)
    asked = give_address(browser, state="CA")

    assert asked.status_code == 422
    assert "Do you mean NY?" in asked.text
    assert give_address(browser, state="CA", decision="keep").location == "/checkout/delivery"
    assert stored().address.state == "CA"


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "P.O. Box 123"},
        {"address": "PO BOX 99"},
        {"address2": "Post Office Box 7"},
        {"company": "Sample Bakery", "address2": "p o box 7"},
    ],
)
def test_a_po_box_is_warned_of_before_a_carrier_is_chosen_and_before_ordering(
    browser, cart, fields
):
    give_address(browser, **fields)
    assert "do not deliver to PO boxes" in browser.get("/checkout/delivery").text
    choose_delivery(browser, cart)
    choose_payment(browser)
    assert "do not deliver to PO boxes" in browser.get("/checkout/confirm").text


@pytest.mark.parametrize("street", ["12 Boxwood Street", "1 Po Valley Box Company", "5 Depot Road"])
def test_a_street_is_no_po_box(browser, cart, street):
    give_address(browser, address=street, decision="keep")

    page = browser.get("/checkout/delivery").text
    assert street in page
    assert "PO box" not in page


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

        assert refusal(answer, "Choose the address to use") == 422
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

    def test_a_candidate_may_have_candidates_of_its_own_and_one_of_them_can_be_taken(
        self, browser, cart, partner
    ):
        both = [a_candidate("350 FIFTH AVE N"), a_candidate("350 FIFTH AVE S")]
        says_of_streets(
            partner,
            {"350 Fifth Avenue": [a_candidate()], "350 FIFTH AVE": both, "350 FIFTH AVE S": None},
        )
        give_address(browser)

        answer = give_address(browser, decision=SUGGESTED)

        assert answer.status_code == 422
        assert "350 FIFTH AVE N, NEW YORK, NY 10118" in answer.text
        assert "350 FIFTH AVE S, NEW YORK, NY 10118" in answer.text
        assert 'value="keep"' not in answer.text
        assert stored() is None

        fields = fields_of(answer)
        assert fields["address"] == "350 FIFTH AVE"
        assert (fields["firstname"], fields["email"]) == ("Robin", "robin@customer.example")
        key = "350fifthaves.newyork.ny.10118"
        assert give_address(browser, **fields, decision=key).location == "/checkout/delivery"
        assert stored().address.lines[1] == "350 FIFTH AVE S"
        assert stored().address_bypass == ""

    def test_a_candidate_that_only_suggests_itself_is_taken_as_it_is(self, browser, cart, partner):
        says_of_streets(partner, {"350 Fifth Avenue": [a_candidate()], "350 FIFTH AVE": []})

        give_address(browser, decision=SUGGESTED)

        assert stored().address.address == "350 FIFTH AVE"
        assert "the customer confirmed" in stored().address_bypass

    def test_a_candidate_that_4over_does_not_know_itself_is_not_taken(self, browser, cart, partner):
        says_of_streets(partner, {"350 Fifth Avenue": [a_candidate()]})

        answer = give_address(browser, decision=SUGGESTED)

        assert answer.status_code == 422
        assert "We couldn&#39;t verify this address." in answer.text
        assert stored() is None

    def test_where_only_the_same_is_suggested_again_it_may_be_kept(self, browser, cart, partner):
        is_unsure_of_the_address(partner, a_candidate("350 FIFTH AVENUE"))

        assert 'value="keep"' in give_address(browser).text
        give_address(browser, decision="keep")

        assert stored().address.address == "350 Fifth Avenue"
        assert "the customer confirmed" in stored().address_bypass

    def test_where_nothing_is_suggested_it_may_be_kept(self, browser, cart, partner):
        is_unsure_of_the_address(partner)

        words = "Confirm the address, or correct it"
        assert refusal(give_address(browser), words) == 422
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
    assert "We couldn&#39;t verify this address." in answer.text
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
    assert stored().deliveries[0].services[0].price == Decimal("14.00")


def test_the_same_address_again_keeps_what_was_chosen(browser, cart):
    give_address(browser)
    choose_delivery(browser, cart)

    give_address(browser)

    assert stored().deliveries[0].chosen == "03"
