"""Many products at once: by the filter, by picture files, by CSV; and what is lacking."""

import io
from datetime import timedelta

import html5lib
import pytest
from PIL import Image

from storefront.audit import AuditEntry
from storefront.catalog.images import has_image
from storefront.catalog.models import Product, ProductGroup, ProductVisits
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import ItemStatus
from storefront.partner.models import Environment
from tests.factories import a_category, a_product, a_spec, an_account, an_order_item
from tests.neighbors import mine
from tests.refusals import refusal


def a_picture(name="cards.png", color="teal"):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(file, "PNG")
    file.seek(0)
    return file, name


def fields_of(page):
    """The hidden fields of the page that asks again."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    inputs = document.findall(".//main//input")
    return {i.get("name"): i.get("value", "") for i in inputs if i.get("type") == "hidden"}


class TestByTheFilter:
    @pytest.fixture
    def cards(self, app):
        category = a_category()
        cards = [a_product(a_spec(f"p-c{n}", code=f"CARD-{n}")) for n in range(3)]
        for card in cards:
            card.categories.append(category)
        db.session.commit()
        return cards

    @pytest.fixture
    def other(self, app):
        return a_product(a_spec("p-flyer", code="FLYER", description="4X6 Flyers"))

    def test_it_says_how_many_before_it_does_anything(self, admin, cards, other):
        page = admin.post("/admin/products/many?q=CARD", data={"hidden": "yes"})

        assert "Change 3 products?" in page.text
        assert "hidden from customers" in page.text
        assert not any(card.hidden for card in cards)

    def test_asked_again_it_changes_these_and_no_others(self, admin, cards, other):
        address = "/admin/products/many?q=CARD"
        group = ProductGroup(name="Cards")
        db.session.add(group)
        db.session.commit()
        change = {"hidden": "yes", "group": group.id, "sort": "7", "set_title": "y", "title": "Our"}
        asked = fields_of(admin.post(address, data=change).text)

        answer = admin.post(address, data=asked | {"confirmed": "yes"})

        assert answer.status_code == 302
        for card in cards:
            assert (card.hidden, card.group_id, card.sort) == (True, group.id, 7)
            assert card.title == "Our"
            assert card.seen
        assert (other.hidden, other.title, other.seen) == (False, "", None)
        entry = mine(AuditEntry).one()
        assert entry.subject.startswith("3 products: “CARD”")
        assert admin.get("/search?q=our").status_code == 200

    def test_if_there_are_more_by_then_it_asks_once_more(self, admin, cards):
        address = "/admin/products/many?q=CARD"
        asked = fields_of(admin.post(address, data={"hidden": "yes"}).text)
        a_product(a_spec("p-c9", code="CARD-9"))

        answer = admin.post(address, data=asked | {"confirmed": "yes"})

        assert answer.status_code == 409
        assert "Change 4 products?" in answer.text
        assert not any(card.hidden for card in cards)

    def test_confirming_without_having_been_told_does_nothing(self, admin, cards):
        data = {"hidden": "yes", "confirmed": "yes"}

        words = "The number of products that match the filter has changed"
        assert refusal(admin.post("/admin/products/many", data=data), words) == 409
        assert not any(card.hidden for card in cards)

    def test_what_is_left_as_it_is_stays(self, admin, cards):
        cards[0].title, cards[0].sort = "Mine", 4
        db.session.commit()
        asked = fields_of(admin.post("/admin/products/many?q=CARD", data={"hidden": "yes"}).text)

        admin.post("/admin/products/many?q=CARD", data=asked | {"confirmed": "yes"})

        assert (cards[0].title, cards[0].sort, cards[0].hidden) == ("Mine", 4, True)

    def test_titles_are_made_from_the_attributes_again(self, admin, cards):
        cards[0].title, cards[0].seen = "Mine", "then"
        db.session.commit()
        asked = fields_of(admin.post("/admin/products/many", data={"set_title": "y"}).text)

        admin.post("/admin/products/many", data=asked | {"confirmed": "yes"})

        assert (cards[0].title, cards[0].seen) == ("", None)

    def test_one_picture_is_for_all_of_them(self, admin, cards, other):
        address = "/admin/products/many?q=CARD"
        asked = fields_of(admin.post(address, data={"picture": a_picture()}).text)

        admin.post(address, data=asked | {"confirmed": "yes"})

        assert {card.image for card in cards} == {asked["image"]}
        assert has_image(asked["image"])
        assert other.image == ""

    @pytest.mark.parametrize("image", ["../../secret.key", "0" * 32 + ".png", "x"])
    def test_a_picture_that_is_not_ours_is_none(self, admin, cards, image):
        answer = admin.post("/admin/products/many", data={"image": image})

        assert answer.status_code == 422
        assert "Choose something to change" in answer.text

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({}, "Choose something to change."),
            ({"sort": "x"}, "Enter a whole number from -10,000 to 10,000."),
            ({"group": "99"}, "Choose one of those listed."),
            ({"hidden": "perhaps"}, "Choose one of those listed."),
            ({"title": "ignored"}, "Choose something to change."),
        ],
    )
    def test_what_cannot_be_is_refused(self, admin, cards, wrong, words):
        assert refusal(admin.post("/admin/products/many", data=wrong), words) == 422

    def test_products_of_the_other_environment_are_never_among_them(self, admin, cards):
        there = a_product(environment=Environment.PRODUCTION)
        asked = fields_of(admin.post("/admin/products/many?q=CARD", data={"hidden": "yes"}).text)

        admin.post("/admin/products/many?q=CARD", data=asked | {"confirmed": "yes"})

        assert all(card.hidden for card in cards)
        assert not there.hidden

    def test_mere_staff_are_not_shown_the_way(self, staff, admin, cards):
        assert "/admin/products/many" not in staff.get("/admin/products/").text
        assert "/admin/products/many" in admin.get("/admin/products/").text


class TestByPictures:
    def upload(self, admin, *files):
        return admin.post("/admin/products/pictures", data={"pictures": list(files)})

    def test_each_goes_to_the_product_whose_code_it_has(self, admin):
        card = a_product(a_spec("p-1", code="CARD-2.125X5.5"))
        sign = a_product(a_spec("p-2", code="SIGN"))

        page = self.upload(
            admin, a_picture("card-2.125x5.5.png"), a_picture("SIGN.png", "red"), a_picture("X.png")
        )

        assert card.image
        assert sign.image
        assert card.image != sign.image
        assert "There is no product with the code X" in page.text

    def test_one_that_is_no_picture_does_not_keep_the_others_out(self, admin):
        card = a_product(a_spec("p-1", code="CARD"))
        fake = (io.BytesIO(b"<svg onload=alert(1)>"), "CARD2.png")

        page = self.upload(admin, fake, a_picture("CARD.png"))

        assert card.image
        assert "That is not a picture" in page.text

    def test_none_at_all_is_refused(self, admin):
        answer = admin.post("/admin/products/pictures", data={})
        assert refusal(answer, "Choose at least one picture.") == 422


class TestByCsv:
    def dry(self, admin, text):
        file = (io.BytesIO(text.encode()), "products.csv")
        return admin.post("/admin/products/csv", data={"file": file})

    def test_a_dry_run_says_what_would_change_then_it_is_applied(self, admin):
        card = a_product(a_spec("p-1", code="CARD"))

        page = self.dry(admin, "code,title\nCARD,Our cards\nNOPE,x\n")
        assert "Our cards" in page.text
        assert "Line 3: There is no product with the code NOPE" in page.text
        assert card.title == ""

        answer = admin.post("/admin/products/csv/application", data=fields_of(page.text))
        assert answer.status_code == 302
        assert card.title == "Our cards"
        assert mine(AuditEntry).one().subject == "1 products by CSV"

    def test_if_it_would_do_something_else_by_then_it_is_told_again(self, admin):
        card = a_product(a_spec("p-1", code="CARD"))
        page = self.dry(admin, "code,title\nCARD,Our cards\n")
        card.title = "Somebody was quicker"
        db.session.commit()

        answer = admin.post("/admin/products/csv/application", data=fields_of(page.text))

        assert answer.status_code == 409
        assert "Somebody was quicker" in answer.text
        assert card.title == "Somebody was quicker"

    @pytest.mark.parametrize("file", ["", "../../secret.key", "0" * 64])
    def test_a_file_that_is_not_there_is_asked_for_again(self, admin, file):
        answer = admin.post("/admin/products/csv/application", data={"file": file})

        assert answer.location == "/admin/products/csv"

    def test_hostile_texts_are_shown_as_texts(self, admin):
        a_product(a_spec("p-1", code="CARD"))

        page = self.dry(admin, "code,title\nCARD,<script>alert(1)</script>\n<script>,x\n")

        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text

    def test_what_is_no_csv_is_refused_with_a_reason(self, admin):
        assert "no column uuid or code" in self.dry(admin, "title\nx").text

    def test_the_filter_says_what_goes_out(self, admin):
        a_product(a_spec("p-1", code="CARD"))
        a_product(a_spec("p-2", code="SIGN"))

        answer = admin.get("/admin/products/csv/file?q=SIGN")

        assert answer.mimetype == "text/csv"
        assert "SIGN" in answer.text
        assert "CARD" not in answer.text


class TestCompleteness:
    def test_what_is_sold_and_looked_at_comes_first(self, admin):
        an_account()
        for code in ("PLAIN", "SEEN", "OLD"):
            a_product(a_spec(f"p-{code}", code=code))
        sold = an_order_item().product_id
        db.session.get(Product, sold).code = "SOLD"
        cancelled = an_order_item(status=ItemStatus.CANCELLED).product_id
        db.session.get(Product, cancelled).code = "CANCELLED-ONE"
        days = {"SEEN": 3, "OLD": 300}
        for code, ago in days.items():
            product = mine(Product).filter_by(code=code).one()
            day = (now() - timedelta(days=ago)).date().isoformat()
            db.session.add(ProductVisits(product_id=product.id, day=day, visits=5))
        db.session.commit()

        page = admin.get("/admin/completeness/").text

        places = [page.index(f">{code}<") for code in ("SOLD", "SEEN", "PLAIN")]
        assert places == sorted(places)
        assert page.index(">SEEN<") < page.index(">OLD<")
        assert page.index(">SOLD<") < page.index(">CANCELLED-ONE<")

    def test_what_has_everything_is_not_listed(self, staff):
        a_product(a_spec("p-1", code="DONE"), title="T", description="D", image="x.png")
        a_product(a_spec("p-2", code="TODO"), title="T", description="D")

        page = staff.get("/admin/completeness/").text
        assert "TODO" in page
        assert "DONE" not in page
        assert "TODO" in staff.get("/admin/completeness/?what=no-image").text
        assert "TODO" not in staff.get("/admin/completeness/?what=no-text").text

    def test_a_name_that_is_only_a_code_is_raw(self, staff):
        a_product(a_spec("p-1", code="RAW-1", description="raw-1"))
        a_product(a_spec("p-2", code="FINE-1"), family="Business Cards")

        page = staff.get("/admin/completeness/?what=raw-name").text

        assert "RAW-1" in page
        assert "FINE-1" not in page

    def test_what_fourover_changed_since_ours_was_written_is_listed(self, admin):
        product = a_product(a_spec("p-1", code="CARD"))
        admin.post(f"/admin/products/{product.id}", data={"title": "Ours"})
        assert "CARD" not in admin.get("/admin/completeness/?what=changed").text

        product.stock = "16PT"
        db.session.commit()

        assert "CARD" in admin.get("/admin/completeness/?what=changed").text
        assert "CARD" in admin.get("/admin/products/?state=changed").text


class TestChangedBeneathOurs:
    @pytest.fixture
    def product(self, admin):
        product = a_product(a_spec("p-1", code="CARD"))
        fields = {"title": "Our cards", "description": "Our text"}
        admin.post(f"/admin/products/{product.id}", data=fields)
        product.partner_name, product.coating = "2 X 3.5 16PT Matte Cards", "Matte"
        db.session.commit()
        return product

    def agree(self, admin, product, **data):
        return admin.post(f"/admin/products/{product.id}/agreement", data=data)

    def test_both_sides_are_shown(self, admin, product):
        page = admin.get(f"/admin/products/{product.id}").text

        assert "4Over changed it after you edited the title and the description" in page
        assert "2 X 3.5 14PT Business Cards" in page
        assert "2 X 3.5 16PT Matte Cards" in page
        assert "Our cards" in page
        assert "Matte Cards, 2&#34; x 3.5&#34;, 14 pt" in page

    def test_mine_are_kept_and_it_is_quiet_again(self, admin, product):
        self.agree(admin, product)

        assert (product.title, product.description) == ("Our cards", "Our text")
        page = admin.get(f"/admin/products/{product.id}").text
        assert "Our cards" in page
        assert "4Over changed it" not in page

    def test_theirs_is_taken_for_the_one_and_not_the_other(self, admin, product):
        self.agree(admin, product, theirs="title")

        assert (product.title, product.description) == ("", "Our text")
        assert product.seen
        self.agree(admin, product, theirs="description")
        assert (product.description, product.seen) == ("", None)

    def test_nothing_but_title_and_text_can_be_given_away(self, admin, product):
        product.image = "mine.png"
        db.session.commit()

        self.agree(admin, product, theirs="image")

        assert product.image == "mine.png"

    def test_saving_an_edit_is_an_agreement_too(self, admin, product):
        fields = {"title": "Our matte cards", "description": "Our text"}
        admin.post(f"/admin/products/{product.id}", data=fields)

        page = admin.get(f"/admin/products/{product.id}").text
        assert "Our matte cards" in page
        assert "4Over changed it" not in page

    def test_a_product_without_words_of_ours_is_never_asked_about(self, admin):
        plain = a_product()
        plain.coating = "Matte"
        db.session.commit()

        page = admin.get(f"/admin/products/{plain.id}").text
        assert plain.code in page
        assert "4Over changed it" not in page

    def test_staff_see_it_and_cannot_decide(self, staff, product):
        page = staff.get(f"/admin/products/{product.id}").text

        assert "4Over changed it" in page
        assert "Keep my version" not in page
