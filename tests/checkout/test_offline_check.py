"""What is said of an address before anybody is asked."""

import pytest

from storefront.checkout.offline_check import (
    STATES,
    Unlikely,
    check_zip,
    five_digits,
    phone_number,
)


def test_the_states_are_those_parcels_go_to():
    assert len(STATES) == 50 + 1 + 5  # with the District of Columbia, and the territories
    assert STATES["DC"] == "District of Columbia"
    assert STATES["PR"] == "Puerto Rico"


@pytest.mark.parametrize(("text", "zipcode"), [("10118", "10118"), (" 10118-0110 ", "10118")])
def test_a_zip_code_has_five_digits_or_nine(text, zipcode):
    assert five_digits(text) == zipcode


@pytest.mark.parametrize("text", ["1011", "101180110", "10118-", "10118-01", "1011x", "١٠١١٨"])
def test_nothing_else_is_a_zip_code(text):
    with pytest.raises(Unlikely, match="five digits"):
        five_digits(text)


@pytest.mark.parametrize(("zipcode", "state"), [("10118", "NY"), ("20500", "DC"), ("00901", "PR")])
def test_a_zip_code_in_its_state_is_fine(zipcode, state):
    check_zip(zipcode, state)


def test_a_zip_code_of_another_state_names_the_place_it_is_in():
    with pytest.raises(Unlikely, match="91202 is in Glendale, CA, not in NY"):
        check_zip("91202", "NY")


def test_a_zip_code_that_does_not_exist_is_refused():
    with pytest.raises(Unlikely, match="There is no ZIP code 00000"):
        check_zip("00000", "NY")


def test_a_military_post_office_is_told_that_a_street_is_needed():
    with pytest.raises(Unlikely, match="street address"):
        check_zip("09012", "NY")


@pytest.mark.parametrize("text", ["(212) 555-0142", "+1 212 555 0142", "2125550142"])
def test_a_phone_number_is_brought_to_one_form(text):
    assert phone_number(text) == "212-555-0142"


@pytest.mark.parametrize("text", ["", "555-0142", "+44 20 7946 0958", "ring me", "1" * 40])
def test_a_number_nobody_can_ring_is_refused(text):
    with pytest.raises(Unlikely, match="area code"):
        phone_number(text)
