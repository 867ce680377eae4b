"""The dictionary and the templates: what admins write counts at once, and costs a page nothing."""

import pytest

from storefront.browse.facets import label_of
from storefront.catalog import reindexing
from storefront.catalog.codes import Dictionary
from storefront.catalog.composing import compose, faults_of, listed
from storefront.catalog.models import Product, TextTemplate, Word, WordKind
from storefront.catalog.presentation import lead_of, text_of, title_of
from storefront.catalog.words import wording, words_for
from storefront.database import db
from tests.browse.test_pages import statements
from tests.factories import a_product
from tests.neighbors import mine
from tests.sync.conftest import specs, synced

TEMPLATE = "{family}[, {size}][, {stock}]"


def in_words(code, short, words, kind=WordKind.COATING):
    db.session.merge(Word(code=code.lower(), kind=kind, short=short, words=words))
    db.session.commit()


def composed(family="", **templates):
    db.session.merge(TextTemplate(family=family, **templates))
    db.session.commit()


class TestTheDictionary:
    def test_a_word_of_an_admin_wins_over_ours(self):
        own = Dictionary({"aq": ("shiny", "a shiny coat")})

        assert own.sentence("AQ") == "a shiny coat"
        assert own.short("aq ") == "shiny"
        assert Dictionary().sentence("AQ") == "aqueous coating"

    def test_it_counts_where_the_code_stands_in_a_longer_text(self):
        own = Dictionary({"c2s": ("two-sided", "coated on front and back")})

        assert own.sentence("Linen C2S") == "linen coated on front and back"
        assert own.sentence("XC2SX") == "XC2SX"

    def test_colors_are_known_by_their_number_of_inks(self):
        own = Dictionary({"4/0": ("front", "Color on the front only")})

        assert own.sentence("4/0 (4 color front)") == "Color on the front only"
        assert own.sentence("4/4") == "Full color both sides"

    def test_an_option_is_called_in_our_words_until_somebody_knows_better(self):
        own = Dictionary({"score in half": ("Creased", "Creased in the middle")})

        assert own.option("Score in Half") == "Creased in the middle"
        assert own.option("Half Fold") == "Half Fold"
        assert own.turnaround("2-4 Business Days") == "Ready to ship in 2–4 business days"

    def test_a_code_full_of_signs_is_only_a_code(self):
        assert Dictionary({"(.*)+": ("x", "x")}).sentence("anything") == "anything"


class TestTemplates:
    def test_a_part_with_nothing_to_say_is_left_out(self):
        values = {"family": "Flyers", "size": "", "stock": "80 lb"}

        assert compose(TEMPLATE, values) == "Flyers, 80 lb"

    def test_a_link_is_no_such_part(self):
        assert compose("[{size}](/sizes)", {"size": ""}) == "[](/sizes)"

    @pytest.mark.parametrize(
        "template", ["{family.__class__}", "{family!r}", "{family:>99999999}", "{0}", "{", "{%x%}"]
    )
    def test_what_is_no_placeholder_is_refused_and_does_nothing(self, template):
        assert faults_of("title", template)
        assert compose(template, {"family": "Flyers"}) == template

    def test_titles_know_no_runsizes(self):
        assert faults_of("title", "{runsizes}") == ["There is no {runsizes} in a title."]
        assert faults_of("text", "{runsizes}") == []

    def test_words_are_listed_as_one_says_them(self):
        assert listed(["a", "b", "a", "", "c"]) == "a, b and c"
        assert listed(["a"]) == "a"
        assert listed([]) == ""


@pytest.mark.usefixtures("app")
class TestWhatProductsAreCalled:
    def test_an_edited_word_is_in_every_title_at_once(self):
        product = a_product()
        assert title_of(product).endswith("14 pt, UV gloss")

        in_words("UV", "brilliant", "a brilliant coat")

        assert title_of(product).endswith("14 pt, brilliant")
        assert "a brilliant coat" in lead_of(product)
        assert "a brilliant coat" in text_of(product)

    def test_a_familys_template_wins_over_the_one_for_all(self):
        composed(title="{size} {family}")
        composed("business cards", title="{family} of {size}")

        assert title_of(a_product()) == 'Business Cards of 2" x 3.5"'
        assert wording().template("title", "Flyers") == "{size} {family}"
        assert wording().template("text", "business cards").startswith("[{size} ]{things}")

    def test_what_an_admin_wrote_wins_over_every_template(self):
        composed(title="{family}", text="Text of {family}")
        product = a_product(title="Ours", description="*Mine*")

        assert title_of(product) == "Ours"
        assert "<em>Mine</em>" in text_of(product)

    def test_texts_are_markdown_and_what_fourover_says_in_them_is_not(self):
        composed(text="**{stock}** <script>alert(1)</script> {runsizes}")
        product = a_product()
        product.stock = "*14PT* [x](javascript:alert(1)) <b>"

        text = text_of(product)

        assert "<strong>" in text
        assert "<b>" not in text
        assert "<em>" not in text
        assert "<script" not in text
        assert "href" not in text
        assert "500 to 1,000" in text

    def test_a_title_stays_within_its_length_and_is_never_empty(self):
        composed(title="{stock}")
        product = a_product()
        product.stock = ""
        assert title_of(product) == "Business Cards"

        composed(title="{family} {family} {family}")
        product.family = "x" * 120
        assert len(title_of(product)) == 300

    def test_an_edit_that_is_taken_back_leaves_nothing_behind(self):
        db.session.add(Word(code="uv", kind=WordKind.COATING, short="wrong", words="wrong"))
        db.session.flush()
        assert words_for("UV") == "wrong"

        db.session.rollback()
        assert words_for("UV") == "glossy UV coating"
        in_words("AQ", "wet", "wet")
        assert words_for("UV") == "glossy UV coating"


@pytest.mark.usefixtures("account")
class TestPages:
    def test_a_page_is_new_at_once_and_costs_no_more(self, browser):
        synced(specs(3))
        url = "/catalog/business-cards/"
        before, tag = statements(browser, url), browser.get(url).headers["ETag"]

        in_words("UV", "brilliant", "a brilliant coat")

        page = browser.get(url, headers={"If-None-Match": tag})
        assert page.status_code == 200
        assert "14\xa0pt, brilliant" in page.text
        assert label_of("coating", "UV") == "Brilliant"
        assert len(statements(browser, url)) == len(before)

    def test_the_search_follows(self, browser):
        synced(specs(3))
        in_words("UV", "brilliant", "a brilliant coat")
        assert "/products/14pt-bcuv-1/" not in browser.get("/search?q=brilliant").text

        for _ in reindexing.steps():
            db.session.commit()

        assert "/products/14pt-bcuv-1/" in browser.get("/search?q=brilliant").text
        assert list(reindexing.steps()) == []

    def test_hostile_words_are_shown_as_words(self, browser):
        synced(specs(1))
        in_words("UV", "<script>alert(1)</script>", '"><img src=x>')
        slug = mine(Product).one().slug

        for url in ("/catalog/business-cards/", f"/products/{slug}/", "/search?q=card"):
            page = browser.get(url).text
            assert "&lt;script&gt;alert" in page or "&gt;&lt;img src=x&gt;" in page, url
            assert "<script>alert" not in page
            assert "<img src=x>" not in page
