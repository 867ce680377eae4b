"""A guest pays at the practice bank: declined, late, twice, never returning."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import buying
from tests.browser.test_buying import comes_to_read


@pytest.fixture
def at_the_bank(guest, shop, tmp_path):
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    buying.uploads(guest, tmp_path)
    buying.approves(guest)
    buying.checks_out(guest)
    guest.page.get_by_role("button", name="Place the order").click()
    guest.page.wait_for_url("**/bank/pay/**")
    return guest


def agrees(person):
    """What the page says of the payment and what it asks for, on each look after coming back."""
    said = person.page.locator("main").inner_text()
    told = "We are asking the bank" in said, "didn't go through" in said, "being checked" in said
    assert told.count(True) <= 1
    assert ("Pay now" in said) == ("is not paid yet" in said)
    assert "Thank you" not in said


def test_declined_they_try_again(at_the_bank):
    guest = at_the_bank
    buying.pays(guest, "Decline")
    agrees(guest)
    comes_to_read(guest, "Your last payment didn't go through. You can try again.")
    guest.page.get_by_role("button", name="Pay now").click()
    buying.pays(guest)
    comes_to_read(guest, "Paid ")


def test_late_the_page_says_that_it_is_checked_until_it_is_paid(at_the_bank):
    guest = at_the_bank
    buying.pays(guest, "Pay late")
    agrees(guest)
    guest.reads("Your payment is being checked with the bank")
    expect(guest.page.get_by_role("button", name=re.compile("pay now", re.I))).to_have_count(0)
    comes_to_read(guest, "Paid ")


def test_twice_the_second_is_to_be_refunded(at_the_bank, staff):
    guest = at_the_bank
    buying.pays(guest, "Pay twice")
    comes_to_read(guest, "was paid too much and will be refunded.")
    number = buying.order_number(guest)
    staff.goes_to(f"/admin/orders/{number}")
    staff.reads("It was paid a second time.")
    staff.presses("Refund by the practice bank")
    staff.reads("The money is on its way back.")
    comes_to_read(guest, "Paid ")
    assert "too much" not in guest.page.locator("main").inner_text()


def test_never_returning_it_is_paid_all_the_same(at_the_bank):
    guest = at_the_bank
    number = re.search(r"Order (\d+)", guest.page.locator("h2").inner_text())[1]
    guest.page.get_by_role("button", name="Pay and never return").click()
    guest.page.wait_for_url("**left=1")
    guest.goes_to(f"/orders/{number}")
    comes_to_read(guest, "Paid ")
