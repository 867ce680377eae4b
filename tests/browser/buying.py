"""What a customer does from the front page to the order, step by step."""

import re

import pikepdf
from playwright.sync_api import expect

ADDRESS = {
    "firstname": "Robin",
    "lastname": "Sample",
    "phone": "212-555-0142",
    "address": "350 Fifth Avenue",
    "city": "New York",
    "state": "NY",
    "zipcode": "10118",
}
EMAIL = "robin@customer.example"
BLEED = 0.125  # inches, on each side
FILE_NEEDED, RECEIVED = "File needed", "Received"


def pdf(folder, name, width, height, content=b"0 0 0 1 k 40 40 20 20 re f"):
    """One page of that size in inches, with its bleed."""
    path = folder / f"{name}.pdf"
    page = (width + 2 * BLEED) * 72, (height + 2 * BLEED) * 72
    with pikepdf.new() as document:
        document.add_blank_page(page_size=page)
        document.pages[0].contents_add(content)
        document.save(path)
    return path


def comes_to_a_product(person, category="Business Cards", number=0):
    person.goes_to("/")
    person.follows("Browse the catalog")
    person.follows(category, within=person.page.locator("main"))
    person.page.locator(".card__title a").nth(number).click()
    person.page.wait_for_url("**/products/**")
    person.looks()


def price_shown(person):
    return person.page.locator("#price .price__total").inner_text()


def puts_into_cart(person):
    """At the price that the printer confirms."""
    person.presses("Add to cart")
    if person.page.locator("h1").inner_text() == "Confirm the price":
        person.presses(re.compile("Add to cart at|Accept"))
    expect(person.page.locator("h1")).to_contain_text("Files for")


def pdf_as_asked(person, folder, name):
    """Of the size that the page asks for."""
    text = person.page.locator("main").inner_text()
    asked = re.search(r'finished\s([\d.]+)"\sx\s([\d.]+)"', text)
    return pdf(folder, name, *map(float, asked.groups() if asked else (3.5, 2.0)))


def uploads(person, folder):
    """A file into each slot that needs one."""
    page = person.page
    slots = page.locator(".slot")
    for at in range(slots.count()):
        slot = slots.nth(at)
        if FILE_NEEDED in slot.inner_text():
            slot.locator("[type=file]").set_input_files(pdf_as_asked(person, folder, f"side-{at}"))
            slot.get_by_role("button", name="Upload").click()
            expect(slots.nth(at)).to_contain_text(RECEIVED)
    person.looks()
    expect(page.locator("main")).to_contain_text(re.compile("All files (are )?received"))


def looks_closely(person):
    """At the proof, with the keyboard alone; then back to the files."""
    files = person.page.url
    person.follows("See the proof")
    picture, zoom = person.page.locator("a[data-zoom]").first, person.page.locator("dialog.zoom")
    picture.focus()
    person.page.keyboard.press("Enter")
    expect(zoom).to_be_visible()
    narrow = zoom.locator(".zoom__sheet").bounding_box()["width"]
    person.page.keyboard.press("+")
    assert zoom.locator(".zoom__sheet").bounding_box()["width"] > narrow
    person.page.keyboard.press("Escape")
    expect(zoom).to_have_count(0)
    expect(picture).to_be_focused()
    person.page.goto(files)


def approves(person):
    """The proof, which shows each side as it will be cut; then the cart."""
    person.follows("See the proof")
    expect(person.page.locator(".proof__cut").first).to_be_attached()
    person.presses(re.compile("print it like this"))
    expect(person.page.locator("main")).to_contain_text("Proof approved")


def gives_address(person, **other):
    address = ADDRESS | other
    if person.page.locator("[name=email]").count():
        address["email"] = EMAIL
    person.fills(**address)
    person.presses("Continue to shipping")
    expect(person.page.locator("h1")).to_contain_text("Shipping")


def checks_out(person, **address):
    """From the cart to the last step, where nothing is ordered yet."""
    person.follows("Check out")
    gives_address(person, **address)
    person.presses("Continue to payment")
    person.page.locator("[name=method][value=practice_bank]").check()
    person.presses("Continue to review")
    expect(person.page.locator("h1")).to_contain_text("Review your order")


def total_shown(person):
    """Of the bill, or of the order."""
    return person.page.locator("dd.summary__total").inner_text()


def places_order(person, pay="Pay"):
    """And pays at the practice bank; the order's number."""
    person.page.get_by_role("button", name="Place the order").click()
    pays(person, pay)
    return order_number(person)


def pays(person, how="Pay"):
    """By one of the practice bank's buttons, after which the browser is back at the shop."""
    person.page.wait_for_url("**/bank/pay/**")
    person.page.get_by_role("button", name=how, exact=True).click()
    person.page.wait_for_url("**/orders/**")
    person.looks()


def order_number(person):
    found = re.search(r"Order (\d+)", person.heading)
    assert found, person.heading
    return found[1]


def orders(person, shop, folder, category="Business Cards", number=0):
    """A whole order of one item, paid; its number."""
    comes_to_a_product(person, category, number)
    puts_into_cart(person)
    uploads(person, folder)
    approves(person)
    checks_out(person)
    return places_order(person)
