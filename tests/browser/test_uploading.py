"""Files on their way: several at once, paused, broken off and continued after a reload."""

import base64
import os
import re

import pikepdf
import pytest
from playwright.sync_api import expect

from storefront.artwork import words
from storefront.artwork.models import ArtworkSlot
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.orders import files_link
from storefront.orders.models import ItemStage, ItemStatus, OrderItem
from tests import factories
from tests.artwork.files import a_locked_pdf
from tests.browser import buying

card = buying.pdf_as_asked
MB = 1024 * 1024
DROP = """(files) => {
  const dropped = new DataTransfer();
  for (const { name, content } of files) {
    const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0));
    dropped.items.add(new File([bytes], name));
  }
  for (const type of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('h1').dispatchEvent(
      new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true })
    );
  }
}"""


@pytest.fixture
def buyer(guest):
    """Before the page of files of something with a front and a back."""
    buying.comes_to_a_product(guest)
    guest.page.get_by_role("radio", name="both sides").first.check()
    guest.page.wait_for_load_state("networkidle")
    buying.puts_into_cart(guest)
    expect(guest.page.locator(".slot")).to_have_count(2)
    return guest


def slot(person, title):
    return person.page.locator(".slot").filter(
        has=person.page.locator("h3", has_text=re.compile(f"^{title}$"))
    )


def heavy(person, folder, name="heavy", megabytes=20):
    """Of three parts: there is something in it that is not printed."""
    path = card(person, folder, name)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.Root.Ballast = pikepdf.Stream(document, os.urandom(megabytes * MB))
        document.save(path, compress_streams=False)
    return path


class Line:
    """The parts that go over it; it can be cut, or stand still."""

    def __init__(self, page):
        self.page, self.offsets, self.through, self.held = page, [], None, []
        page.route(re.compile(r"/uploads/\w+$"), self.carry)

    def carry(self, route):
        if route.request.method != "PATCH":
            return route.continue_()
        self.offsets.append(int(route.request.headers["upload-offset"]))
        if self.through is None or len(self.offsets) <= self.through:
            return route.continue_()
        self.held.append(route)  # neither answered nor refused
        return None

    def cut_after(self, parts):
        self.through = parts

    def mend(self):
        self.through, self.offsets, self.held = None, [], []


def test_several_dropped_files_find_their_slots_and_can_change_them(buyer, tmp_path):
    files = [
        {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}
        for path in (
            card(buyer, tmp_path, "card_back"),
            card(buyer, tmp_path, "card-front"),
        )
    ]
    buyer.page.evaluate(DROP, files)
    buyer.reads("Chosen: card_back.pdf for Back, card-front.pdf for Front.")
    buyer.looks()
    slot(buyer, "Front").get_by_label("This file is for").select_option(label="Back")
    slot(buyer, "Back").get_by_label("This file is for").select_option(label="Front")
    slot(buyer, "Front").get_by_label("This file is for").select_option(label="Back")
    buyer.page.get_by_role("button", name="Upload 2 files").click()

    expect(slot(buyer, "Front")).to_contain_text("card_back.pdf")
    expect(slot(buyer, "Back")).to_contain_text("card-front.pdf")
    buyer.looks()
    slot(buyer, "Front").get_by_text("Move it").click()
    slot(buyer, "Front").get_by_label("This file is for").last.select_option(label="Back")
    buyer.presses(re.compile("^Move Front"), within=slot(buyer, "Front"))
    expect(slot(buyer, "Front")).to_contain_text("card-front.pdf")
    expect(slot(buyer, "Back")).to_contain_text("card_back.pdf")


def test_files_chosen_together_are_counted_and_what_waits_elsewhere_stays(buyer, tmp_path):
    one, two, other = (card(buyer, tmp_path, name) for name in ("proof_1", "proof_2", "other"))
    buyer.page.get_by_label("Choose several files at once").set_input_files([two, one])
    buyer.reads("proof_2.pdf for Back, proof_1.pdf for Front")
    slot(buyer, "Front").get_by_role("button", name="Upload").click()
    expect(slot(buyer, "Front")).to_contain_text("Received")
    chosen = slot(buyer, "Back").locator("[type=file]")
    assert chosen.evaluate("e => e.files[0].name") == "proof_2.pdf"
    buyer.page.get_by_label("Choose several files at once").set_input_files(
        [
            other,
            card(buyer, tmp_path, "more"),
            card(buyer, tmp_path, "too-many"),
        ]
    )
    buyer.reads("We have no place for")


def test_after_a_reload_the_same_file_goes_on_where_it_stopped(buyer, tmp_path):
    path, line, front = heavy(buyer, tmp_path), Line(buyer.page), slot(buyer, "Front")
    line.cut_after(1)
    front.locator("[type=file]").set_input_files(path)
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text(re.compile(r"[3-9]\d% sent"))
    until(lambda: line.offsets == [0, 8 * MB], buyer)

    asked = []
    buyer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    buyer.page.reload()
    assert asked == ["beforeunload"]
    buyer.reads("Choose the same file again, and its upload goes on from there")
    buyer.reads(f"We have {800 * MB // path.stat().st_size}% of heavy.pdf")
    buyer.looks()

    line.mend()
    front.locator("[type=file]").set_input_files(path)
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text("Received")
    assert line.offsets == [8 * MB, 16 * MB]
    expect(buyer.page.locator("[data-unfinished]")).to_have_count(0)
    assert buyer.page.evaluate("localStorage.length") == 0


def test_another_file_of_the_same_name_and_age_begins_anew(buyer, tmp_path):
    path, line, front = heavy(buyer, tmp_path), Line(buyer.page), slot(buyer, "Front")
    seen = path.stat()
    line.cut_after(1)
    front.locator("[type=file]").set_input_files(path)
    front.get_by_role("button", name="Upload").click()
    until(lambda: line.offsets == [0, 8 * MB], buyer)
    buyer.page.on("dialog", lambda dialog: dialog.accept())
    buyer.page.reload()

    line.mend()
    with path.open("r+b") as file:
        file.seek(10 * MB)
        file.write(b"something else")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert path.stat().st_size == seen.st_size
    front.locator("[type=file]").set_input_files(path)
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text("Received")
    assert line.offsets == [0, 8 * MB, 16 * MB]
    with buyer.page.expect_download() as download:
        front.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == path.read_bytes()


def test_it_can_be_paused_and_given_up(buyer, tmp_path):
    path, line, front = heavy(buyer, tmp_path), Line(buyer.page), slot(buyer, "Front")
    line.cut_after(1)
    front.locator("[type=file]").set_input_files(path)
    front.get_by_role("button", name="Upload").click()
    until(lambda: len(line.offsets) == 2, buyer)
    front.get_by_role("button", name="Pause").click()
    expect(front).to_contain_text("Paused at")
    line.mend()
    buyer.page.wait_for_timeout(500)
    assert line.offsets == []
    front.get_by_role("button", name="Go on").click()
    expect(front).to_contain_text("Received")
    assert line.offsets == [8 * MB, 16 * MB]

    back = slot(buyer, "Back")
    line.cut_after(0)
    line.offsets = []
    back.locator("[type=file]").set_input_files(path)
    back.get_by_role("button", name="Upload").click()
    until(lambda: line.offsets == [0], buyer)
    with buyer.page.expect_response(lambda answer: answer.request.method == "DELETE") as gone:
        back.get_by_role("button", name="Cancel").click()
    assert gone.value.status == 204
    expect(back).to_contain_text("Upload canceled.")
    assert back.locator("[type=file]").evaluate("e => e.files[0].name") == "heavy.pdf"


def test_a_broken_line_is_tried_again_by_itself(buyer, tmp_path):
    front, refused = slot(buyer, "Front"), []

    def break_once(route):
        if route.request.method == "PATCH" and not refused:
            refused.append(route.request.url)
            return route.abort("connectionreset")
        return route.continue_()

    buyer.page.route(re.compile(r"/uploads/\w+$"), break_once)
    front.locator("[type=file]").set_input_files(card(buyer, tmp_path, "front"))
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text("Received")
    assert refused


def test_leaving_asks_only_while_something_is_sent(buyer, tmp_path):
    asked, line, front = [], Line(buyer.page), slot(buyer, "Front")
    buyer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    front.locator("[type=file]").set_input_files(card(buyer, tmp_path, "front"))
    buyer.page.reload()
    assert asked == []
    line.cut_after(0)
    front.locator("[type=file]").set_input_files(card(buyer, tmp_path, "front"))
    front.get_by_role("button", name="Upload").click()
    until(lambda: line.offsets == [0], buyer)
    buyer.page.reload()
    assert asked == ["beforeunload"]


def test_a_file_that_cannot_be_printed_is_refused_in_its_slot(buyer, tmp_path):
    path = tmp_path / "front.pdf"
    path.write_bytes(a_locked_pdf())  # which only the server sees
    front = slot(buyer, "Front")
    front.locator("[type=file]").set_input_files(path)
    front.get_by_role("button", name="Upload").click()
    expect(front.get_by_role("alert")).to_contain_text("front.pdf was not taken.")
    expect(front.get_by_role("alert")).to_be_focused()


def test_a_kind_that_cannot_be_printed_is_named_before_anything_is_sent(buyer, tmp_path):
    photo, drawing, far_too_large = (tmp_path / name for name in ("a.heic", "b.ai", "c.tif"))
    photo.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 2000)
    drawing.write_bytes(card(buyer, tmp_path, "b").read_bytes())  # as Illustrator usually saves it
    with far_too_large.open("wb") as file:
        file.truncate(2000 * MB)
    front, back = slot(buyer, "Front"), slot(buyer, "Back")
    asked = []
    buyer.page.on("request", lambda request: asked.append(request.method))
    front.locator("[type=file]").set_input_files(photo)
    refused = front.get_by_role("alert")
    expect(refused).to_have_text(f"a.heic was not taken. {words.OTHER_KINDS['heic']}")
    assert front.locator("[type=file]").evaluate("e => e.files.length") == 0
    buyer.looks()
    front.locator("[type=file]").set_input_files(far_too_large)
    expect(refused).to_contain_text("c.tif was not taken. This file is larger than")
    front.locator("[type=file]").set_input_files(drawing)
    expect(refused).to_have_count(0)

    together = buyer.page.get_by_label("Choose several files at once")
    together.set_input_files([photo, card(buyer, tmp_path, "card-back")])
    buyer.reads("Chosen: card-back.pdf for Back.")
    named = buyer.page.locator("[data-several]").get_by_role("alert")
    expect(named).to_have_text(f"a.heic was not taken. {words.OTHER_KINDS['heic']}")
    assert set(asked) <= {"GET"}
    buyer.page.get_by_role("button", name="Upload 2 files").click()
    expect(front).to_contain_text("Received")
    expect(back).to_contain_text("Received")


def test_a_file_without_a_place_can_be_given_one_also_where_all_are_taken(buyer, tmp_path):
    front, back = slot(buyer, "Front"), slot(buyer, "Back")
    front.locator("[type=file]").set_input_files(card(buyer, tmp_path, "front"))
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text("Received")
    together = buyer.page.get_by_label("Choose several files at once")
    together.set_input_files([card(buyer, tmp_path, name) for name in ("one", "new", "else")])
    buyer.reads("Chosen: one.pdf for Back. We have no place for new.pdf, else.pdf.")
    left = buyer.page.locator("[data-several-left] li")
    expect(left).to_have_count(2)
    buyer.looks()
    of_new = left.filter(has_text="new.pdf")
    of_new.get_by_label("This file is for").select_option("Front, in place of front.pdf")
    of_new.get_by_role("button", name="Put it there").click()
    expect(left).to_have_count(1)

    left.get_by_label("This file is for").select_option("Back, in place of one.pdf")
    left.get_by_role("button", name="Put it there").click()
    expect(left).to_contain_text("one.pdf")  # nothing that was chosen is lost
    left.get_by_role("button", name="Leave it out").click()
    expect(left).to_have_count(0)
    buyer.page.get_by_role("button", name="Upload 2 files").click()
    expect(front).to_contain_text("new.pdf")
    expect(back).to_contain_text("else.pdf")


def test_one_press_keeps_what_was_checked_beside_both_files(buyer, tmp_path):
    said_yes = buyer.page.get_by_role("button", name="Keep what I checked")
    expect(said_yes).to_have_count(0)
    for title in ("Front", "Back"):
        path = card(buyer, tmp_path, title.lower())
        with pikepdf.open(path, allow_overwriting_input=True) as document:
            document.pages[0].contents_add(b"1 1 1 1 k 60 60 20 20 re f")  # too much ink
            document.save(path)
        at = slot(buyer, title)
        at.locator("[type=file]").set_input_files(path)
        at.get_by_role("button", name="Upload").click()
        at.get_by_label("Print it like this").check()
    said_yes.click()
    expect(buyer.page.get_by_role("link", name="See the proof")).to_be_visible()
    expect(buyer.page.get_by_text("You said yes")).to_have_count(2)
    expect(said_yes).to_have_count(0)


PROXYS = {"status": 413, "content_type": "text/html", "body": "<html><h1>413</h1></html>"}
TOO_OFTEN = {
    "status": 429,
    "content_type": "text/html",
    "body": "<main><p>Error 429</p><h1>Too many attempts</h1><p>Wait a few minutes.</p></main>",
}


@pytest.mark.parametrize(
    ("step", "answer", "told"),
    [
        ("POST /uploads", PROXYS, "was not taken. Please reload the page and try again."),
        ("POST /uploads", TOO_OFTEN, "attempts, so the file was not taken. Wait a few minutes."),
        ("PATCH /uploads/", PROXYS, "was not taken. Please reload the page and try again."),
        ("POST /artwork", PROXYS, "was not taken. Please reload the page and try again."),
        ("POST /artwork", TOO_OFTEN, "attempts, so the file was not taken. Wait a few minutes."),
        ("POST /artwork", PROXYS | {"status": 502}, "reload the page to see whether the file"),
        ("POST /artwork", None, "reload the page to see whether the file was received."),
        ("POST /artwork", PROXYS | {"status": 200}, "was not taken. Please reload the page"),
    ],
)
def test_whatever_fails_is_told_with_what_to_do_and_can_be_tried_again(
    buyer, tmp_path, step, answer, told
):
    method, part = step.split()
    front = slot(buyer, "Front")

    def fails(route):
        if route.request.method != method:
            return route.continue_()
        return route.fulfill(**answer) if answer else route.abort("connectionreset")

    where = re.compile(rf"/cart/items/\d+{part}(\w{{20,}})?$")
    buyer.page.route(where, fails)
    front.locator("[type=file]").set_input_files(card(buyer, tmp_path, "front"))
    front.get_by_role("button", name="Upload").click()
    expect(front.locator("[data-upload-words]")).to_contain_text(told)
    expect(front.locator("form[aria-busy]")).to_have_count(0)

    buyer.page.unroute(where)
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text("Received")


def test_an_item_that_was_removed_meanwhile_is_told_with_the_way_on(buyer, tmp_path):
    other = buyer.page.context.new_page()
    other.goto(buyer.page.url.split("/items")[0])
    other.get_by_role("button", name="Remove").first.click()
    front = slot(buyer, "Front")
    front.locator("[type=file]").set_input_files(card(buyer, tmp_path, "front"))
    front.get_by_role("button", name="Upload").click()
    said = front.locator("[data-upload-words]")
    expect(said).to_contain_text(
        "no longer in your cart, so the file was not taken. It was removed"
    )
    said.get_by_role("link").click()
    buyer.reads("Your cart is empty")


def test_a_page_of_an_older_session_is_renewed_and_the_button_works_again(buyer, tmp_path):
    for field in buyer.page.locator("[name=csrf_token]").all():
        field.evaluate("e => e.value = 'an older one'")
    for title in ("Front", "Back"):
        at = slot(buyer, title)
        at.locator("[type=file]").set_input_files(card(buyer, tmp_path, title.lower()))
    front, back = slot(buyer, "Front"), slot(buyer, "Back")
    front.get_by_role("button", name="Upload").click()
    expect(front.locator("[data-upload-words]")).to_contain_text("This page was out of date")
    front.get_by_role("button", name="Upload").click()
    expect(front).to_contain_text("Received")
    back.get_by_role("button", name="Upload").click()
    expect(back).to_contain_text("Received")


def test_files_sent_later_come_the_same_way(visit, shop, tmp_path):
    _, link = files_to_send(shop, ("bk", "Back"))
    person = visit(shop.url)
    person.page.goto(link)
    person.looks()
    both = [
        card(person, tmp_path, "front"),
        card(person, tmp_path, "back"),
    ]
    person.page.get_by_label("Choose several files at once").set_input_files(both)
    person.page.get_by_role("button", name="Upload 2 files").click()
    person.reads("We have all files of this item, and it is on its way to print")
    person.reads("front.pdf")
    person.reads("back.pdf")
    person.looks()


def test_a_file_for_an_item_that_went_to_print_meanwhile_is_not_said_to_be_received(
    visit, shop, tmp_path
):
    item_id, link = files_to_send(shop)
    person = visit(shop.url)
    person.page.goto(link)
    line = Line(person.page)
    line.cut_after(0)
    front = slot(person, "Front")
    front.locator("[type=file]").set_input_files(card(person, tmp_path, "front"))
    front.get_by_role("button", name="Upload").click()
    until(lambda: line.held, person)
    with shop.inside():
        db.session.get(OrderItem, item_id).status = ItemStatus.SHIPPED
        db.session.commit()
    line.through = None
    line.held[0].continue_()

    said = front.get_by_role("alert")
    expect(said).to_contain_text("front.pdf was not taken. This item is printed already.")
    expect(person.page.locator("#said")).to_be_empty()


def test_the_proof_that_is_approved_shows_the_files_that_were_just_sent(visit, shop, tmp_path):
    """Its button comes with it: neither is there before the files are."""
    _, link = files_to_send(shop, ("bk", "Back"), gate=Gate.CUSTOMER)
    person = visit(shop.url)
    page = person.page
    page.goto(link)
    yes = page.get_by_role("button", name="I have looked at it")
    pictures = page.locator("#files-proof img")
    for title, shown in (("Front", 1), ("Back", 2)):
        expect(yes).to_have_count(0)
        there = slot(person, title)
        there.locator("[type=file]").set_input_files(card(person, tmp_path, title.lower()))
        there.get_by_role("button", name="Upload").click()
        expect(pictures).to_have_count(shown)
    expect(yes).to_be_visible()

    before = pictures.first.get_attribute("src")
    front = slot(person, "Front")
    other = buying.pdf(tmp_path, "other", 2, 3.5, content=b"1 0 0 0 k 60 60 40 40 re f")
    front.locator("[type=file]").set_input_files(other)
    front.get_by_role("button", name="Replace Front").click()
    expect(pictures.first).not_to_have_attribute("src", before)
    person.looks()
    yes.click()
    person.reads("The files are approved.")


def test_a_file_given_to_another_slot_while_all_are_sent_is_sent_too(visit, shop, tmp_path):
    _, link = files_to_send(shop, ("bk", "Back"), ("fm", "Mask"))
    person = visit(shop.url)
    person.page.goto(link)
    line = Line(person.page)
    line.cut_after(0)
    both = [
        card(person, tmp_path, "front"),
        card(person, tmp_path, "back"),
    ]
    person.page.get_by_label("Choose several files at once").set_input_files(both)
    person.page.get_by_role("button", name="Upload 2 files").click()
    until(lambda: line.held, person)
    slot(person, "Back").get_by_label("This file is for").select_option(label="Mask")
    held = line.held[0]
    line.mend()
    held.continue_()

    expect(slot(person, "Mask")).to_contain_text("Received")
    expect(slot(person, "Front")).to_contain_text("front.pdf")
    expect(slot(person, "Back").get_by_role("button", name="Upload")).to_be_visible()


def test_without_javascript_the_plain_form_is_all_there_is(guest_without_script, tmp_path):
    guest = guest_without_script
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    expect(guest.page.locator("[data-several]")).to_be_hidden()
    expect(guest.page.get_by_role("button", name="Pause")).to_have_count(0)
    buying.uploads(guest, tmp_path)


def files_to_send(shop, *others, gate=None):
    """Of an item that is ordered without its front, nor these others: its id, and the link."""
    with shop.inside():
        order = factories.an_order(status=ItemStatus.WAITING)
        item = order.items[0]
        item.slots[0].file = None
        for code, label in others:
            item.slots.append(ArtworkSlot(code=code, label=label, position=len(item.slots)))
        if gate:
            item.stages.append(ItemStage(position=1, gate=gate, internal="Look", customer="Look"))
        db.session.commit()
        return item.id, files_link.files_link(item)


def until(question, person, seconds=15):
    for _ in range(seconds * 10):
        if question():
            return
        person.page.wait_for_timeout(100)
    raise AssertionError("it did not come true")
