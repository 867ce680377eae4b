"""Every page of the map of addresses, with something to show, as each role.

A page that is added has no line in `pages_of` and fails until it has one: its address, and values
of the rows it is about, which have to be read in it. So does a template that no line leads to.
"""

import io
import re
from pathlib import Path

import pytest
from flask import template_rendered

from storefront.admin.blueprint import FOR_STAFF
from storefront.payments.unpaid import key_of
from tests.cart.test_product_page import picks
from tests.pages.conftest import ADA
from tests.pages.reading import Reader

TEMPLATES = Path(__file__).parents[2] / "templates"
NO_PAGES = {  # answered with a file, with JSON, or to machines
    "admin.download_products",
    "admin.stopped_file",
    "admin.charges_csv",
    "admin.margins_csv",
    "admin.invoices_csv",
    "admin.invoices_pdf",
    "admin.refunds_csv",
    "admin.taxes_csv",
    "admin.unpaid_csv",
    "artwork.fetch",
    "artwork.file",
    "artwork.page_picture",
    "artwork.template",
    "assets.asset",
    "sync.cache_file",
    "sync.cache_manifest",
    "browse.drawing",
    "browse.image",
    "browse.robots",
    "browse.sitemap",
    "browse.sitemap_part",
    "health.healthz",
    "health.readyz",
    "orders.artwork",
    "orders.page_picture",
    "orders.former_file",
    "orders.present_file",
    "orders.invoice_pdf",
    "static",
}
PARTS = {"admin.status_check", "browse.suggestions"}  # of pages
FOR_STRANGERS = {"accounts.login", "accounts.register"}
NOT_FOR_STRANGERS = {"accounts.account", "accounts.files", "partner.own_account", "partner.cards"}
STEPS = ["address", "delivery", "payment", "confirm"]
NO_ACCESS = "You do not have access to this page"


def pages_of(shop):
    """By endpoint: addresses, each with values of the rows that it is about."""
    cards, rule, number, email = (
        "Our calling cards",
        shop.markup.id,
        shop.held.number,
        shop.other.email,
    )
    reference = shop.mine.items[0].reference
    plain = f"/admin/users/{shop.plain.id}/staging"
    theirs = f"/admin/users/{shop.other.id}/staging"
    item, owed = f"/cart/items/{shop.cart.items[0].id}", f"${shop.refund.expected}"
    paper = shop.invoice.number
    return {
        "browse.home": [("/", "Calling Cards", "Enamel mug")],
        "accounts.login": [("/login", "Sign in")],
        "accounts.register": [("/register", "Create an account")],
        "accounts.account": [("/account/", shop.mine.number)],
        "accounts.files": [("/account/files/", shop.mine.number, "Our brochures", "front.pdf")],
        "orders.index": [("/orders/", shop.mine.number, "Our brochures")],
        "orders.order": [(f"/orders/{shop.mine.number}", "Our brochures", "1Z9990001", "$56.80")],
        "browse.index": [("/catalog/", "Calling Cards")],
        "browse.category": [(f"/catalog/{shop.category.slug}/", cards)],
        "browse.product": [(f"/products/{shop.product.slug}/", cards, "14 pt", "$40.05")],
        "browse.own_product": [("/own/mug", "Enamel mug", "$12.30")],
        "browse.search": [("/search?q=calling", cards)],
        "browse.suggestions": [("/search/suggestions?q=calling", cards)],
        "cart.show": [("/cart/", cards, "$44.80")],
        "cart.options": [(f"{item}/options", cards)],
        "cart.quoted": [
            (f"/cart/quoted-items?quote={shop.offered.token}&was=44.80", cards, "$50.00", "$44.80")
        ],
        "cart.separate": [("/cart/separate-orders?product=mug&quantity=2", "Enamel mug", "$44.80")],
        "artwork.proof": [(f"{item}/proof", cards, "Front")],
        "artwork.show": [(f"{item}/artwork", cards, "front.pdf")],
        "checkout.address": [("/checkout/address", "350 Fifth Avenue")],
        "checkout.delivery": [("/checkout/delivery", cards, "Ground Shipping")],
        "checkout.payment": [("/checkout/payment", "bank transfer", "$56.80")],
        "checkout.confirm": [("/checkout/confirm", cards, "350 Fifth Avenue", "$56.80")],
        "partner.own_account": [("/account/4over/", "Public key", "Test and save")],
        "partner.cards": [("/account/4over/cards", "We couldn't find that page")],  # he has none
        "admin.index": [("/admin/", "1 order waiting for approval")],
        "orders.files": [
            (f"/orders/{shop.mine.number}/items/1/files", "Our brochures", "front.pdf")
        ],
        "admin.orders": [("/admin/orders/", number, shop.mine.number)],
        "admin.order": [(f"/admin/orders/{number}", number, "Held postcards", email)],
        "admin.held": [("/admin/held/", shop.held.items[0].reference, "9-1")],
        "admin.stopped": [
            ("/admin/stopped/", shop.stopped.items[0].reference, "Awaiting New Files")
        ],
        "admin.statuses": [("/admin/statuses/", "Gilded by hand")],
        "admin.status_text": [("/admin/statuses/status?text=Gilded+by+hand", "Gilded by hand")],
        "admin.delete_status_meaning": [
            ("/admin/statuses/deletion?text=Gilded+by+hand", "Gilded by hand", "being printed")
        ],
        "admin.daily_limit": [("/admin/daily-limit/", "Limit today", "$10,000.00")],
        "admin.receipts": [("/admin/receipts/", "Record a payment")],
        "admin.refunds": [("/admin/refunds/", number, owed)],
        "admin.invoices": [("/admin/invoices/", paper, shop.mine.number, "$56.80")],
        "admin.unpaid": [
            ("/admin/unpaid/", "Sample Bakery", "$56.80"),
            (f"/admin/unpaid/?customer={key_of(shop.mine)}", shop.mine.number, "$56.80"),
        ],
        "orders.invoice": [
            (f"/orders/{shop.mine.number}/invoices/{paper}", "Our brochures", "$56.80")
        ],
        "admin.refund": [(f"/admin/refunds/{shop.refund.id}", number, owed)],
        "admin.taxes": [("/admin/invoices/taxes", "NY", "not taxed", "$44.80")],
        "admin.charges": [("/admin/charges/", reference, "Z77-001", "$47.03", "$1.14 more")],
        "admin.margins": [("/admin/margins/", shop.mine.number, "$9.77", "$47.03")],
        "admin.status_check": [(f"/admin/status-checks/{shop.check.id}", "7 items", ADA)],
        "admin.products": [("/admin/products/", cards, "PAGE-CODE")],
        "admin.product": [(f"/admin/products/{shop.product.id}", cards, "PAGE-CODE")],
        "admin.product_csv": [("/admin/products/csv", "products")],
        "admin.many_products": [("/admin/products/many?q=PAGE", "1 product")],
        "admin.product_pictures": [("/admin/products/pictures", "code")],
        "admin.completeness": [("/admin/completeness/", cards)],
        "admin.categories": [("/admin/categories/", "Calling Cards")],
        "admin.category": [(f"/admin/categories/{shop.category.id}", "Calling Cards")],
        "admin.artwork_rules": [("/admin/artwork-rules/", "number of pages", "few pixels")],
        "admin.new_artwork_rule": [("/admin/artwork-rules/new", "What follows")],
        "admin.artwork_bench": [("/admin/artwork-rules/bench", "Finished size")],
        "admin.stopped_files": [("/admin/stopped-files/", "Stopped files")],
        "admin.words": [("/admin/words/", "dull 9", "dull varnish")],
        "admin.word": [("/admin/words/word?code=dull+9", "dull 9", "dull varnish")],
        "admin.synonyms": [("/admin/words/search", "leaflet = flyer")],
        "admin.texts": [("/admin/texts/", "Calling Cards", "{family} of ours")],
        "admin.text_template": [
            ("/admin/texts/template?family=calling+cards", "Calling Cards", "{family} of ours")
        ],
        "admin.own_products": [("/admin/own-products/", "Enamel mug", "$12.30")],
        "admin.own_product": [(f"/admin/own-products/{shop.own.id}", "Enamel mug", "12.30")],
        "admin.new_own_product": [("/admin/own-products/new", "Title")],
        "admin.markups": [("/admin/markups/", "33.5%", "PAGE-CODE")],
        "admin.markup": [(f"/admin/markups/{rule}", "33.5", "PAGE-CODE")],
        "admin.new_markup": [("/admin/markups/new", "Fine papers", "Schools")],
        "admin.tax": [("/admin/tax/", "Sample tax", "7.125%")],
        "admin.tax_rule": [(f"/admin/tax/{shop.tax.id}", "Sample tax", "7.125")],
        "admin.new_tax_rule": [("/admin/tax/new", "Rate")],
        "admin.sync": [("/admin/sync/", ADA)],
        "admin.sync_run": [(f"/admin/sync-runs/{shop.run.id}", ADA, "GONE-1")],
        "admin.users": [("/admin/users/", email, "Schools")],
        "admin.user": [(f"/admin/users/{shop.other.id}", email, "Other Person")],
        "admin.user_cards": [(f"{plain}/cards", "4242", "None: the shop's card")],
        "admin.user_account": [(f"{theirs}/account", email, f"public-{shop.other.id}")],
        "admin.account_cards": [(f"/admin/accounts/{shop.own_account.id}/cards", "4242", "1111")],
        "admin.account_keys": [(f"/admin/accounts/{shop.former.id}/keys", "formerly")],
        "admin.retire_user_account": [
            (f"{theirs}/account/retirement", "Stop using the own", email)
        ],
        "admin.new_user": [("/admin/users/new", "Email", "Schools")],
        "admin.groups": [("/admin/groups/", "Fine papers", "Schools", "Look twice")],
        "admin.group": [
            (f"/admin/groups/product-groups/{shop.group.id}", "Fine papers"),
            (f"/admin/groups/user-groups/{shop.buyers.id}", "Schools"),
            (f"/admin/groups/workflows/{shop.flow.id}", "Look twice", "Second look"),
        ],
        "admin.new_group": [
            (f"/admin/groups/{kind}/new", "Name")
            for kind in ("product-groups", "user-groups", "workflows")
        ],
        "admin.delete_markup": [(f"/admin/markups/{rule}/deletion", f"markup rule {rule}")],
        "admin.delete_artwork_rule": [
            (f"/admin/artwork-rules/{shop.rules.id}/0/deletion", "spot colors")
        ],
        "admin.delete_tax_rule": [(f"/admin/tax/{shop.tax.id}/deletion", "Sample tax")],
        "admin.delete_word": [("/admin/words/deletion?code=dull+9", "dull 9")],
        "admin.delete_text_template": [
            ("/admin/texts/deletion?family=calling+cards", "calling cards", "{family} of ours")
        ],
        "admin.delete_group": [
            (f"/admin/groups/user-groups/{shop.buyers.id}/deletion", "Schools"),
            (f"/admin/groups/workflows/{shop.flow.id}/deletion", "Look twice"),
        ],
        "admin.partner": [("/admin/partner/", "-key", "4242")],
        "admin.cards": [("/admin/partner/staging/cards", "4242", "1111")],
        "admin.use_environment": [("/admin/partner/production/use", "Open carts of staging: 2.")],
        "admin.settings": [("/admin/settings", "Sample Print")],
    }


def expected(role, endpoint):
    """The status that this role gets."""
    if endpoint.startswith("admin."):
        if role == "stranger":
            return 302
        return 200 if role == "admin" or (role == "staff" and endpoint in FOR_STAFF) else 403
    if endpoint == "cart.separate":
        return 409
    if endpoint == "partner.cards" and role != "stranger":
        return 404
    barred = NOT_FOR_STRANGERS if role == "stranger" else FOR_STRANGERS
    return 302 if endpoint in barred else 200


@pytest.fixture
def send(visitor, shop):
    """A form, with the token of the page it would stand on."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/cart/").text)[1]

    def send(address, **fields):
        return visitor.post(address, data=fields | {"csrf_token": token})

    return send


def answers_of(role, visitor, send, shop, fourover):
    """Pages that are no answer to an address alone: each with its status and its subjects."""
    cards = "Our calling cards"
    yield visitor.get("/orders/99999"), 404, ["We couldn't find this order"]
    yield visitor.get("/no-such-page"), 404, ["We couldn't find that page"]
    separate = send("/cart/own-items", product="mug", quantity="2").location
    yield visitor.get(separate), 409, ["Enamel mug", "$44.80"]
    fourover.quotes("50.00")
    asked = picks() | {"product": shop.product.slug, "shown": "44.80"}
    yield visitor.get(send("/cart/items", **asked).location), 200, [cards, "$44.80"]
    yield send("/checkout/address"), 422, ["Enter"]
    again = send(f"/orders/{shop.mine.number}/items/1/reorder", colorspec="none")
    yield again, 409, ["Our brochures", "These colors are not available"]
    if role == "stranger":
        yield send("/login", email="a@b.example", password="x"), 422, ["password is wrong"]
        yield send("/register", email="a@b.example"), 422, ["a@b.example"]
    if role == "admin":
        file = io.BytesIO(b"code,title\nPAGE-CODE,Finer cards\n"), "products.csv"
        yield send("/admin/products/csv", file=file), 200, ["Finer cards", "PAGE-CODE"]
        yield send("/admin/products/many?q=PAGE", hidden="yes"), 200, ["1 product", cards]
        yield send("/admin/tax/new", state="OR"), 422, ["Rate", "Enter"]


@pytest.mark.parametrize("role", ["admin"])
def test_every_page_is_in_the_table(app, role, shop):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert endpoints - NO_PAGES == set(pages_of(shop))


def test_each_page_shows_what_it_is_about_to_each_role(
    app, role, visitor, shop, send, fourover, shown
):
    reader, wrong = Reader(app, role), []
    for endpoint, addresses in pages_of(shop).items():
        for address, *subjects in addresses:
            assert reader.endpoint(address) == endpoint
            answer, status = visitor.get(address), expected(role, endpoint)
            if status == 403:
                subjects[:] = [NO_ACCESS]
            whole = status == 403 or endpoint not in PARTS
            wrong += reader.faults_of(answer, status, subjects, whole)
    for answer, status, subjects in answers_of(role, visitor, send, shop, fourover):
        wrong += reader.faults_of(answer, status, subjects)
    assert not wrong, "\n".join(wrong)
    if role == "admin":
        pages = {
            str(path.relative_to(TEMPLATES))
            for path in TEMPLATES.rglob("*.html")
            if path.parent.name not in ("layouts", "sandbox") and "{% extends" in path.read_text()
        }
        elsewhere = {"accounts/login.html", "accounts/register.html"}  # for strangers
        elsewhere.add("partner/cards.html")  # for who has an account of his own
        assert pages - shown - elsewhere == set()


def read(answer):
    """All of it but signed tokens: letters, digits and dots at random may come to any sum."""
    return re.sub(r"[\w.-]{40,}", "", answer.text)


SUMS_OF_THE_SHOP = ("45.89", "47.03", "32.25", "2.87", "1.14", "9.77")  # charges, margins


@pytest.mark.parametrize("role", ["stranger", "customer"])
def test_no_customer_reads_what_4over_takes_of_the_shop(role, visitor, shop, send, fourover):
    secret = (*shop.costs.values(), *SUMS_OF_THE_SHOP)
    answers = [visitor.get(address) for those in pages_of(shop).values() for address, *_ in those]
    answers += [answer for answer, _, _ in answers_of(role, visitor, send, shop, fourover)]
    assert f"Order {shop.mine.number}" in "".join(answer.text for answer in answers)
    told = [(one.request.path, sum_) for one in answers for sum_ in secret if sum_ in read(one)]
    assert told == []


@pytest.mark.parametrize("role", ["admin"])
def test_the_control_who_may_read_it_does(role, visitor, shop):
    pages = f"/admin/orders/{shop.mine.number}", "/admin/charges/", "/admin/margins/margins.csv"
    all_of_them = "".join(read(visitor.get(page)) for page in pages)
    assert [sum_ for sum_ in SUMS_OF_THE_SHOP if sum_ not in all_of_them] == []


@pytest.fixture
def shown(app):
    """The names of the templates that were shown."""
    names = set()

    def note(_, template, context):
        names.add(template.name)

    with template_rendered.connected_to(note, app):
        yield names


@pytest.mark.parametrize("role", ["admin"])
def test_an_empty_shop_has_every_page_as_well(app, role, visitor):
    """But for those that need something in the cart, or keys."""
    app.config["WTF_CSRF_ENABLED"] = True
    reader, wrong = Reader(app, role), []
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and rule.endpoint not in NO_PAGES | PARTS
    ]
    deleting = {
        "admin.delete_word",
        "admin.delete_text_template",
        "admin.delete_status_meaning",
    }
    leading_on = FOR_STRANGERS | deleting | {"cart.quoted", "cart.separate"}
    leading_on |= {"admin.status_text"} | {f"checkout.{step}" for step in STEPS}
    for rule in rules:
        status = 302 if rule.endpoint in leading_on else 200
        status = 404 if rule.endpoint.startswith("partner.") else status  # not allowed there
        wrong += reader.faults_of(visitor.get(rule.rule), status, [])
    assert not wrong, "\n".join(wrong)
    assert len(rules) > 40


@pytest.mark.parametrize("role", ["staff"])
def test_the_control_what_is_wrong_with_a_page_is_named(app, role, visitor, shop):
    """The same page with one fault after the other."""
    reader, answer = Reader(app, role), visitor.get("/admin/orders/")
    page = answer.text
    assert list(reader.faults_of(answer, 200, [shop.mine.number])) == []
    for before, after, fault in [
        (shop.mine.number, "", f"nothing of “{shop.mine.number}”"),
        ("</h1>", "</h1><h1>Two</h1>", "h1: ['Orders', 'Two']"),
        ("<main", "<i id=main></i><main", "id main is there 2 times"),
        ('href="/admin/held/"', 'href="/admin/no-such"', "GET /admin/no-such is not in the map"),
        ('href="/admin/held/"', 'href="/admin/tax/"', "GET /admin/tax/ is refused to staff"),
        ('name="csrf_token"', 'name="other"', "the form of /admin/status-checks has no token"),
        ('<label for="q"', '<label for="r"', "the field q has no label"),
        ("</main>", "</div></main>", "end-tag-too-early"),
    ]:
        assert before in page, before
        answer.set_data(page.replace(before, after))
        answer.__dict__.pop("text", None)
        faults = "\n".join(reader.faults_of(answer, 200, [shop.mine.number]))
        assert fault in faults, faults
    assert list(reader.faults_of(answer, 403, [])) == ["/admin/orders/: answers 200, not 403"]


@pytest.mark.parametrize("role", ["admin"])
def test_the_menu_marks_where_somebody_is(role, visitor):
    menu = re.compile(r'<a href="([^"]+)" aria-current="page">(\w+)')
    for url, text in {
        "/catalog/": "Catalog",
        "/orders/": "Orders",
        "/cart/": "Cart",
        "/account/": "Account",
        "/admin/": "Staff",
    }.items():
        page = visitor.get(url).text.partition('class="ways"')[2].partition("</nav>")[0]
        assert menu.findall(page) == [(url, text)]
