"""Business cards for five people: one line in the cart, five sets of files, five print jobs; one of
them is taken back alone."""

from playwright.sync_api import expect

from storefront.database import db
from storefront.settings import save_setting
from tests.browser import buying
from tests.browser.shop import eventually
from tests.browser.test_buying import comes_to_read

PEOPLE = ("Ann Lee", "Bo Day", "Cy Fox", "Di Orr", "Ed Poe")


def chooses_versions(person, number):
    """And waits for the price of all of them, which 4Over is asked for."""
    before = person.page.locator("#price .price__total").inner_text()
    field = person.page.locator("#pick-sets")
    field.fill(str(number))
    field.blur()
    expect(person.page.locator("#price")).to_contain_text(f"{number} versions")
    expect(person.page.locator("#price")).to_contain_text("Price confirmed")
    expect(person.page.locator("#price .price__total")).not_to_have_text(before)


def names_them(person, names, first=1):
    for number, name in enumerate(names, start=first):
        field = person.page.locator(f"#name-{number}")
        with person.page.expect_response("**/name"):
            field.fill(name)
            field.blur()


def cards_for(person, folder, names):
    """A whole order, paid; its number."""
    buying.comes_to_a_product(person)
    chooses_versions(person, len(names))
    buying.puts_into_cart(person)
    names_them(person, names)
    person.page.reload()
    person.looks()
    buying.uploads(person, folder)
    buying.approves(person)


def test_cards_for_five_people(guest, staff, shop, tmp_path):
    cards_for(guest, tmp_path, PEOPLE[:4])
    guest.page.locator("input[name=sets]").fill("5")
    guest.presses("Update")
    guest.reads("Files needed: Version 5")
    guest.follows("Upload files")
    names_them(guest, PEOPLE[4:], first=5)
    buying.uploads(guest, tmp_path)
    buying.approves(guest)
    guest.reads("each of 5 versions")
    buying.checks_out(guest)
    total = buying.total_shown(guest)
    number = buying.places_order(guest)
    assert buying.total_shown(guest) == total
    reference = f"{number}-1"
    of_the_item = (
        'item_id = (SELECT order_item.id FROM order_item JOIN "order" ON "order".id = order_id'
        f" WHERE number = '{number}')"
    )
    jobs = eventually(lambda: shop.jobs_of(reference), f"4Over has {reference}")
    assert len(jobs) == 5
    eventually(
        lambda: all(job["files"] == sorted(job["needs"]) for job in shop.jobs_of(reference)),
        "each job has its files",
    )
    ids = sorted(job["job_id"] for job in jobs)
    for at, steps in zip(ids[:2] + ids[3:], (9, 2, 2, 2), strict=True):
        for _ in range(steps):
            shop.advance(at)
    comes_to_read(guest, "In production")

    staff.goes_to(f"/admin/orders/{number}")
    staff.reads("Ann Lee")
    staff.page.get_by_text("Cancel one set", exact=True).click()
    form = staff.page.locator("form[action$=set-cancellation]")
    form.locator("[name=set]").select_option("3")
    form.locator("[name=reason]").fill("Cy has left the company.")
    staff.looks()
    staff.presses("Cancel this set")
    comes_to_read(staff, "4Over shows it as canceled.")
    comes_to_read(guest, "Canceled versions")
    guest.reads("will be refunded")
    versions = guest.page.locator("table").first.inner_text()
    assert "Cy Fox" in versions
    mails = eventually(
        lambda: [mail for mail in shop.mails() if "Cy Fox. The other versions" in mail], "the mail"
    )
    assert len(mails) == 1
    lines = shop.rows(f"SELECT side, expected FROM refund WHERE {of_the_item} ORDER BY side")
    assert [side for side, _ in lines] == ["4over", "customer"]
    (charged,) = shop.rows(
        f"SELECT goods_charged FROM print_job WHERE {of_the_item} AND set_number = 3"
    )
    assert f"{lines[0][1] / 100:.2f}" == charged[0]


def test_files_that_go_with_the_order_reach_each_job(guest, shop, tmp_path):
    with shop.inside():
        save_setting("inline_files", True)
        db.session.commit()
    try:
        cards_for(guest, tmp_path, PEOPLE[:2])
        buying.checks_out(guest)
        reference = f"{buying.places_order(guest)}-1"
        jobs = eventually(lambda: shop.jobs_of(reference), f"4Over has {reference}")
    finally:
        with shop.inside():
            save_setting("inline_files", False)
            db.session.commit()
    assert sorted(job["job_name"] for job in jobs) == [f"{reference}-001", f"{reference}-002"]
    assert all(job["files"] == sorted(job["needs"]) for job in jobs)
