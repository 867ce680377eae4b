"""The end of the month: what 4Over charged is reconciled, and what was earned is read."""

from decimal import Decimal

from playwright.sync_api import expect

from storefront.money import format_money
from tests.browser import buying
from tests.browser.shop import eventually


def charged(shop, reference):
    """What the sandbox took for an item, by its own record."""
    jobs = eventually(lambda: shop.jobs_of(reference), f"4Over has {reference}")
    return sum(Decimal(job["price"]) for job in jobs)


def row(person, reference):
    return person.page.locator("tbody tr").filter(has_text=reference)


def test_a_charge_is_compared_reconciled_and_counted(guest, staff, admin, shop, tmp_path):
    number = buying.orders(guest, shop, tmp_path)
    reference = f"{number}-1"
    took = format_money(charged(shop, reference))

    def is_listed():
        staff.goes_to("/admin/charges/")
        return took in " ".join(row(staff, reference).all_inner_texts())

    eventually(is_listed, f"{took} is listed")
    expect(row(staff, reference)).to_contain_text(
        "tax that was not quoted"
    )  # on shipping, in New York
    row(staff, reference).get_by_role("checkbox").check()
    staff.presses("Save")
    staff.reads("1 reconciled.")
    expect(row(staff, reference).get_by_role("checkbox")).to_be_checked()
    staff.presses("Save")
    staff.reads("Nothing was changed.")

    staff.goes_to(f"/admin/orders/{number}")
    staff.reads("charge reconciled")
    text = staff.page.locator("main").text_content()
    assert f"{took}; $" in text
    assert "of it is tax on shipping that 4Over had not quoted" in text

    admin.goes_to("/admin/margins/")
    expect(row(admin, number)).to_contain_text(took)
    for by in ("product", "product group", "customer", "month"):
        admin.page.locator("[name=by]").select_option(by)
        admin.presses("Show")
        assert admin.page.locator("svg.bar").count() >= 1


def test_an_amount_that_4over_did_not_name_is_noted_without_javascript(
    visit, staff, signed_in, guest, shop, tmp_path
):
    shop.trouble("lose_answer", count=1)
    number = buying.orders(guest, shop, tmp_path)
    reference = f"{number}-1"
    (job,) = eventually(lambda: shop.jobs_of(reference), "4Over took it")
    eventually(
        lambda: staff.goes_to(f"/admin/orders/{number}").page.locator("#item-1-has").count(), "held"
    )
    staff.goes_to("/admin/charges/")
    expect(row(staff, reference)).to_contain_text("not known if charged")
    staff.goes_to(f"/admin/orders/{number}")
    staff.page.locator("#item-1-has").fill("4Over's support, on the phone")
    staff.page.locator("#item-1-jobs").fill(job["job_id"])
    staff.presses("4Over has it")

    plain = visit(shop.url, state=signed_in["staff"], script=False)
    plain.goes_to("/admin/charges/")
    field = row(plain, reference).get_by_role("textbox")
    field.fill("a lot")
    plain.presses("Save", status=422)
    row(plain, reference).get_by_role("textbox").fill("47.10")
    row(plain, reference).get_by_role("checkbox").check()
    plain.presses("Save")
    plain.reads("1 reconciled, 1 amount noted.")
    expect(row(plain, reference)).to_contain_text("$47.10")
