"""What a page says is what is chosen on it: after Back, a reload, and when a part of it fails."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import buying
from tests.browser.conftest import sign_in

OFF = "We can't be reached at the moment"
BROKEN = "Something went wrong on our side"


def chooses(person):
    """The last of the colors, and the last cell of the table."""
    page = person.page
    for name in ("colorspec", "cell"):
        before = page.url
        page.locator(f"[name={name}]").last.check()
        expect(page).not_to_have_url(before)
    page.wait_for_load_state("networkidle")


def checked(page):
    return page.locator(":checked").evaluate_all("all => all.map(e => e.name + '=' + e.value)")


def what_it_says(page):
    """The choices that are marked, and the price beside them."""
    return checked(page), page.locator("#price .price__total").inner_text()


@pytest.fixture
def chosen(guest):
    """At a product, with choices that are not those it begins with."""
    buying.comes_to_a_product(guest)
    begins = what_it_says(guest.page)
    chooses(guest)
    assert what_it_says(guest.page)[0] != begins[0]
    assert what_it_says(guest.page)[1] != begins[1]
    return guest


def test_after_a_reload_back_and_in_another_tab_it_is_the_same(chosen):
    page = chosen.page
    says, address = what_it_says(page), page.url
    page.reload()
    assert what_it_says(page) == says
    page.goto("/cart/")
    page.go_back()
    assert what_it_says(page) == says
    other = page.context.new_page()
    other.goto(address)
    assert what_it_says(other) == says
    chosen.looks()


def test_what_the_browser_remembers_of_the_form_is_not_brought_back(chosen):
    """A tab that was put away comes back with the form as it was left, and the page as it came."""
    page = chosen.page
    says = what_it_says(page)
    page.locator("[name=cell]").first.evaluate("e => e.checked = true")  # no request: not asked
    page.reload()
    assert what_it_says(page) == says


def test_the_cart_takes_the_price_that_was_read(chosen):
    _, price = what_it_says(chosen.page)
    buying.puts_into_cart(chosen)
    chosen.goes_to("/cart/")
    chosen.reads(price)


def breaks(page, how):
    def answer(route):
        if how == "offline":
            return route.abort("internetdisconnected")
        return route.fulfill(status=int(how), body="nothing that anybody should read")

    page.route(re.compile(r"/price$|/catalog/[^/]+/\?|/suggestions"), answer)


def mends(person):
    """And forgets what the browser has complained of meanwhile."""
    person.page.unroute_all()
    person.witness.complaints.clear()


@pytest.mark.parametrize(
    ("name", "how", "says"),
    [
        ("colorspec", "offline", OFF),
        ("colorspec", "500", BROKEN),
        ("cell", "offline", OFF),
        ("cell", "500", BROKEN),
        ("cell", "429", "wait a minute"),
        ("cell", "409", "has changed"),
    ],
)
def test_a_price_that_does_not_come_is_said_and_the_old_one_goes(chosen, name, how, says):
    page = chosen.page
    breaks(page, how)
    page.locator(f"[name={name}]").first.check()

    expect(page.get_by_role("alert")).to_contain_text(says)
    expect(page.locator("#price")).to_be_hidden()
    expect(page.get_by_role("button", name="Add to cart")).to_be_hidden()
    expect(page.locator("#cell")).to_be_visible(visible=name == "cell")  # or old prices stay in it

    mends(chosen)
    picked = checked(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Try again").click()
    assert checked(page) == picked
    expect(page.locator("#price")).to_be_visible()
    chosen.looks()


def test_after_a_failure_the_next_answer_puts_everything_right(chosen):
    page = chosen.page
    breaks(page, "offline")
    page.locator("[name=colorspec]").first.check()
    expect(page.get_by_role("alert")).to_contain_text(OFF)
    mends(chosen)
    page.locator("[name=colorspec]").last.check()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#price")).to_be_visible()
    chosen.looks()


def test_without_cookies_the_page_goes_on(chosen):
    page = chosen.page
    page.context.clear_cookies()
    before = page.url
    page.locator("[name=cell]").first.check()
    expect(page).not_to_have_url(before)
    buying.puts_into_cart(chosen)


def test_after_signing_in_in_another_tab_the_open_form_is_shown_again(chosen, visit, shop):
    page = chosen.page
    says = what_it_says(page)
    other = type(chosen)(page.context)
    sign_in(other, "customer")
    chosen.presses("Add to cart", status=400)
    chosen.reads("This page was out of date")
    assert what_it_says(page) == says
    buying.puts_into_cart(chosen)


@pytest.mark.parametrize("how", ["offline", "500"])
def test_filters_and_suggestions_say_it_too(guest, how):
    page = guest.page
    guest.goes_to("/catalog/business-cards/")
    breaks(page, how)
    page.locator("select[name=stock]").select_option(index=1)
    found = page.locator("#found")
    expect(found.get_by_role("alert")).to_contain_text("Try again")
    expect(found.locator(".card").first).to_be_hidden()
    page.locator("[name=q]").press_sequentially("card")
    expect(page.locator("#suggestions")).to_contain_text("Try again")
    mends(guest)
    with page.expect_navigation():
        found.get_by_role("link", name="Try again").click()
    expect(found).to_contain_text("Show all")
    guest.looks()


def test_an_upload_into_an_item_that_was_removed_says_so(chosen, tmp_path):
    page = chosen.page
    buying.puts_into_cart(chosen)
    other = type(chosen)(page.context)
    other.goes_to("/cart/")
    other.presses(re.compile("^Remove"))
    slot = page.locator(".slot").first
    slot.locator("[type=file]").set_input_files(buying.pdf(tmp_path, "late", 3.5, 2.0))
    slot.get_by_role("button", name="Upload").click()
    expect(slot).to_contain_text("This item is no longer in your cart, so the file was not taken.")
