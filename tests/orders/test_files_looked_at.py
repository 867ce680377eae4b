"""Files that come after the order are looked at as in the cart: findings, the proof, the yes."""

import re
from functools import partial

import pytest

from storefront import jobs
from storefront.accounts.models import Role
from storefront.artwork.models import ArtworkSlot
from storefront.artwork.rules.editions import new_rules
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import Acknowledgement, RuleOverride
from storefront.artwork.rules.standing import seal_of as options_of
from storefront.artwork.rules.wanting import ChosenOf
from storefront.catalog.stages import Gate
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus, NewFiles, PrintJob
from storefront.orders.pushing.parking import Parked, TryLater
from storefront.orders.pushing.preparing import prepare
from storefront.orders.release import why_not_yet
from storefront.orders.stages import seal_of
from storefront.orders.words import customer_words
from tests.artwork import cases
from tests.artwork.files import a_pdf
from tests.factories import (
    a_file,
    a_product,
    a_user,
    an_account,
    an_acknowledgement,
    an_order,
    an_order_item,
    stages,
)
from tests.neighbors import mine
from tests.orders.test_item_files import LOOKED_AT, opened, path_of, send, upload
from tests.quotes.counting import statements
from tests.refusals import refusal

CARD = (261, 153)  # points: 3.5 x 2 inches with 1/16 a side
WARNED = cases.pdf(b"1 1 1 1 k 60 60 20 20 re f", CARD)
BLOCKED = cases.pdf(size=(792, 612))


@pytest.fixture
def item(app):
    """It waits for its front."""
    an_account()
    row = {"product_id": a_product().id}
    item = an_order_item(status=ItemStatus.WAITING, item=row)
    item.slots[0].file = None
    db.session.commit()
    return item


def page(browser, item):
    return browser.get(path_of(item)).text


def say_yes(browser, item, *rules, shown=None):
    slot = item.slots[0]
    data = {f"yes-{slot.id}": list(rules), f"file-{slot.id}": shown or slot.file.sha256[:16]}
    return browser.post(f"{path_of(item)}/acknowledgement", data=data)


def test_what_is_found_in_a_file_that_comes_later_stops_it_until_somebody_says_yes(
    browser, item, queue
):
    upload(opened(browser, item), item, WARNED)

    assert item.status == ItemStatus.WAITING
    assert "up to 400% of ink" in page(browser, item)
    assert "Please check" in page(browser, item)
    assert why_not_yet(item) == ["The customer has to look at what was found in the files: Front."]
    assert customer_words(item).label == "Please check your files"

    assert say_yes(browser, item, "ink").status_code == 303
    assert item.status == ItemStatus.READY
    assert (jobs.push_order_item, item.id) in queue.jobs
    assert mine(Acknowledgement).one().who == f"{item.order.email} (by link)"


def test_a_good_file_goes_on_at_once(browser, item):
    """The control."""
    upload(opened(browser, item), item, a_pdf())
    assert item.status == ItemStatus.READY
    assert "by what was found" not in page(browser, item)


def test_a_yes_is_taken_for_the_file_that_was_shown_and_only_to_warnings(browser, item):
    upload(opened(browser, item), item, BLOCKED)
    assert refusal(say_yes(browser, item, "size", shown="0" * 16), "changed meanwhile") == 409
    say_yes(browser, item, "size")
    assert mine(Acknowledgement).count() == 0
    assert item.status == ItemStatus.WAITING


def test_a_yes_to_nothing_says_so(browser, item):
    upload(opened(browser, item), item, WARNED)
    say_yes(browser, item)
    assert "Nothing was checked" in page(browser, item)
    assert "Nothing was checked" not in page(browser, item)  # it is said once


def test_no_yes_is_taken_once_it_is_on_its_way(browser, item):
    upload(opened(browser, item), item, a_pdf())
    assert say_yes(browser, item, "ink").status_code == 409


def test_the_proof_names_what_nobody_can_draw_of_it(browser, item):
    item.choices = [["Pole Pockets", "Top Only 3 inches"]]
    db.session.commit()
    upload(opened(browser, item), item, a_pdf())
    said = page(browser, item)
    assert said.index("Also made into it: Pole Pockets: Top Only 3 inches.") < said.index(
        "<img src"
    )


def test_what_can_only_be_fixed_is_not_called_meant_so(browser, item):
    upload(opened(browser, item), item, cases.pdf(size=(612, 792)))
    said = page(browser, item)
    assert "This has to be fixed before we print it." in said
    assert "meant so" not in said


def test_a_later_file_is_turned_and_given_back_by_buttons(browser, item):
    upload(opened(browser, item), item, cases.pdf(b"0 0 0 1 k 20 20 9 9 re f", (126, 72)))
    at = f"{path_of(item)}/{item.slots[0].id}"
    assert "Fit it to the size" in page(browser, item)
    sent = item.slots[0].file.id

    assert refusal(browser.post(f"{at}/mending", data={"how": "turn"}), "changed meanwhile") == 409
    assert browser.post(f"{at}/mending", data={"how": "fit"}).status_code == 303
    assert item.slots[0].file.made_from_id == sent
    assert item.status == ItemStatus.READY  # nothing is left to be said of it


def test_two_pages_sent_later_become_front_and_back_of_that_order(browser, item):
    """Not of another order that has a back, too."""
    other = an_order_item(item={"product_id": item.product_id})
    for one in (other, item):
        one.slots.append(ArtworkSlot(code="bk", label="Back", position=1))
    db.session.commit()
    upload(opened(browser, item), item, cases.pdf(size=CARD, pages=2))

    at = f"{path_of(item)}/{item.slots[0].id}"
    assert browser.post(f"{at}/mending", data={"how": "split"}).status_code == 303
    assert [slot.file.facts.count for slot in item.slots] == [1, 1]
    assert other.slots[1].file is None


@pytest.fixture
def asked(item):
    """It is to be approved by the customer, too."""
    item.stages = stages(Gate.CUSTOMER)
    db.session.commit()
    return item


def approve(browser, item, files=None):
    data = {"stage": item.stages[0].position, "files": files or seal_of(item)}
    url = f"/orders/{item.order.number}/items/{item.position}/approval"
    return browser.post(url, data=data)


def test_a_proof_is_shown_of_later_files_and_approved_by_whoever_has_the_link(browser, asked):
    upload(opened(browser, asked), asked, a_pdf())
    shown = page(browser, asked)
    assert LOOKED_AT in shown
    assert "proof__cut" in shown
    (picture,) = set(re.findall(r'<img src="([^"]+/pages/1.jpg[^"]*)"', shown))
    assert browser.get(picture).mimetype == "image/jpeg"

    assert approve(browser, asked, "0" * 40).status_code == 409
    assert asked.status == ItemStatus.WAITING
    assert approve(browser, asked).location.endswith("/files")
    assert asked.status == ItemStatus.READY
    assert asked.stages[0].passed_by == f"{asked.order.email} (by link)"


def test_nothing_is_approved_before_what_was_found_is_settled(browser, asked):
    upload(opened(browser, asked), asked, WARNED)
    assert LOOKED_AT not in page(browser, asked)
    assert approve(browser, asked).status_code == 409

    say_yes(browser, asked, "ink")
    assert LOOKED_AT in page(browser, asked)
    assert approve(browser, asked).status_code == 303


def test_pictures_and_approval_are_nobody_elses(app, browser, asked):
    upload(opened(browser, asked), asked, a_pdf())
    stranger = app.test_client()
    slot = asked.slots[0].id
    at = f"/orders/{asked.order.number}/items/1"
    assert stranger.get(f"{at}/artwork/{slot}/pages/1.jpg").status_code == 404
    assert approve(stranger, asked).status_code == 404
    assert approve(app.test_client().login(a_user(Role.STAFF)), asked).status_code == 404
    assert asked.status == ItemStatus.WAITING


@pytest.fixture
def stopped(item):
    item.status = ItemStatus.IN_PRODUCTION
    item.slots[0].file = a_file()
    item.print_jobs.append(PrintJob(job_id="Z1-001", status="Awaiting New Files"))
    db.session.commit()
    return item


def test_new_files_of_a_stopped_job_are_checked_and_looked_at_before_they_are_sent(
    browser, stopped
):
    upload(opened(browser, stopped), stopped, WARNED)
    assert LOOKED_AT not in page(browser, stopped)
    assert send(browser, stopped).status_code == 409

    say_yes(browser, stopped, "ink")
    assert "proof__cut" in page(browser, stopped)
    assert refusal(send(browser, stopped, "0" * 40), "nothing was sent") == 409
    assert mine(NewFiles).count() == 0
    assert send(browser, stopped).status_code == 303
    assert mine(NewFiles).count() == 1


def let_through(staff, item, reason="Agreed on the phone.", file=None):
    url = f"/admin/orders/{item.order.number}/items/1/files/{item.slots[0].id}/yes"
    return staff.post(url, data={"reason": reason, "file": file or item.slots[0].file.sha256})


def test_staff_let_a_stopped_file_through_on_the_orders_page(app, browser, item):
    upload(opened(browser, item), item, BLOCKED)
    staff = app.test_client().login(a_user(Role.STAFF, "kim@shop.example"))
    shown = staff.get(f"/admin/orders/{item.order.number}").text
    assert "Front is stopped" in shown
    assert "11&#34; x 8.5&#34;" in shown

    assert refusal(let_through(staff, item, reason=" "), "Say why.") == 422
    assert refusal(let_through(staff, item, file="0" * 64), "is another") == 409
    assert item.status == ItemStatus.WAITING
    assert let_through(staff, item).status_code == 302
    assert item.status == ItemStatus.READY
    assert "Agreed on the phone." in page(browser, item)
    assert mine(Acknowledgement).one().by_staff
    assert let_through(staff, item).status_code == 302  # twice, once
    assert mine(Acknowledgement).count() == 1
    assert let_through(browser, item).status_code in (302, 403, 404)


def refused_at_push(item):
    try:
        prepare(item.id)
    except (Parked, TryLater) as ended:
        return getattr(ended, "hold", None), str(ended)
    return None, ""


def ready_with(item, content, **more):
    """As one that was ordered with this file."""
    item.slots[0].file = a_file(content, **more)
    item.status = ItemStatus.READY
    db.session.commit()
    return item.slots[0].file


@pytest.fixture
def warned(browser, item):
    """Its file has a warning; nobody said yes."""
    upload(opened(browser, item), item, WARNED)
    facts = item.slots[0].file.facts
    return partial(ready_with, item, WARNED, facts=facts, uploaded_at=item.order.placed_at)


def chosen(item):
    return options_of(ChosenOf(item.product, item.choice, item.choices))


def test_what_nobody_said_yes_to_is_not_sent(item, warned):
    warned()
    hold, why = refused_at_push(item)
    assert hold == Hold.ARTWORK
    assert "up to 400% of ink" in why


def test_what_was_said_yes_to_is_sent_also_by_rules_of_today(item, warned):
    file = warned()
    an_acknowledgement(file, "ink", options=chosen(item), edition="0.9")
    new_rules([RuleOverride(rule="rgb", level=Level.TELL)], "an admin")
    db.session.commit()
    assert refused_at_push(item)[0] != Hold.ARTWORK


@pytest.mark.parametrize("other", [{"options": "f" * 16}, {"sha256": "f" * 64}, {"code": "bk"}])
def test_a_yes_to_something_else_is_none(item, warned, other):
    file = warned()
    values = {"options": chosen(item)} | other
    an_acknowledgement(file, "ink", **values)
    assert refused_at_push(item)[0] == Hold.ARTWORK


def test_an_order_of_many_items_is_asked_no_more_of_than_one_of_few(app, browser):
    """Of files that came with it nothing has to be worked out."""
    an_account()
    user, counts = a_user(), []
    browser.login(user)
    row = {"product_id": a_product().id}
    for items in (1, 6):
        order = an_order(items=items, user=user, status=ItemStatus.WAITING, item=row)
        with statements() as made:
            assert browser.get(f"/orders/{order.number}").status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1]
