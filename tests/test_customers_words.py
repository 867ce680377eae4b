"""What customers read: no inside of the shop, no code, one word for one thing, as Americans write.

A page, mail or sentence that is added later is read here by itself.
"""

import ast
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from markupsafe import Markup

from storefront.catalog.naming import family_name
from storefront.catalog.options import COLORSPEC, RUNSIZE, Option, OptionGroup
from storefront.catalog.presentation import facts_of, lead_of, text_of, title_of
from storefront.catalog.spec import BasePrice, Kind, Labeled, ProductSpec, Turnaround
from storefront.quotes.offer import Offer
from storefront.quotes.selection import Picks
from storefront.sandbox.catalog import Catalog
from tests.factories import a_product, with_settings
from tests.parsing import parsed

ROOT = Path(__file__).parent.parent
CATALOG = Catalog(120, seed=4)

# pattern: (why no customer reads it, a sentence that would, one that may stand)
NEVER = {
    r"\bthe printer\b": ("a machine, or a reseller", "Ask the printer", "our print facility"),
    r"\bpush(ed|es|ing)?\b": ("the shop's own verb", "It is pushed", "It is in production"),
    r"\bsync(s|ed|hron\w+)?\b": ("the shop's inside", "after the next sync", "after a minute"),
    r"\b4Over\b": ("who prints is the shop's business", "4Over said no", "We can't print it"),
    r"\be-mails?\b": ("email is one word", "Your e-mail", "Your email"),
    r"\bcancell(ed|ing)\b": ("American spelling", "It is cancelled", "It is canceled"),
    r"\bUTC\b": ("times are in the shop's zone", "9:20 UTC", "4:20 AM EST"),
    r"\d %": ("no space before a percent sign", "8.875 % tax", "8.875% tax"),
    r"(?<![\d-])\d{1,3}-\d{1,3}(?![\d-])": ("a range has a dash", "2-4 days", "2–4 days, 555-0142"),
    r"\bcopies\b|\bhow many\b": ("the word is quantity", "How many copies", "Quantity"),
    r"\ball products\b": ("the word is catalog", "See all products", "Browse the catalog"),
    r"\bchoices\b": ("the word is options", "Your choices are kept", "Your options are kept"),
    r"\btoo many tries\b": ("attempts", "Too many tries", "Too many attempts"),
    r"\b(could not|cannot|can not|we (do|did) not)\b": (
        "spoken English on all pages", "We could not send it", "We couldn't send it. Please do not"
    ),
    r"\bbill( me| you|ed)?\b": ("the word is invoice", "We bill you", "You pay later"),
    r"\bimposition\b": ("a word of the press room", "until imposition", "goes to press"),
    r"\b(queue|worker|job id|runsize|colorspec|uuid)\b": ("the shop's inside", "A uuid", "A size"),
    r"\b[bf]k?fm\b|\bmultipagepdf\b": ("a code for a file", "bfm is missing", "Back foil mask"),
}  # fmt: skip

# What speaks to staff only, or of names that no page shows
STAFFS = (
    "checkout/setting_rules.py", "quotes/losses.py", "quotes/markup.py", "accounts/models.py",
    "artwork/tidying.py",
)  # fmt: skip
SPEAKING = (
    "accounts/*.py", "artwork/*.py", "cart/*.py", "checkout/*.py", "quotes/*.py",
    "payments/methods/*.py", "payments/statement.py", "payments/underway.py",
    "payments/invoices/pdf.py", "payments/invoices/document.py",
    "orders/files_words.py", "orders/files_views.py", "orders/item_views.py",
    "orders/reorder_words.py", "orders/reorder_views.py",
    "orders/words.py", "orders/price_words.py", "orders/letters.py", "orders/views.py",
    "orders/mail_views.py",
    "orders/approval_views.py", "not_here.py", "web/every_page.py",
    "web/error_pages.py", "web/guards.py", "catalog/choice_words.py", "browse/confirming_views.py",
    "browse/facets.py", "browse/product_views.py", "browse/views.py", "browse/seo.py",
    "browse/seo_views.py",
)  # fmt: skip
# Sentences of those files that staff read
TO_STAFF = (
    "4Over suggests no other address, and the customer confirmed this one.",
    "is stopped at 4Over",
    "New status at 4Over",
    "New files at 4Over",
    "has a status at 4Over that is new to the shop",
    "Stopped at 4Over",  # names of mails to the shop
    "No card at 4Over",
    "Daily limit at 4Over",
)
# Where a customer connects an account of his own at 4Over: he is a customer of theirs, too
OF_THEIR_ACCOUNT = ("partner/own_account.html", "partner/cards.html", "_macros/keys.html")
LOGS = {"debug", "info", "warning", "error", "exception", "log"}


def templates():
    return [
        path
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.suffix in (".html", ".txt")
        and not {"admin", "sandbox"} & set(path.parts)
        and path.name != "admin.html"
    ]


def said_by_template(text):
    """What is read of it: text, and whole sentences and attributes that are said."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    for inside in re.findall(r"\{[{%].*?[%}]\}", text, flags=re.DOTALL):
        yield from (m[1] for m in re.finditer(r'"([A-Z][^"]*)"', inside))
    plain = re.sub(r"\{[{%].*?[%}]\}", "\0", text, flags=re.DOTALL)
    yield from re.findall(r'(?:aria-label|alt|title|placeholder|content)="([^"]+)"', plain)
    yield from Markup(re.sub(r"<[^>]*>", "\n", plain)).unescape().split("\n")


def scripts():
    return sorted((ROOT / "static/js").glob("*.js"))


def said_by_script(text):
    """Its strings that are sentences."""
    plain = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    found = (m[2] for m in re.finditer(r"([\"`])(.*?)\1", plain))
    yield from (said for said in found if " " in said and re.match(r"[A-Z]|.*[.!?] ?$", said))


def modules():
    found = {one: set((ROOT / "storefront").glob(one)) for one in SPEAKING}
    assert all(found.values()), "a name in the list leads to no file"
    found = set().union(*found.values())
    return sorted(found - {ROOT / "storefront" / one for one in STAFFS})


def said_by_module(source):
    """Its strings that are sentences, or begin as one; neither docstrings nor what is logged."""
    tree = parsed(source)
    quiet = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            quiet.add(id(body[0].value))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in LOGS:
            quiet |= {id(inside) for inside in ast.walk(node)}
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            kind = getattr(node.exc.func, "id", "")
            if kind in ("ValueError", "Unreachable", "Unclear", "NoPrice"):  # for the log
                quiet |= {id(inside) for inside in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            said = node.value
            if " " in said and re.match(r"\s?[A-Z“]|.*[.!?] ?$", said):
                yield said


def test_what_customers_read_stands_in_words_pages_and_forms():
    """The one place to look for a sentence, and the seam for another language."""
    own = {  # a payment method says itself what it is; the others are words by another name
        "payments/statement.py", "payments/underway.py", "payments/invoices/pdf.py",
        "orders/letters.py", "browse/seo.py",
    }  # fmt: skip
    elsewhere = {}
    for path in modules():
        name = path.relative_to(ROOT / "storefront").as_posix()
        at_the_edge = path.stem.endswith(("views", "forms")) or name.startswith("web/")
        method = name.startswith("payments/methods/")
        if name in own or method or at_the_edge or path.stem.endswith("words"):
            continue
        said = [one for one in said_by_module(path.read_text()) if one.endswith(".")]
        said = [one for one in said if one not in TO_STAFF]
        if said:
            elsewhere[name] = said
    assert elsewhere == {}
    assert list(said_by_module('raise NotReady("Your cart is empty.")')) == ["Your cart is empty."]


def wrong(sentences):
    return [
        f"{sentence.strip()[:90]!r}: {why}"
        for sentence in sentences
        if sentence not in TO_STAFF
        for pattern, (why, *_) in NEVER.items()
        if re.search(pattern, sentence, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_says_what_no_customer_reads(path):
    text = path.read_text().replace("4Over sandbox", "")  # of the demo alone
    if str(path.relative_to(ROOT / "templates")) in OF_THEIR_ACCOUNT:
        text = text.replace("4Over", "")
    assert wrong(said_by_template(text)) == []


def test_no_sentence_of_the_code_says_what_no_customer_reads():
    found = {
        str(path.relative_to(ROOT)): faults
        for path in modules()
        if (faults := wrong(said_by_module(path.read_text())))
    }
    assert found == {}


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_no_script_says_what_no_customer_reads(path):
    assert wrong(said_by_script(path.read_text())) == []


@pytest.mark.parametrize("pattern", NEVER)
def test_each_pattern_finds_its_example_and_lets_the_better_words_pass(pattern):
    """The control: without it, a list that finds nothing would look as green."""
    _, bad, good = NEVER[pattern]
    page = f'{{{{ page_header("So: {bad}.") }}}}<p aria-label="{bad}">{bad}</p>'
    assert len(wrong(said_by_template(page))) >= 3
    assert wrong(said_by_module(f'def f():\n    """{bad}."""\n    raise Gone("X. {bad}.")\n'))
    assert wrong(said_by_module(f'def f():\n    """{bad}."""\n    log.info("X. {bad}.")\n')) == []
    assert wrong(said_by_script(f'// "{bad}"\nsay("So: {bad}.");'))
    assert wrong(said_by_script(f'// "So: {bad}."')) == []
    assert wrong([good]) == []


def test_there_is_something_to_read():
    pages = [line for path in templates() for line in said_by_template(path.read_text())]
    code = [line for path in modules() for line in said_by_module(path.read_text())]
    assert "Browse the catalog" in pages
    assert "Your cart is empty." in code
    assert len(code) > 100


@pytest.fixture(scope="module")
def shown():
    return [spec_of(CATALOG.sheet(one)) for one in CATALOG.listings]


class TestTheWholeCatalogOfTheSandbox:
    """Composed of what 4Over says, which is codes."""

    def texts(self, spec):
        product = SimpleNamespace(
            code=spec.code, partner_name=spec.description, title="", apart="", image="",
            description="", family=family_name(spec, "Cards"),
            size=spec.named(Kind.SIZE), stock=spec.named(Kind.STOCK),
            coating=spec.named(Kind.COATING),
        )  # fmt: skip
        text = re.sub(r"<[^>]+>", "\n", str(text_of(product, spec)))
        yield from (title_of(product), lead_of(product), Markup(text).unescape())
        yield from (" ".join(fact) for fact in facts_of(spec))

    def test_says_no_code_and_nothing_that_is_not_there(self, app, shown):
        found = [
            f"{spec.code}: {text}"
            for spec in shown
            for text in self.texts(spec)
            if re.search(
                r"\bNone\b|\bNot stated\b|C[12]S\b|\d(?:PT|LB|OZ)\b|\bUC\b|\bUVFR\b|\d/\d \("
                r"|Yes |per set|additional options|, ,|,,|\band\b.*\band\b.*\band\b",
                text,
            )
            or wrong([text])
        ]
        assert found == []

    def test_parts_by_semicolons_what_has_commas(self, app, shown):
        said = {
            colors
            for spec in shown
            for text in self.texts(spec)
            for colors in re.findall(r"Colors: ([^\n]*)\.", text)
        }
        assert "full color front, blank back; full color both sides" in said
        assert all(";" in one or one.count(",") < 2 for one in said)

    def test_the_names_that_4over_gives_are_codes(self, shown):
        """The control: without our words, codes would be found."""
        assert any("C2S" in spec.named(Kind.STOCK) for spec in shown)
        options = [o.label for spec in shown for group in spec.groups for o in group.options]
        assert any("(per set)" in option for option in options)


def spec_of(sheet):
    """As a customer would see it: the groups, what it is printed in and how soon it is ready."""
    listing = sheet.listing
    groups = tuple(
        OptionGroup(
            g.uuid, g.name, g.least, g.most, tuple(Option(o.uuid, o.name) for o in g.options)
        )
        for g in sheet.groups
    )
    colors = next((g for g in groups if g.uuid == COLORSPEC), None)
    colorspecs = tuple(Labeled(o.uuid, o.label) for o in (colors.options if colors else ()))
    rows = tuple(
        Turnaround(f"t-{c.uuid}", "224", "2-4 Business Days", "r", c.uuid) for c in colorspecs
    )
    bases = tuple(BasePrice("r", 500, c.uuid, Decimal(10)) for c in colorspecs)
    return ProductSpec(
        listing.uuid, listing.code, listing.description,
        groups=tuple(g for g in groups if g.uuid not in (COLORSPEC, RUNSIZE)),
        colorspecs=colorspecs,
        turnarounds=rows, base_prices=bases,
    )  # fmt: skip


def test_a_page_says_the_plain_words_large_and_the_trades_small(browser):
    with_settings(active=True)
    page = browser.get(f"/products/{a_product().slug}/").text
    assert re.search(r">Full color both sides<span class=\"chip__note\">4/4<", page)
    assert "Ready to ship in 2–4 business days" in page
    assert "2-4 Business Days" not in page


def test_leaving_a_question_open_has_a_word_that_fits():
    paid = (Option("o", "1000 per roll"),)
    names = ("Labels Per Roll", "Scoring")
    groups = tuple(OptionGroup(name, name, 0, 1, paid) for name in names)
    asked = Offer(ProductSpec("p", "C", "D", groups=groups), Picks(), markup=None).questions[1:]
    assert [question.answers[0].label for question in asked] == ["No preference", "None"]
