"""Customers buy, 4Over prints, and everybody is told the truth."""

import re

from playwright.sync_api import expect

from tests.browser import buying
from tests.browser.shop import eventually

SHIPPED = "Complete: Shipped"
PAGE = re.compile(r"/pages/1\.jpg")  # what is printed, not what is drawn of the product


def ships(shop, reference):
    """4Over takes the item through all its steps; its tracking number."""
    (job,) = eventually(lambda: shop.jobs_of(reference), f"4Over has {reference}")
    eventually(lambda: shop.jobs_of(reference)[0]["files"] == sorted(job["needs"]), "its files")
    for _ in range(20):
        if shop.advance(job["job_id"]).startswith(SHIPPED):
            return shop.jobs_of(reference)[0]["tracking"]
    raise AssertionError(f"{reference} was not shipped")


def titles(person):
    """Of what is in the cart."""
    found = person.page.locator(".line__title").all_inner_texts()
    return [title.replace("\xa0", " ") for title in found]


def comes_to_read(person, words):
    """The page says it after a while; it is loaded again until it does."""

    def reads():
        person.page.reload()
        return words in person.page.locator("main").inner_text()

    eventually(reads, f"{person.path} says {words!r}")
    person.looks()


def test_a_guest_orders_and_follows_it_to_the_parcel(guest, staff, shop, tmp_path):
    guest.goes_to("/")
    guest.follows("Browse the catalog")
    guest.follows("Business Cards", within=guest.page.locator("main"))
    everything = guest.page.locator(".card").count()
    stock = guest.page.locator("select[name=stock]")
    stock.select_option(index=1)
    expect(guest.page.locator("#found")).to_contain_text("Show all")
    assert 0 < guest.page.locator(".card").count() <= everything
    guest.looks()
    guest.page.locator(".card__title a").first.click()
    guest.page.wait_for_url("**/products/**")
    guest.looks()

    before = buying.price_shown(guest)
    cells = guest.page.locator("[name=cell]")
    cells.nth(cells.count() - 1).check()
    expect(guest.page.locator("#price .price__total")).not_to_have_text(before)
    expect(guest.page.locator("#said")).to_have_text(buying.price_shown(guest))
    guest.looks()
    buying.puts_into_cart(guest)
    buying.uploads(guest, tmp_path)
    buying.looks_closely(guest)
    buying.approves(guest)
    buying.checks_out(guest)
    expect(guest.page.locator(".line__picture img").first).to_have_attribute("src", PAGE)
    number = buying.places_order(guest)
    guest.reads("Your order is placed")
    comes_to_read(guest, "Paid ")
    staff.goes_to(f"/admin/orders/{number}")
    staff.reads("paid, by the practice bank")

    tracking = ships(shop, f"{number}-1")
    comes_to_read(guest, "It is on its way to you")
    guest.reads(tracking)

    mails = eventually(
        lambda: [mail for mail in shop.mails() if tracking in mail], "the mail with the parcel"
    )
    assert len(mails) == 1
    assert number in mails[0]
    assert "cost" not in guest.page.content().lower()


def test_the_same_goes_without_javascript(guest_without_script, shop, tmp_path):
    guest = guest_without_script
    buying.comes_to_a_product(guest)
    before = buying.price_shown(guest)
    cells = guest.page.locator("[name=cell]")
    cells.nth(cells.count() - 1).check()
    guest.presses("Show price")
    assert buying.price_shown(guest) != before
    buying.puts_into_cart(guest)
    buying.uploads(guest, tmp_path)
    buying.approves(guest)
    buying.checks_out(guest)
    number = buying.places_order(guest)
    tracking = ships(shop, f"{number}-1")
    comes_to_read(guest, tracking)


def test_staff_cancel_an_item_and_both_refunds_are_opened(guest, staff, shop, tmp_path):
    number = buying.orders(guest, shop, tmp_path)
    reference = f"{number}-1"
    eventually(lambda: shop.jobs_of(reference), "4Over has it")
    staff.goes_to(f"/admin/orders/?q={number}")
    staff.follows(number, within=staff.page.locator("main"))
    comes_to_read(staff, "Print job")
    staff.page.get_by_text("Cancel this item").first.click()
    staff.page.locator("#item-1-cancel").fill("The customer ordered the wrong size.")
    staff.presses("Cancel this item")
    staff.reads(f"asked to cancel {reference}")
    comes_to_read(staff, "4Over shows it as canceled")
    assert shop.jobs_of(reference)[0]["status"] == "Canceled"
    guest.page.reload()
    guest.looks()
    guest.reads("It will not be printed")

    staff.goes_to("/admin/refunds/")
    eventually(
        lambda: staff.page.reload() and staff.page.get_by_text(reference).count() >= 2, "both lines"
    )
    staff.looks()
    eventually(
        lambda: any("canceled" in mail and number in mail for mail in shop.mails()), "a mail"
    )


def test_an_answer_that_is_lost_waits_for_a_person(guest, staff, shop, tmp_path):
    shop.trouble("lose_answer", count=1)
    number = buying.orders(guest, shop, tmp_path)
    reference = f"{number}-1"
    (job,) = eventually(lambda: shop.jobs_of(reference), "4Over took it")
    comes_to_read(guest, "We are confirming it with our print facility")
    assert "failed" not in guest.page.locator("main").inner_text().lower()

    staff.goes_to("/admin/held/")
    staff.reads("4Over may have it")
    staff.goes_to(f"/admin/orders/{number}")
    staff.page.locator("#item-1-has").fill("4Over's support, on the phone")
    staff.page.locator("#item-1-jobs").fill(job["job_id"])
    staff.presses("4Over has it")
    comes_to_read(staff, f"Print job {job['job_id']}")
    assert len(shop.jobs_of(reference)) == 1
    assert len([c for c in shop.calls("POST", "/orders") if reference in c["body"]]) == 1
    comes_to_read(guest, "Received by our print facility")


def test_while_fourover_is_down_the_cart_stays(guest, shop, tmp_path):
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    buying.uploads(guest, tmp_path)
    buying.approves(guest)
    shop.trouble("down")
    guest.goes_to("/checkout/address")
    guest.fills(**buying.ADDRESS, email=buying.EMAIL)
    guest.presses("Continue to shipping", status=503)
    guest.reads("Nothing is lost")
    guest.goes_to("/cart/")
    guest.reads("Proof approved")
    buying.comes_to_a_product(guest, number=1)
    guest.presses("Add to cart", status=503)
    guest.reads("can't confirm the price right now")
    shop.calm()
    guest.goes_to("/cart/")
    buying.checks_out(guest)


def test_a_price_that_changed_needs_a_second_yes(guest, shop, tmp_path):
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    buying.uploads(guest, tmp_path)
    buying.approves(guest)
    buying.checks_out(guest)
    shop.let_quotes_age()
    shop.trouble("move_price", value="10")
    first = buying.total_shown(guest)
    guest.presses("Place the order", status=409)
    guest.reads("A price has changed")
    guest.reads("Nothing has been ordered yet")
    second = buying.total_shown(guest)
    assert second != first
    shop.calm()
    guest.page.get_by_role("button", name="Place the order at these prices").click()
    buying.pays(guest)
    buying.order_number(guest)
    assert buying.total_shown(guest) == second


def test_own_products_never_share_a_cart_with_printing(guest, admin, shop):
    admin.goes_to("/admin/own-products/new")
    admin.fills(title="Sample book", price="12.00")
    admin.presses("Save")
    admin.goes_to("/admin/settings")
    admin.page.get_by_label("List own products").check()
    admin.presses("Save")

    buying.comes_to_a_product(guest)
    printed = guest.heading
    buying.puts_into_cart(guest)
    guest.goes_to("/search?q=sample book")
    guest.follows("Sample book", within=guest.page.locator("main"))
    guest.presses("Add to cart", status=409)
    guest.reads("These need separate orders")
    guest.presses("Save this cart and start a new one")
    guest.reads("Sample book")
    guest.goes_to("/cart/")
    assert titles(guest) == ["Sample book"]
    guest.presses("Restore this cart")
    assert titles(guest) == [printed]
    guest.reads("Saved for later")  # where the other one waits now
