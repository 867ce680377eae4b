"""Every form there is, opened and sent back as it stands: nothing changes, nobody is noted.

The pages are found by the map of addresses and by the links on them, so a form that is added later
is in this test by itself. One that is no editing but an act says so below.
"""

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from storefront.accounts.address import PostalAddress
from storefront.accounts.models import Role, UserGroup
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.cart.models import CartItem
from storefront.catalog.models import (
    OwnProduct,
    ProductGroup,
    SyncRun,
    SyncStatus,
    SynonymList,
    TextTemplate,
    Word,
    WordKind,
    Workflow,
)
from storefront.catalog.stages import Gate, WorkflowStage
from storefront.checkout.models import Checkout
from storefront.clock import now
from storefront.database import Model, db
from storefront.fourover.statuses import JobPhase
from storefront.orders.models import JobStatus, Phase, PrintJob, PushAttempt, StatusMeaning
from storefront.partner.models import Environment
from storefront.payments.invoices.giving import give_invoice
from storefront.quotes.models import MarkupRule, TaxRule
from storefront.quotes.tax import tax_for
from tests.factories import (
    ADDRESS,
    a_cart,
    a_category,
    a_product,
    a_refund,
    a_user,
    an_account,
    an_order,
    with_settings,
)
from tests.forms import forms_of, links_of, page_of
from tests.neighbors import mine

SOURCE = "".join(
    path.read_text() for path in sorted((Path(__file__).parents[2] / "storefront").rglob("*.py"))
)
AT_MOST = 12  # pages of one kind
NOT_FOUND_BY_LINKS = {
    "accounts.login",  # for whoever is not signed in
    "accounts.register",
    "admin.download_products",  # files, and what machines fetch
    "admin.stopped_file",
    "admin.charges_csv",
    "admin.invoices_csv",
    "admin.invoices_pdf",
    "admin.margins_csv",
    "admin.refunds_csv",
    "admin.taxes_csv",
    "admin.unpaid_csv",
    "admin.status_check",  # a part that asks for itself while it runs
    "artwork.fetch",
    "artwork.file",
    "artwork.page_picture",
    "artwork.template",
    "assets.asset",
    "sync.cache_file",
    "sync.cache_manifest",
    "browse.drawing",
    "browse.image",
    "cart.quoted",  # answers to Add to cart
    "cart.separate",
    "browse.robots",
    "browse.sitemap",
    "browse.sitemap_part",
    "browse.suggestions",
    "health.healthz",
    "health.readyz",
    "orders.artwork",
    "orders.page_picture",
    "orders.former_file",
    "orders.present_file",
    "orders.invoice_pdf",
    "static",
    "cart.options",  # of what 4Over prints; the cart here has an own product
    "checkout.confirm",
    "checkout.delivery",
    "checkout.payment",
    "artwork.proof",
    "artwork.show",
    "browse.category",
    "browse.product",
}
# Its button does something, whatever is filled in.
ACTS = {
    "admin.agree_product",
    "admin.edit_many_products",  # with nothing chosen to change there is nothing to do
    "admin.move_own_item",
    "admin.new_artwork_rule",
    "admin.receive_payment",
    "admin.start_sync",
    "artwork.upload",
    "orders.upload_file",
    "cart.add_own",
}
# It does something, too, and that alone is noted.
ALSO = {  # tests the keys
    "admin.connect_account": {"audit_entry", "partner_account.tested_at", "edition"},
    "admin.account_keys": {"audit_entry", "partner_account.tested_at", "edition"},
    "admin.user_account": {"audit_entry", "partner_account.tested_at", "edition"},
    "partner.own_account": {"partner_account.tested_at", "edition"},
}
LONG = "Zwölf Boxkämpfer jagen Viktor quer über den großen Deich. " * 30
TEXT = "\nA “quoted” line & <b>bold</b>\r\n\r\n    code, 'one' \"two\"\n- 漢字 ✂ {size}\n\nend"
NAME = "O’Brien & “Søns” <i>\"'/\\ 漢字 {a}  two spaces"


pytestmark = pytest.mark.alone  # it sends every form that there is, the neighbors' too


@pytest.fixture
def settings():
    """This machine says some of what staff may say, too."""
    return {"catalog_cache_url": "https://cache.test/catalog-cache/"}


@pytest.fixture
def awkward(app):
    """A shop whose rows are all a little unusual. The answer is who looks at it."""
    an_account()
    admin = a_user(Role.ADMIN, "o'hara+shop@shop.example", name=NAME)
    an_account(owner=admin)
    with_settings(own_accounts=True)
    groups = [ProductGroup(name=NAME), ProductGroup(name="Other")]
    buyers = [UserGroup(name=NAME), UserGroup(name="Zz")]
    stages = [WorkflowStage(gate, NAME, NAME) for gate in (*Gate, Gate.STAFF)]
    flows = [Workflow(name=NAME, stages=tuple(stages)), Workflow(name="Other")]
    db.session.add_all([*groups, *buyers, *flows])
    db.session.commit()
    category = a_category(title=NAME, description=TEXT, hidden=True, sort=-3)
    a_category("Other")
    plain = a_product(title="", description="")
    shown = a_product(
        title=NAME,
        description=TEXT,
        group=groups[1],
        workflow=flows[1],
        sort=-10_000,
        seen="something else",
    )
    hidden = a_product(title=LONG[:300], description=LONG, group=groups[0], hidden=True, sort=7)
    gone = a_product(available=False, workflow=flows[0], image="0" * 32 + ".png")
    elsewhere = a_product(environment=Environment.PRODUCTION)
    for product in (plain, shown, hidden, gone):
        product.categories.append(category)
    own = OwnProduct(
        slug="mug", title=NAME, description=TEXT, price=Decimal("1234.50"), image="1" * 32 + ".png"
    )
    db.session.add_all(
        [
            own,
            OwnProduct(slug="cap", title="Cap", price=Decimal("0.00"), hidden=True),
            MarkupRule(
                percent=Decimal("8.875"),
                user_group_id=buyers[1].id,
                product_id=elsewhere.id,
                fixed=Decimal("-1.50"),
                minimum=Decimal("0.10"),
                active=False,
            ),
            MarkupRule(percent=Decimal("1E+2"), product_id=hidden.id),
            MarkupRule(percent=Decimal("33.3330"), product_group_id=groups[1].id),
            RulesEdition(overrides=(RuleOverride(rule="spots", level=Level.TELL),)),
            TaxRule(state="NY", rate=Decimal("8.875"), name=NAME),
            TaxRule(state="NY", rate=Decimal("4.50"), zip_from="10001", zip_to="10118"),
            TaxRule(state="PR", rate=Decimal("11.500"), on_shipping=True),
            Word(code="dull <&> 4/0", kind=WordKind.COATING, short="", words=NAME),
            TextTemplate(family="", title="{family}[, {size}]", lead="", text=TEXT),
            TextTemplate(family="gone family", title="", lead="“Lead”", text=""),
            SynonymList(id=1, lines="leaflet, “handbill” = flyer\nmenu ~ brochure\n#10 = 4x9"),
            SyncRun(environment=Environment.STAGING, status=SyncStatus.DONE),
        ]
    )
    a_user(Role.STAFF, name="", group=buyers[1], disabled=True)
    a_user(Role.CUSTOMER, name=LONG[:120], group=buyers[0])
    db.session.flush()
    with_settings(
        markup_percent="8.875",
        cost_tolerance_percent="2.50",
        shop_name="O’Brien & “Søns”",
        default_workflow=flows[0].id,
        default_product_group=groups[1].id,
        default_user_group=buyers[1].id,
        list_own_products=True,
        quote_hours=1000,
        sync_day="Tuesday",
    )
    an_order(account=an_account(public_key="formerly", retired_at=now()))
    order = an_order(user=admin)
    attempts = [
        PushAttempt(number=n, owner="me", phase=Phase.ACCEPTED, sent_at=now()) for n in (1, 2)
    ]
    attempts[0].reconciled_at, attempts[0].reconciled_by = now(), NAME
    order.items[0].attempts += attempts
    seen = JobStatus(status="Gilded by hand", date_set="2026-01-01 10:00:00")
    order.items[0].print_jobs.append(PrintJob(job_id="Z1-001", history=[seen]))
    db.session.add(StatusMeaning(text="gilded by hand", phase=JobPhase.TROUBLE, words=NAME))
    give_invoice(order)
    a_refund(order.items[0])
    cart = a_cart(user=admin)
    cart.items.append(CartItem(own_product=own, quantity=3))
    ship_to = ADDRESS | {"company": NAME[:60], "address2": "“Attic” & <b>", "lastname": "O’Neil"}
    db.session.add(Checkout(cart=cart, email=admin.email, ship_to=ship_to))
    db.session.commit()
    return admin


def stored(but=frozenset()):
    """Every column of every row, but of these tables and columns."""
    found = {
        table.name: sorted(map(repr, db.session.execute(select(*columns)).all()))
        for table in Model.metadata.sorted_tables
        if table.name not in but
        and (columns := [column for column in table.columns if str(column) not in but])
    }
    db.session.rollback()
    return found


def changed(before, but=frozenset()):
    after = stored(but)
    return {
        name: (sorted(set(rows) - set(after[name])), sorted(set(after[name]) - set(rows)))
        for name, rows in before.items()
        if rows != after[name]
    }


class Walk:
    """Goes to every page and to what it links to."""

    def __init__(self, app, browser):
        self.browser, self.urls = browser, app.url_map.bind("shop.test")
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
        self.unseen = {rule.endpoint for rule in rules} - NOT_FOUND_BY_LINKS
        self.ahead = [rule.rule for rule in rules if not rule.arguments]
        self.pages = {}  # by endpoint: addresses

    def endpoint(self, address, method):
        try:
            return self.urls.match(urlsplit(address).path, method)[0]
        except HTTPException:
            return None

    def __iter__(self):
        while self.ahead:
            address = self.ahead.pop(0)
            endpoint = self.endpoint(address, "GET")
            seen = self.pages.setdefault(endpoint, set())
            if endpoint in NOT_FOUND_BY_LINKS | {None} or address in seen or len(seen) >= AT_MOST:
                continue
            seen.add(address)
            answer = self.browser.get(address)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            self.unseen.discard(endpoint)
            page = page_of(answer.text)
            self.ahead += [
                link.partition("#")[0]
                for link in links_of(page)
                if link.startswith("/") and not link.startswith("//")
            ]
            yield address, page


def send(browser, form, **instead):
    """As a browser does: the answer's status."""
    data = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    return browser.post(form.action, data=data | instead).status_code


def test_what_is_sent_back_untouched_changes_nothing(app, awkward, fourover, queue):
    fourover.has_cards()
    browser = app.test_client().login(awkward)
    walk = Walk(app, browser)
    sent, wrong = set(), []
    for address, page in walk:
        for form in forms_of(page, address):
            endpoint = walk.endpoint(form.action, "POST")
            if form.method != "post" or not form.asks or endpoint in ACTS:
                continue
            but = ALSO.get(endpoint, frozenset())
            before, status = stored(but), send(browser, form)
            difference = changed(before, but)
            sent.add((endpoint, status))
            if difference or status != (422 if form.lacks else 302):
                wrong.append(f"{form.action} answers {status} and changes {difference}")
    assert not wrong, "\n".join(wrong)
    assert not walk.unseen, "no page links to these, or none of what they need is in `awkward`"
    assert {
        ("admin.edit_product", 302),
        ("admin.user", 302),
        ("admin.new_user", 422),
        ("admin.synonyms", 302),
        ("admin.group", 302),
        ("admin.connect_account", 302),
        ("admin.reconcile_charges", 302),
    } <= sent


def test_a_number_of_5000_digits_is_refused_wherever_a_number_is_asked(
    app, awkward, fourover, queue
):
    fourover.has_cards()
    browser = app.test_client().login(awkward)
    walk = Walk(app, browser)
    asked, wrong = set(), []
    for address, page in walk:
        for form in forms_of(page, address):
            endpoint = walk.endpoint(form.action, form.method.upper())
            for name in form.numbers:
                digits, before = {name: "9" * 5000}, stored()
                if form.method == "post":
                    status = send(browser, form, **digits)
                else:
                    query = dict(form.fields) | digits
                    status = browser.get(form.action, query_string=query).status_code
                asked.add((endpoint, name))
                if status != 422 or changed(before):
                    wrong.append(f"{form.action} answers {status} to {name}")
    assert not wrong, "\n".join(wrong)
    assert {
        ("admin.tax_rule", "rate"),
        ("admin.tax", "goods"),
        ("admin.settings", "markup_percent"),
        ("admin.own_product", "price"),
        ("cart.add_own", "quantity"),
        ("checkout.give_address", "zipcode"),
    } <= asked


ASKED_BY_ADDRESS = sorted(
    {"colors", "copies", *re.findall(r'(?:args|wanted|values)\.get\("([a-z_-]+)"', SOURCE)}
)


@pytest.mark.parametrize("said", ["9" * 5000, str(10**20), "²"])
def test_nothing_in_an_address_is_an_error_of_ours(app, awkward, fourover, said):
    fourover.has_cards()
    browser = app.test_client().login(awkward)
    a_product(description="on a page that is looked at")
    paths = {address.partition("?")[0] for address, _ in Walk(app, browser)}
    assert len(paths) > 60
    for path in sorted(paths):
        for name in ("page", "category"):
            status = browser.get(path, query_string={name: said}).status_code
            assert status < 500, f"{path}?{name}={said[:30]} answers {status}"
        everything = dict.fromkeys(ASKED_BY_ADDRESS, said)
        assert browser.get(path, query_string=everything).status_code < 500, path
    assert {"page", "category", "q", "colors"} <= set(ASKED_BY_ADDRESS)


@pytest.mark.parametrize("lost", ["group", "workflow", "description"])
def test_a_form_that_loses_something_is_noticed(app, awkward, lost):
    """What would happen to a form that does not show what the row has."""
    browser = app.test_client().login(awkward)
    address = "/admin/products/2"
    form = next(
        form
        for form in forms_of(page_of(browser.get(address).text), address)
        if lost in dict(form.fields)
    )
    form.fields = [(name, "" if name == lost else value) for name, value in form.fields]
    before = stored()

    assert send(browser, form) == 302
    assert {"product", "audit_entry"} <= set(changed(before))


def test_a_percentage_is_shown_to_its_last_place(app, awkward):
    browser = app.test_client().login(awkward)
    rule = mine(TaxRule).filter_by(state="NY", zip_from="").one()

    page = browser.get(f"/admin/tax/{rule.id}").text
    saved = browser.post(
        f"/admin/tax/{rule.id}", data={"rate": "8.875", "name": "Sales tax, NYC", "state": "NY"}
    )

    assert 'value="8.875"' in page
    assert saved.status_code == 302
    assert (rule.rate, rule.name) == (Decimal("8.875"), "Sales tax, NYC")
    address = PostalAddress(address="1 Main St", city="Rochester", state="NY", zipcode="14604")
    assert tax_for(address, Decimal("1000.00"), Decimal(0)).amount == Decimal("88.75")
