"""What is seen in a file is told at it; nothing is ordered with what was not looked at."""

import io
import re

import pytest

from storefront.accounts.models import Role, User
from storefront.artwork.models import ArtworkFile
from storefront.artwork.rules.editions import new_rules
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import Acknowledgement, RuleOverride
from storefront.checkout.readiness import CartNotReady, check_cart
from storefront.database import db
from storefront.storage.opening import store
from tests.artwork import cases
from tests.artwork.files import a_pdf
from tests.factories import a_cart, a_quote, a_user, an_account, with_settings
from tests.neighbors import mine
from tests.refusals import refusal

CARD = (261, 153)  # points: 3.5 x 2 inches with 1/16 a side
WARNED = cases.pdf(b"1 1 1 1 k 60 60 20 20 re f", CARD)
BLOCKED = cases.pdf(size=(792, 612))


@pytest.fixture
def item(app):
    with_settings(active=True, proofs_approved=False)  # the proof has tests of its own
    an_account()
    quote = a_quote()
    codes = (("fr", "Front"), ("bk", "Back"))
    return a_cart(quote, user=a_user(), filled=False, codes=codes).items[0]


@pytest.fixture
def owner(browser, item):
    return browser.login(db.session.get(User, item.cart.user_id))


def upload(owner, item, content, slot=0, name="front.pdf"):
    data = {"slot": item.slots[slot].id, "file": (io.BytesIO(content), name)}
    url = f"/cart/items/{item.id}/artwork"
    return owner.post(url, data=data, content_type="multipart/form-data")


def page(owner, item):
    return owner.get(f"/cart/items/{item.id}/artwork").text


def say_yes(owner, item, *rules, slot=0, shown=None):
    return say_yes_to_all(owner, item, {slot: rules}, {slot: shown})


def say_yes_to_all(owner, item, rules, shown=None):
    """By the one button of the page; the rules that were checked by the number of their slot."""
    data = {}
    for number, its in rules.items():
        slot = item.slots[number]
        seen = (shown or {}).get(number)
        data |= {f"yes-{slot.id}": list(its), f"file-{slot.id}": seen or slot.file.sha256[:16]}
    return owner.post(f"/cart/items/{item.id}/artwork/acknowledgement", data=data)


def mend(owner, item, slot=0, **how):
    return owner.post(f"/cart/items/{item.id}/artwork/{item.slots[slot].id}/mending", data=how)


def stops(item):
    """The sentence that keeps the cart from being ordered."""
    db.session.expire_all()
    try:
        check_cart(item.cart)
    except CartNotReady as reason:
        return str(reason)
    return ""


def test_a_warning_is_told_and_asks_for_a_yes_before_the_order(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, a_pdf(), slot=1)

    assert "up to 400% of ink" in page(owner, item)
    assert "up to 400% of ink" in stops(item)
    assert "Front" in stops(item)
    assert "Please look at your files" in owner.get("/cart/").text

    assert say_yes(owner, item, "ink").status_code == 303
    assert stops(item) == ""
    assert "You said yes" in page(owner, item)
    said = mine(Acknowledgement).one()
    assert (said.sha256, said.rule) == (item.slots[0].file.sha256, "ink")
    assert said.who == db.session.get(User, item.cart.user_id).email


def test_the_cart_and_the_proof_say_what_is_wrong_with_which_file_and_lead_there(owner, item):
    upload(owner, item, BLOCKED)
    upload(owner, item, WARNED, slot=1)
    front, back = item.slots
    files = f"/cart/items/{item.id}/artwork"
    for url in ("/cart/", f"/cart/items/{item.id}/proof", files):
        text = owner.get(url).text.replace("&#34;", '"')
        to = "" if url == files else files
        assert (
            f'<a href="{to}#slot-{front.id}">Front</a>: must be fixed. This file is 11" x' in text
        )
        assert f'<a href="{to}#slot-{back.id}">Back</a>: please check.' in text
        assert "400% of ink" in text


def test_the_cart_names_a_file_that_was_not_taken(owner, item):
    upload(owner, item, b"just words", name="notes.txt")
    upload(owner, item, WARNED, slot=1)
    text = owner.get("/cart/").text
    assert "Files needed: Front" in text
    place = f"/cart/items/{item.id}/artwork#slot-{item.slots[0].id}"
    assert f'<a href="{place}">Front</a>: notes.txt can\'t be printed.' in text
    assert "Back</a>: please check." in text  # though another one is missing


def test_a_proof_of_which_files_are_missing_says_so_and_not_that_something_was_found(owner, item):
    upload(owner, item, a_pdf())
    text = owner.get(f"/cart/items/{item.id}/proof").text
    assert "the files for Back</a> first" in text
    assert "has to be fixed" not in text


def test_what_has_to_be_done_is_what_can_be_done(owner, item):
    upload(owner, item, BLOCKED)
    upload(owner, item, a_pdf(), slot=1)
    assert "This has to be fixed before you can order." in page(owner, item)
    assert "meant so, before" not in page(owner, item)

    upload(owner, item, WARNED, slot=1)
    assert "What must be fixed has to be fixed before you can order. Of the rest" in page(
        owner, item
    )

    upload(owner, item, a_pdf())
    said = "Please fix this, or tell us that it is meant so, before you can approve the proof."
    assert said in owner.get(f"/cart/items/{item.id}/proof").text


def test_a_file_that_is_cut_off_is_not_said_to_be_scaled(owner, item):
    upload(owner, item, cases.pdf(b"0 0 0 1 k 130 80 20 20 re f", (288, 180)))
    text = page(owner, item)
    assert "we can center it and cut off the rest.</strong> What lies outside of the size" in text
    assert "larger or smaller" not in text

    upload(owner, item, cases.pdf(b"0 0 0 1 k 60 40 9 9 re f", (126, 72)))
    assert "larger or smaller" in page(owner, item)


def test_a_yes_to_nothing_says_so(owner, item):
    upload(owner, item, WARNED)
    say_yes(owner, item)
    assert "Nothing was checked" in page(owner, item)
    assert mine(Acknowledgement).count() == 0

    say_yes(owner, item, "ink")
    assert "Nothing was checked" not in page(owner, item)


def badges(owner, item):
    """What is said of each slot, in its head."""
    return re.findall(r'slot__head.*?badge--(\w+)">([^<]+)<', page(owner, item), re.DOTALL)


def test_a_slot_says_how_its_file_stands(owner, item):
    upload(owner, item, BLOCKED)
    upload(owner, item, WARNED, slot=1)
    assert badges(owner, item) == [("bad", "Must be fixed"), ("warn", "Please check")]

    say_yes(owner, item, "ink", slot=1)
    upload(owner, item, a_pdf())
    assert badges(owner, item) == [("good", "Received")] * 2


def test_one_button_keeps_what_was_checked_in_all_slots(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, WARNED, slot=1)
    text = page(owner, item)
    assert text.count("Keep what I checked") == 1
    assert text.count('type="checkbox" name="yes-') == 2

    assert refusal(
        say_yes_to_all(owner, item, {0: ["ink"], 1: ["ink"]}, {1: "0" * 16}), "changed meanwhile"
    ) == 409  # fmt: skip
    assert mine(Acknowledgement).count() == 0  # all of it or nothing

    assert say_yes_to_all(owner, item, {0: ["ink"], 1: ["ink"]}).status_code == 303
    assert stops(item) == ""
    assert "Keep what I checked" not in page(owner, item)


def test_what_was_not_checked_is_asked_again(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, WARNED, slot=1)
    say_yes_to_all(owner, item, {1: ["ink"]})
    assert "Front" in stops(item)
    assert page(owner, item).count('type="checkbox" name="yes-') == 1


def test_a_yes_holds_for_that_file_alone(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, a_pdf(), slot=1)
    say_yes(owner, item, "ink")
    upload(owner, item, WARNED)  # the same once more is another upload
    assert "ink" in stops(item)


def test_a_yes_is_asked_for_again_by_another_edition_of_the_rules(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, a_pdf(), slot=1)
    say_yes(owner, item, "ink")
    assert stops(item) == ""
    new_rules([RuleOverride(rule="rgb", level=Level.WARN)], "an admin")
    db.session.commit()
    assert "ink" in stops(item)


def test_a_yes_is_asked_for_again_with_other_options(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, a_pdf(), slot=1)
    say_yes(owner, item, "ink")
    assert stops(item) == ""
    said = mine(Acknowledgement).one()
    said.options = "f" * 16  # as if it had been said when something else was chosen
    db.session.commit()
    assert "ink" in stops(item)


def test_a_yes_to_a_file_that_was_replaced_meanwhile_is_not_taken(owner, item):
    upload(owner, item, WARNED)
    assert refusal(say_yes(owner, item, "ink", shown="0" * 16), "changed meanwhile") == 409
    assert mine(Acknowledgement).count() == 0


def test_a_customer_cannot_say_yes_to_what_blocks_but_staff_can_with_a_reason(app, owner, item):
    upload(owner, item, BLOCKED)
    upload(owner, item, a_pdf(), slot=1)
    say_yes(owner, item, "size")
    assert '11" x 8.5"' in stops(item)

    staff = app.test_client().login(a_user(Role.STAFF))
    assert "11&#34; x 8.5&#34;" in staff.get("/admin/stopped-files/").text
    yes = f"/admin/stopped-files/{item.slots[0].id}/yes"
    shown = {"file": item.slots[0].file.sha256}
    assert refusal(staff.post(yes, data=shown | {"reason": " "}), "Say why.") == 422
    reason = {"reason": "Agreed on the phone."}
    assert refusal(staff.post(yes, data=reason | {"file": "0" * 64}), "another file") == 409
    assert '11" x 8.5"' in stops(item)
    assert staff.post(yes, data=shown | reason).status_code == 302
    assert stops(item) == ""
    assert "Agreed on the phone." in page(owner, item)
    assert "No file is stopped" in staff.get("/admin/stopped-files/").text
    assert owner.post(yes, data={"reason": "Me, too."}).status_code in (302, 403, 404)


def test_two_pages_become_front_and_back(owner, item):
    upload(owner, item, cases.pdf(size=CARD, pages=2), name="both.pdf")
    assert "Use page 1 as the front and page 2 as the back" in page(owner, item)

    assert mend(owner, item, how="split").status_code == 303

    db.session.expire_all()
    front, back = (slot.file for slot in item.slots)
    assert (front.facts.count, back.facts.count) == (1, 1)
    assert front.sha256 != mine(ArtworkFile).filter_by(original_name="both.pdf").one().sha256
    assert (front.original_name, back.original_name) == (
        "page 1 of both.pdf",
        "page 2 of both.pdf",
    )
    assert stops(item) == ""


def test_one_page_is_chosen_and_the_original_comes_back(owner, item):
    sent = cases.pdf(size=CARD, pages=5)
    upload(owner, item, sent)
    mend(owner, item, how="choose", page=3)
    assert item.slots[0].file.facts.count == 1
    owner.post(f"/cart/items/{item.id}/artwork/{item.slots[0].id}/original")
    db.session.expire_all()
    assert store().read(item.slots[0].file.stored_name) == sent
    assert mine(ArtworkFile).count() == 1  # what was made of it is gone
    assert refusal(mend(owner, item, how="choose", page=9), "can't be changed") == 409


def test_a_file_of_the_right_proportions_is_fitted_to_the_size(owner, item):
    upload(owner, item, cases.pdf(b"0 0 0 1 k 60 40 9 9 re f", (126, 72)))
    assert "Fit it to the size" in page(owner, item)
    assert mend(owner, item, how="fit").status_code == 303
    db.session.expire_all()
    (made,) = item.slots[0].file.facts.pages
    assert made.size == pytest.approx((3.5, 2.0), abs=0.01)
    assert made.printed.size == pytest.approx((3.625, 2.125), abs=0.01)
    assert refusal(mend(owner, item, how="split"), "changed meanwhile") == 409  # not offered


def test_programs_and_damage_are_not_kept(owner, item):
    script = cases.pdf(size=CARD, change=cases.script)
    upload(owner, item, script)
    kept = store().read(item.slots[0].file.stored_name)
    assert b"JavaScript" in script
    assert b"JavaScript" not in kept
    assert "We took off what is not printed: JavaScript" in page(owner, item)
    assert [store().read(file.key) for file in store().list()] == [kept]


def test_a_shops_own_rule_for_a_product_counts(owner, item):
    upload(owner, item, WARNED)
    upload(owner, item, a_pdf(), slot=1)
    its = item.quote.product_id
    new_rules([RuleOverride(rule="ink", level=Level.OFF, product_id=its + 1)], "an admin")
    db.session.commit()
    assert "ink" in stops(item)  # that was for another product
    new_rules([RuleOverride(rule="ink", level=Level.OFF, product_id=its)], "an admin")
    db.session.commit()
    assert stops(item) == ""


def test_the_page_asks_for_a_sixteenth(owner, item):
    text = re.sub(r"\s+", " ", page(owner, item))
    assert "plus 1/16&#34; on every side" in text
    assert "Up to 1/8&#34; a side is fine, too" in text


def test_a_bleed_is_written_alike_where_it_is_asked_for_and_where_it_is_missing(owner, item):
    upload(owner, item, cases.pdf(b"0 0 0 1 k 0 0 252 144 re f", (252, 144)))
    text = re.sub(r"\s+", " ", page(owner, item)).replace("&#34;", '"')
    assert 'nothing beyond it. 1/16" a side is wanted.' in text
    assert 'Bleed 1/16" (type 0.0625 in)' in text
    assert '0.0625"' not in text
    assert ', 3.5" x 2"' in text  # the size of the file, as that of a product is written
