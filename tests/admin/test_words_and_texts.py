"""The dictionary and the templates, as admins edit them."""

import re

import pytest

from storefront.audit import AuditEntry
from storefront.catalog.models import TextTemplate, Word
from tests.factories import a_product, an_account
from tests.forms import say_yes
from tests.neighbors import mine
from tests.refusals import refusal

WORD = {"code": "UV", "kind": "coating", "short": "brilliant", "words": "a brilliant coat"}
ADDRESS = "/admin/words/word?code=UV&kind=coating"


@pytest.fixture
def product(app):
    an_account()
    return a_product(family="Business Cards")


def title_shown(browser, product):
    return browser.get(f"/products/{product.slug}/").text.split("<h1>")[1].split("</h1>")[0]


def test_every_code_in_use_is_listed_with_what_it_is_called(admin, product):
    page = admin.get("/admin/words/").text

    assert "glossy UV coating" in page
    assert "14 pt cardstock" in page
    assert "Full color both sides" in page


def test_a_word_begins_with_what_we_know_of_it(admin, product):
    page = admin.get(ADDRESS).text

    assert 'value="UV gloss"' in page
    assert 'value="glossy UV coating"' in page
    assert "Business Cards, 2" in page


def test_an_edited_word_is_seen_at_once_and_taken_back_again(admin, browser, product):
    before = title_shown(browser, product)

    admin.post(ADDRESS, data=WORD)
    assert "brilliant" in title_shown(browser, product)
    assert "yours" in admin.get("/admin/words/").text

    say_yes(admin, "/admin/words/deletion?code=UV")
    assert title_shown(browser, product) == before
    assert mine(Word).count() == 0
    actions = [entry.action for entry in mine(AuditEntry)]
    assert actions == ["glossary changed", "glossary entry deleted"]


def test_the_same_code_is_one_word_however_it_is_written(admin, product):
    admin.post(ADDRESS, data=WORD)
    admin.post(ADDRESS, data=WORD | {"code": " uv ", "short": "bright"})

    assert [word.short for word in mine(Word)] == ["bright"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": ""}, "Enter 4Over's code."),
        ({"kind": "color"}, "Choose one of those listed."),
        ({"short": "x" * 121}, "Use at most 120 characters."),
    ],
)
def test_a_word_that_cannot_be_is_refused(admin, wrong, words):
    assert refusal(admin.post("/admin/words/word", data=WORD | wrong), words) == 422
    assert mine(Word).count() == 0


@pytest.mark.parametrize("what", ["words", "texts"])
def test_what_is_not_there_is_taken_back_without_a_change(admin, what):
    answer = admin.post(f"/admin/{what}/deletion?code=x&family=x")

    assert answer.location == f"/admin/{what}/"
    assert mine(AuditEntry).count() == 0


def test_a_preview_shows_products_and_saves_nothing(admin, browser, product):
    before = title_shown(browser, product)
    data = {"family": "", "title": "Fine {family}", "text": "**{stock}**, {runsizes}"}

    page = admin.post("/admin/texts/template", data=data | {"preview": "1"}).text

    assert "Fine Business Cards" in page
    assert "<strong>14 pt cardstock</strong>, 500 to 1,000" in page
    assert mine(TextTemplate).count() == 0
    assert title_shown(browser, product) == before


def save_template(admin, data):
    """Save, look at the products, save again."""
    page = admin.post("/admin/texts/template", data=data).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    return admin.post("/admin/texts/template", data=data | {"seen": seen})


def test_a_template_is_seen_on_products_before_it_is_saved(admin, browser, product):
    before = title_shown(browser, product)
    data = {"family": "", "title": "Fine {family}"}

    asked = admin.post("/admin/texts/template", data=data)
    other = admin.post("/admin/texts/template", data=data | {"title": "x", "seen": "0" * 64})

    assert "1 product would read as" in asked.text
    assert "Fine Business Cards" in asked.text
    assert "Nothing is saved yet" in other.text
    assert title_shown(browser, product) == before
    assert save_template(admin, data).status_code == 302
    assert title_shown(browser, product) == "Fine Business Cards"


def test_a_template_for_a_family_is_seen_at_once_and_taken_away_again(admin, browser, product):
    before = title_shown(browser, product)

    save_template(admin, {"family": "business cards", "title": "Our {family}"})
    assert title_shown(browser, product) == "Our Business Cards"
    assert "Our {family}" in admin.get("/admin/texts/").text

    say_yes(admin, "/admin/texts/deletion?family=business+cards")
    assert title_shown(browser, product) == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "{price}"}, "There is no {price} in a title."),
        ({"title": "{family.__class__}"}, "A brace belongs to no placeholder."),
        ({"lead": "{runsizes}"}, "There is no {runsizes} in a lead."),
        ({"text": "{{ config }}"}, "A brace belongs to no placeholder."),
        ({"text": "{"}, "A brace belongs to no placeholder."),
        ({"family": "no such family"}, "Choose one of those listed."),
        ({"text": "[, {size}"}, "A square bracket belongs to no part"),
        ({"text": "[Printed to order]"}, "A square bracket belongs to no part"),
        ({"text": "{size}]"}, "A square bracket belongs to no part"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(admin, product, wrong, words):
    answer = admin.post("/admin/texts/template", data={"family": ""} | wrong)

    assert refusal(answer, words) == 422
    assert mine(TextTemplate).count() == 0


def test_hostile_templates_do_no_harm(admin, browser, product):
    evil = "<script>alert(1)</script> {family}"
    save_template(admin, dict.fromkeys(("title", "lead", "text"), evil))
    assert mine(TextTemplate).count() == 1

    for url in (f"/products/{product.slug}/", "/"):
        page = browser.get(url).text
        assert "&lt;script&gt;alert" in page, url
        assert "<script>alert" not in page
    page = admin.get("/admin/texts/").text
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


def test_templates_without_a_word_are_not_said_to_be_deleted(admin):
    data = {"family": "", "title": "", "lead": "", "text": ""}
    seen = admin.post("/admin/texts/template", data=data | {"preview": "1"})
    data["seen"] = seen.text.split('name="seen"')[1].split('value="')[1].split('"')[0]

    page = admin.post("/admin/texts/template", data=data, follow_redirects=True).text

    assert "Nothing was typed, so no templates are saved." in page
