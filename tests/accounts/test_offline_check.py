"""What is said of an address before anybody is asked."""

import pytest

from storefront.accounts.offline_check import (
    STATES,
    Unlikely,
    five_digits,
    phone_number,
    refuse_military,
    zip_doubt,
)


def test_the_states_are_those_parcels_go_to():
    assert len(STATES) == 50 + 1 + 5  # with the District of Columbia, and the territories
    assert STATES["DC"] == "District of Columbia"
    assert STATES["PR"] == "Puerto Rico"


@pytest.mark.parametrize(
    ("text", "zipcode"),
    [
        ("10118", "10118"),
        (" 10118-0110 ", "10118"),
        ("021341001", "02134"),
        ("02134 1001", "02134"),
        ("02134\N{EN DASH}1001", "02134"),
    ],
)
def test_a_zip_code_has_five_digits_or_nine(text, zipcode):
    assert five_digits(text) == zipcode


@pytest.mark.parametrize(
    "text", ["1011", "10118-", "10118-01", "1011x", "101180", "١٠١١٨", "1" * 5000]
)
def test_nothing_else_is_a_zip_code(text):
    with pytest.raises(Unlikely, match="five digits"):
        five_digits(text)


@pytest.mark.parametrize(("zipcode", "state"), [("10118", "NY"), ("20500", "DC"), ("00901", "PR")])
def test_a_zip_code_in_its_state_is_no_question(zipcode, state):
    assert zip_doubt(zipcode, state) == ""


def test_a_zip_code_of_another_state_asks_whether_that_is_meant():
    assert zip_doubt("91202", "NY") == "ZIP code 91202 is in Glendale, CA. Do you mean CA?"


def test_a_zip_code_nobody_has_heard_of_is_only_doubted():
    assert zip_doubt("00000", "NY") == "We don't know the ZIP code 00000."


@pytest.mark.parametrize(("zipcode", "state"), [("09012", "NY"), ("09012", "AE"), ("10118", "AP")])
def test_a_military_post_office_is_told_that_a_street_is_needed(zipcode, state):
    with pytest.raises(Unlikely, match="Please use a street address"):
        refuse_military(zipcode, state)


def test_anybody_else_is_not():
    refuse_military("10118", "NY")


@pytest.mark.parametrize("text", ["(212) 555-0142", "+1 212 555 0142", "2125550142"])
def test_a_phone_number_is_brought_to_one_form(text):
    assert phone_number(text) == "212-555-0142"


@pytest.mark.parametrize("text", ["(617) 555-0188 ext. 42", "617-555-0188 x42", "6175550188 #42"])
def test_its_extension_is_kept(text):
    assert phone_number(text) == "617-555-0188 ext. 42"
    assert phone_number(phone_number(text)) == "617-555-0188 ext. 42"


@pytest.mark.parametrize("text", ["", "555-0142", "+44 20 7946 0958", "ring me", "1" * 40])
def test_a_number_nobody_can_ring_is_refused(text):
    with pytest.raises(Unlikely, match="area code"):
        phone_number(text)
