"""Every page there is, as each kind of person sees it. A page that is forgotten here is found."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from storefront.accounts.models import User, UserGroup
from storefront.artwork.rules.findings import Level
from storefront.artwork.rules.models import RuleOverride, RulesEdition
from storefront.catalog.models import Category, OwnProduct, Product, SyncRun, Workflow
from storefront.clock import now
from storefront.database import db
from storefront.orders.models import Hold, ItemStatus
from storefront.partner import connecting
from storefront.partner.models import Environment
from storefront.payments.invoices.giving import give_invoice
from storefront.payments.models import Refund
from storefront.quotes.models import MarkupRule, TaxRule
from storefront.settings import save_setting
from tests import factories
from tests.browser import buying
from tests.browser.shop import PEOPLE
from tests.browser.test_whose_card import OWN_KEYS
from tests.pages.test_every_page import NO_PAGES, PARTS

SHOP = {  # by endpoint: what follows its address
    "accounts.login": [""],
    "accounts.register": [""],
    "cart.show": [""],
    "browse.category": ["", "?stock=no-such-stock"],
    "browse.index": [""],
    "browse.own_product": [""],
    "browse.product": ["", "?runsize=no-such-runsize"],
    "browse.search": ["", "?q=cards", "?q=cards&page=2", "?q=nothing-is-called-that"],
    "browse.home": [""],
}
BUYING = {
    "artwork.proof",
    "artwork.show",
    "cart.options",
    "cart.quoted",
    "cart.separate",
    "checkout.address",
    "checkout.confirm",
    "checkout.delivery",
    "checkout.payment",
    "orders.files",
    "orders.order",
}
OWN = {
    "accounts.account",
    "accounts.files",
    "orders.index",
    "orders.invoice",
    "partner.own_account",
}
NOT_THEIRS = {"partner.cards"}  # nobody has an account of their own here, see tests/pages
STAFF = {
    "admin.held", "admin.index", "admin.order", "admin.orders", "admin.refund", "admin.refunds",
    "admin.charges", "admin.taxes",
}  # fmt: skip


@pytest.fixture(scope="session")
def stocked(shop):
    """One of everything that a page can be about; the values of each address's parts."""
    with shop.inside():
        customer = db.session.scalar(select(User).where(User.email == PEOPLE["customer"][0]))
        held = factories.an_order(
            items=2, user=customer, status=ItemStatus.HELD, item={"hold": Hold.REFUSED}
        )
        invoice = give_invoice(held)
        held.items[0].move_to(ItemStatus.CANCELLED, "The customer changed their mind.")
        factories.a_refund(held.items[0])
        own = OwnProduct(slug="swatch-fan", title="Swatch fan", price=Decimal("12.00"))
        tax = TaxRule(state="OR", rate=Decimal(1), name="Sample tax")
        markup, workflow = MarkupRule(percent=Decimal(33)), Workflow(name="Look twice")
        rules = RulesEdition(overrides=(RuleOverride(rule="spots", level=Level.TELL),))
        db.session.add_all([own, tax, markup, workflow, UserGroup(name="Sample group"), rules])
        save_setting("list_own_products", True)
        save_setting("own_accounts", True)
        db.session.commit()
        tried = connecting.try_keys(Environment.STAGING, *OWN_KEYS)
        own_account = connecting.take_keys(
            tried, "the tests", tried.usable[0].token, owner=factories.a_user(email="own@shop.test")
        )
        former = factories.an_account(public_key="formerly", retired_at=now())
        factories.an_order(account=former, status=ItemStatus.SHIPPED)
        db.session.commit()
        theirs = {"user_id": own_account.owner_id, "name": "staging"}
        product = db.session.scalars(select(Product).where(Product.available)).first()
        return {
            "browse.category": {"slug": db.session.scalars(select(Category.slug)).first()},
            "browse.product": {"slug": product.slug},
            "browse.own_product": {"slug": own.slug},
            "admin.category": {"category_id": db.session.scalars(select(Category.id)).first()},
            "admin.product": {"product_id": product.id},
            "admin.own_product": {"product_id": own.id},
            "admin.order": {"number": held.number},
            "admin.refund": {"refund_id": db.session.scalars(select(Refund.id)).first()},
            "admin.markup": {"rule_id": markup.id},
            "admin.tax_rule": {"rule_id": tax.id},
            "admin.user": {"user_id": customer.id},
            "admin.delete_artwork_rule": {"edition_id": rules.id, "place": 0},
            "admin.delete_tax_rule": {"rule_id": tax.id},
            "admin.delete_markup": {"rule_id": markup.id},
            "admin.delete_group": {"kind": "workflows", "group_id": workflow.id},
            "admin.group": {"kind": "workflows", "group_id": workflow.id},
            "admin.new_group": {"kind": "workflows"},
            "admin.cards": {"name": "staging"},
            "admin.account_cards": {"account_id": own_account.id},
            "admin.account_keys": {"account_id": former.id},
            "admin.user_cards": {"user_id": customer.id, "name": "staging"},
            "admin.user_account": theirs,
            "admin.retire_user_account": theirs,
            "orders.invoice": {"number": held.number, "invoice_number": invoice.number},
            "admin.use_environment": {"name": "production"},
            "admin.sync_run": {"run_id": db.session.scalars(select(SyncRun.id)).first()},
        }


@pytest.fixture
def addresses(shop, stocked):
    """The path of each page, by endpoint."""
    with shop.inside() as app:
        rules = [
            rule
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and rule.endpoint not in NO_PAGES | PARTS
        ]
        urls = app.url_map.bind("shop.test")
        return {
            rule.endpoint: urls.build(rule.endpoint, stocked.get(rule.endpoint, {}))
            for rule in rules
            if rule.endpoint not in BUYING
        }


def test_what_a_stranger_sees(guest, addresses):
    for endpoint, endings in SHOP.items():
        for ending in endings:
            guest.goes_to(addresses[endpoint] + ending)
    guest.goes_to("/there-is-no-such-page", status=404)
    guest.goes_to("/orders/9999", status=404)
    guest.goes_to("/admin/")
    assert guest.path == "/login"


def test_what_a_buyer_sees(guest, shop, tmp_path):
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    item = guest.path.split("/")[3]
    for page in ("options", "proof", "artwork"):
        guest.goes_to(f"/cart/items/{item}/{page}")
    buying.uploads(guest, tmp_path)
    buying.approves(guest)
    buying.checks_out(guest)
    for page in ("/cart/", *(f"/checkout/{step}" for step in ("address", "delivery", "payment"))):
        guest.goes_to(page)
    guest.goes_to("/checkout/confirm")
    number = buying.places_order(guest)
    guest.goes_to(f"/orders/{number}")


def test_what_is_sent_wrongly_is_said_in_words(guest, shop):
    guest.goes_to("/login")
    guest.fills(email="nobody@customer.example", password="not the password")
    guest.presses("Sign in", status=422, within=guest.page.locator("main"))
    guest.goes_to("/register")
    guest.presses("Create an account", status=422, within=guest.page.locator("main"))
    buying.comes_to_a_product(guest)
    buying.puts_into_cart(guest)
    guest.goes_to("/cart/")
    guest.reads("send the missing files later")
    guest.follows("Check out")
    guest.reads("Shipping address")
    guest.presses("Continue to shipping", status=422)


def test_what_a_customer_sees(customer, addresses, stocked):
    for endpoint in sorted(OWN):
        customer.goes_to(addresses[endpoint])
    customer.goes_to(f"/orders/{stocked['admin.order']['number']}")
    for endpoint in NOT_THEIRS:
        customer.goes_to(addresses[endpoint], status=404)
    customer.goes_to("/admin/", status=403)


def test_what_staff_see(staff, addresses):
    for endpoint in sorted(STAFF):
        staff.goes_to(addresses[endpoint])
    staff.goes_to(addresses["admin.orders"] + "?q=no-such-order")
    staff.goes_to(addresses["admin.settings"], status=403)


def test_what_admins_see(admin, addresses):
    pages = sorted(name for name in addresses if name.startswith("admin.") and name not in STAFF)
    assert len(pages) > 15
    for endpoint in pages:
        admin.goes_to(addresses[endpoint])


def test_no_page_is_forgotten(addresses):
    seen = {*SHOP, *OWN, *NOT_THEIRS, *STAFF}
    forgotten = {name for name in addresses if name not in seen and not name.startswith("admin.")}
    assert not forgotten


def test_the_practice_page_of_the_sandbox(visit, shop):
    person = visit(shop.sandbox)
    person.goes_to("/sandbox/")
    person.reads("Jobs")
