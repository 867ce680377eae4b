"""Products, categories, markups and taxes: ours can be changed, 4Over's cannot."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from storefront.accounts.models import UserGroup
from storefront.audit import AuditEntry
from storefront.catalog.images import has_image
from storefront.catalog.models import OwnProduct, Product, ProductGroup
from storefront.database import db
from storefront.partner.models import Environment
from storefront.quotes.models import MarkupRule, TaxRule
from tests.factories import a_category, a_product, an_account, with_settings
from tests.forms import say_yes
from tests.neighbors import mine
from tests.refusals import refusal


def a_picture(size=(40, 30)):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")
    file.seek(0)
    return file, "our cards.png"


def test_our_side_of_a_product_is_edited_and_4overs_stays(admin):
    product = a_product()
    code, cost = product.code, product.lowest_cost

    answer = admin.post(
        f"/admin/products/{product.id}",
        data={
            "title": "Our cards",
            "description": "**Bold** <script>alert(1)</script>",
            "hidden": "y",
            "code": "MINE",
            "lowest_cost": "0.01",
            "packed_spec": "x",
            "available": "",
        },
    )

    assert answer.status_code == 302
    assert (product.title, product.hidden) == ("Our cards", True)
    assert (product.code, product.lowest_cost, product.available) == (code, cost, True)
    assert "title: “” → “Our cards”" in mine(AuditEntry).one().detail
    page = admin.get(f"/admin/products/{product.id}").text
    assert "<strong>Bold</strong>" in page
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


TAX = {"state": "NY", "rate": "8.875", "name": "Sales tax"}


@pytest.mark.parametrize("place", ["PR", "VI", "GU", "AS", "MP", "DC", "AE"])
def test_a_tax_rule_can_be_made_for_every_place(admin, place):
    answer = admin.post("/admin/tax/new", data=TAX | {"state": place, "rate": "11.5"})

    assert answer.status_code == 302
    rule = mine(TaxRule).one()
    assert (rule.state, rule.rate) == (place, Decimal("11.5"))


@pytest.mark.parametrize("codes", [{}, {"zip_from": "10001", "zip_to": "10118"}])
def test_a_second_tax_rule_for_the_same_place_is_refused(admin, codes):
    admin.post("/admin/tax/new", data=TAX | codes)
    other = {"state": "NJ", "zip_from": "07001", "zip_to": "07002"}
    admin.post("/admin/tax/new", data=TAX | other)
    first, second = mine(TaxRule).order_by(TaxRule.id)

    twice = admin.post("/admin/tax/new", data=TAX | codes | {"rate": "4"})
    moved = admin.post(f"/admin/tax/{second.id}", data={"zip_from": "", "zip_to": ""} | TAX | codes)
    same = admin.post(f"/admin/tax/{first.id}", data=TAX | codes | {"rate": "4"})

    assert (twice.status_code, moved.status_code, same.status_code) == (422, 422, 302)
    assert "Only one can apply" in twice.text
    rules = mine(TaxRule).order_by(TaxRule.id)
    assert [(r.state, r.rate) for r in rules] == [("NY", Decimal(4)), ("NJ", Decimal("8.875"))]


def test_a_second_markup_for_the_same_is_refused_and_the_list_says_which_counts(admin):
    cards = ProductGroup(name="Cards")
    db.session.add(cards)
    db.session.commit()
    rule = {"product_group": cards.id, "percent": "55", "fixed": "0", "minimum": "0"}
    old = MarkupRule(product_group_id=cards.id, percent=Decimal(40), active=True)
    db.session.add(old)
    db.session.commit()

    second = admin.post("/admin/markups/new", data=rule | {"active": "y"})
    idle = admin.post("/admin/markups/new", data=rule)
    elsewhere = admin.post("/admin/markups/new", data=rule | {"active": "y", "product_group": ""})

    assert (second.status_code, idle.status_code, elsewhere.status_code) == (422, 302, 302)
    assert f"Rule {old.id} is for the same" in second.text
    assert mine(MarkupRule).count() == 3

    theirs = admin.get("/admin/markups/").text.count(">in effect<") - 2
    db.session.add(MarkupRule(product_group_id=cards.id, percent=Decimal(60)))  # from before
    db.session.commit()
    page = admin.get("/admin/markups/").text
    newest = mine(MarkupRule).filter_by(percent=Decimal(60)).one().id
    assert f"no effect: rule {newest} is newer" in page
    assert page.count(">in effect<") == 2 + theirs
    assert "not in use" in page


def test_a_picture_is_kept_and_taken_away_again(admin):
    product = a_product()
    address = f"/admin/products/{product.id}"

    admin.post(address, data={"picture": a_picture()})
    assert has_image(product.image)

    admin.post(address, data={"no_picture": "y"})
    assert product.image == ""


def test_what_is_no_picture_is_refused_and_the_old_one_stays(admin):
    product = a_product(image="0" * 32 + ".png")
    fake = (io.BytesIO(b"<svg onload=alert(1)>"), "cards.png")

    answer = admin.post(f"/admin/products/{product.id}", data={"picture": fake, "title": "New"})

    assert refusal(answer, "That is not a picture that can be shown") == 422
    assert product.image == "0" * 32 + ".png"
    assert product.title == ""


def test_a_picture_larger_than_other_forms_may_be_is_taken_with_its_token_only(app, admin):
    app.config["WTF_CSRF_ENABLED"] = True
    product = a_product()
    noise = Image.effect_noise((1200, 1200), 80)
    file = io.BytesIO()
    noise.save(file, "PNG")
    assert file.tell() > 1024 * 1024

    answer = admin.post(
        f"/admin/products/{product.id}", data={"picture": (io.BytesIO(file.getvalue()), "a.png")}
    )
    assert refusal(answer) == 400

    app.config["WTF_CSRF_ENABLED"] = False
    file.seek(0)
    answer = admin.post(f"/admin/products/{product.id}", data={"picture": (file, "a.png")})
    assert answer.status_code == 302
    assert product.image


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("hidden", {"hidden": True}),
        ("unavailable", {"available": False}),
        ("quarantined", {"quarantine": "no price"}),
    ],
)
def test_products_are_found_by_what_is_the_matter(staff, state, more):
    found, other = a_product(**more), a_product()

    page = staff.get(f"/admin/products/?state={state}").text

    assert f"/admin/products/{found.id}" in page
    assert f"/admin/products/{other.id}" not in page


def test_products_of_the_other_environment_are_not_listed(staff):
    here, there = a_product(), a_product(environment=Environment.PRODUCTION)

    page = staff.get("/admin/products/").text
    assert f"/admin/products/{here.id}" in page
    assert f"/admin/products/{there.id}" not in page


def test_staff_see_a_product_but_cannot_change_it(staff):
    product = a_product()

    page = staff.get(f"/admin/products/{product.id}").text
    assert "Which rule sets the price" in page
    assert 'name="title"' not in page
    assert staff.post(f"/admin/products/{product.id}", data={"title": "X"}).status_code == 403


def test_a_category_gets_a_title_of_ours(admin):
    category = a_category()

    admin.post(f"/admin/categories/{category.id}", data={"title": "Cards", "sort": "-3"})

    assert (category.name, category.sort, category.partner_name) == ("Cards", -3, "Business Cards")


def test_an_own_product_is_made_and_its_address_stays_when_it_is_renamed(admin):
    fields = {"title": "Design hour", "price": "80.00"}
    admin.post("/admin/own-products/new", data=fields)
    asked = admin.post("/admin/own-products/new", data=fields)
    yes = {"yes": asked.text.split('name="yes" value="')[1].split('"')[0]}
    admin.post("/admin/own-products/new", data=fields | yes)
    first, second = mine(OwnProduct).order_by(OwnProduct.id)
    assert (first.slug, second.slug) == ("design-hour", "design-hour-2")

    admin.post(f"/admin/own-products/{first.id}", data=fields | {"title": "An hour of design"})
    assert (first.title, first.slug) == ("An hour of design", "design-hour")


@pytest.mark.parametrize("price", ["", "-1", "1.005", "NaN", "free", "1e9"])
def test_a_price_that_cannot_be_is_refused(admin, price):
    answer = admin.post("/admin/own-products/new", data={"title": "Mug", "price": price})

    assert refusal(answer, "Enter an amount from $0 to $1,000,000") == 422
    assert mine(OwnProduct).count() == 0


WHERE_OWN_PRODUCTS_ARE_SEEN = (
    "/admin/own-products/",
    "/admin/own-products/new",
    "/admin/own-products/{product.id}",
    "/admin/settings",
    "/admin/partner/",
    "/admin/partner/production/use",
    "/admin/",
)


@pytest.mark.parametrize("address", WHERE_OWN_PRODUCTS_ARE_SEEN)
def test_an_admin_is_warned_wherever_own_products_beside_4overs_are_seen(admin, address):
    an_account()
    mug = OwnProduct(slug="mug", title="Mug", price=Decimal("9.00"))
    db.session.add(mug)
    with_settings(list_own_products=True)
    address = address.format(product=mug)
    assert "customers who want both" in admin.get(address).text

    with_settings(list_own_products=False)
    page = admin.get(address).text
    assert "customers who want both" not in page
    if "own-products" in address or "settings" in address:
        assert "customers do not see own products" in page

    with_settings(active=False)
    page = admin.get(address)
    assert page.status_code == 200
    assert "customers do not see own products" not in page.text


RULE = {"percent": "50", "fixed": "0", "minimum": "0", "active": "y"}


def test_trying_a_rule_first_changes_nothing(admin):
    a_product()

    page = admin.post("/admin/markups/new", data=RULE | {"preview": "1"})

    assert page.status_code == 200
    assert "$42.00" in page.text  # the default markup of 40 % on 30.00
    assert "$45.00" in page.text
    assert mine(MarkupRule).count() == 0


def test_a_rule_is_saved_changed_and_deleted_and_each_is_noted(admin):
    product = a_product(group=ProductGroup(name="Cards"))
    db.session.add(UserGroup(name="Schools"))
    db.session.commit()
    schools = mine(UserGroup).one()
    fields = RULE | {"product_group": product.group_id, "user_group": schools.id}

    admin.post("/admin/markups/new", data=fields)
    rule = mine(MarkupRule).one()
    page = admin.get(f"/admin/products/{product.id}").text
    assert "Markup for customers of Schools" in page
    assert "$45.00" in page

    admin.post(f"/admin/markups/{rule.id}", data=fields | {"percent": "60"})
    assert rule.percent == Decimal(60)
    say_yes(admin, f"/admin/markups/{rule.id}/deletion")
    assert mine(MarkupRule).count() == 0
    actions = [entry.action for entry in mine(AuditEntry)]
    assert actions == ["markup rule created", "markup rule changed", "markup rule deleted"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"percent": "-101"}, "Enter a percentage from -100 to 10,000"),
        ({"fixed": "0.001"}, "Enter an amount from -$100,000 to $1,000,000"),
        ({"product_code": "NOPE"}, "There is no product with that code."),
        ({"user_group": "9"}, "Choose one of those listed."),
    ],
)
def test_a_rule_that_cannot_be_is_refused(admin, wrong, words):
    assert refusal(admin.post("/admin/markups/new", data=RULE | wrong), words) == 422
    assert mine(MarkupRule).count() == 0


TAX = {"state": "NY", "rate": "8.875", "name": "Sales tax"}


def test_the_tester_says_which_tax_an_order_would_have(admin):
    admin.post("/admin/tax/new", data=TAX)
    narrow = {"zip_from": "10001", "zip_to": "10199", "rate": "10", "name": "City tax"}
    admin.post("/admin/tax/new", data=TAX | narrow | {"on_shipping": "y"})

    asked = "/admin/tax/?state=ny&goods=100&shipping=10&zipcode="
    assert "$11.00" in admin.get(asked + "10118").text
    assert "$8.88" in admin.get(asked + "14201").text
    assert "No tax" in admin.get("/admin/tax/?state=OR&goods=1&shipping=0&zipcode=97201").text
    assert admin.get(asked + "123456").status_code == 422


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"state": "XX"}, "Choose one of those listed."),
        ({"rate": "101"}, "Enter a percentage from 0 to 100"),
        ({"rate": "-1"}, "Enter a percentage from 0 to 100"),
        ({"rate": ""}, "Enter a percentage from 0 to 100"),
        ({"zip_to": "10001"}, "Enter the first ZIP code, too"),
        ({"zip_from": "20000", "zip_to": "10000"}, "The last ZIP code is before the first."),
        ({"zip_from": "1000a", "zip_to": "10002"}, "five digits"),
    ],
)
def test_a_tax_rule_that_cannot_be_is_refused(admin, wrong, words):
    assert refusal(admin.post("/admin/tax/new", data=TAX | wrong), words) == 422
    assert mine(TaxRule).count() == 0


def test_one_zip_code_is_typed_once(admin):
    assert admin.post("/admin/tax/new", data=TAX | {"zip_from": "10118-0110"}).status_code == 302
    rule = mine(TaxRule).one()
    assert (rule.zip_from, rule.zip_to) == ("10118", "10118")
    assert '<td data-label="ZIP codes">10118</td>' in admin.get("/admin/tax/").text


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"rate": "100"}, "No sales tax is as high as 100%."),
        (
            {"zip_from": "97201", "zip_to": "97210"},
            "97201 to 97210 are in OR, not in NY.",
        ),
        ({"zip_from": "97201"}, "ZIP code 97201 is in OR, not in NY."),
        ({"zip_from": "10001", "zip_to": "97201"}, "are in many states, not in NY alone."),
        ({"zip_from": "00001"}, "ZIP code 00001 is not known to us."),
    ],
)
def test_what_is_hardly_meant_so_is_asked_at_its_field(admin, odd, said):
    asked = admin.post("/admin/tax/new", data=TAX | odd)
    assert asked.status_code == 422
    field = "rate" if "rate" in odd else "zip_from"
    assert f'id="{field}-errors"><p class="field__error">' in asked.text
    assert said in asked.text
    assert mine(TaxRule).count() == 0

    yes = {"yes": asked.text.split('name="yes" value="')[1].split('"')[0]}
    assert admin.post("/admin/tax/new", data=TAX | {"rate": "99"} | yes).status_code == 422
    assert admin.post("/admin/tax/new", data=TAX | odd | yes).status_code == 302
    rule = mine(TaxRule).one()
    shown = {name: str(getattr(rule, name)) for name in ("zip_from", "zip_to", "rate")}
    assert admin.post(f"/admin/tax/{rule.id}", data=TAX | shown).status_code == 302


@pytest.mark.parametrize("zipcode", ["abc", "123456", "1011", ""])
def test_the_tester_wants_a_zip_code(admin, zipcode):
    asked = f"/admin/tax/?state=NY&goods=100&shipping=10&zipcode={zipcode}"
    answer = admin.get(asked)
    assert answer.status_code == 422
    assert 'id="zipcode-errors"' in answer.text


def test_a_tax_rule_goes_when_it_is_deleted(admin):
    admin.post("/admin/tax/new", data=TAX)
    rule = mine(TaxRule).one()

    say_yes(admin, f"/admin/tax/{rule.id}/deletion")

    assert mine(TaxRule).count() == 0
    assert mine(Product).count() == 0
